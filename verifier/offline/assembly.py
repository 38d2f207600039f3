"""Putting the offline page together: one HTML file that asks for nothing but itself.

The sources under page/ are put one behind the other, what they need is packed into the file, and
a Content-Security-Policy in it names the digests of its two scripts and its style and forbids
every connection. The bundle is opened and checked before anything is written. The same inputs
give the same bytes. No clock, no network.

Follows W3C CSP Level 3 (digests, 'wasm-unsafe-eval') and RFC 1952 (gzip, inflated by the
Compression Streams of the browser).
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from keys.encoding import Json, canonical, parse
from keys.errors import TooLarge
from keys.statement import Anchor
from verifier.bundle import open_bundle
from verifier.bundle_file import BundleFile
from verifier.offline import excerpt
from verifier.rules import Rules

MAX_PAGE_BYTES: Final = 1_000_000
"""Of the whole file, as it is saved and sent: it is passed on by messengers and memory sticks."""
_HERE: Final = Path(__file__).parent
_PAGE: Final = _HERE / "page"
_READER: Final = _HERE / "vendor/zxing-wasm"
_LICENCES: Final = ("LICENSE", "LICENSE-zxing-cpp")
_STYLE: Final = _HERE.parent / "templates/verifier/page.css"
# In the order in which they need each other.
MODULES: Final = (
    *("bytes", "folding", "members", "cwt", "wire", "keys", "trust", "bundle", "verdict", "case"),
    *("presented", "evidence", "standing", "verify", "telling", "showing", "reading", "page"),
)
_IMPORT: Final = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=[a-z])", re.MULTILINE)
_MOST_PACKED: Final = 2**26


@dataclass(frozen=True, slots=True)
class OfflinePage:
    """A page as it is saved and sent.

    Attributes:
        data: The file, UTF-8.
        policy: The Content-Security-Policy that stands in it, for whoever sends it by HTTP too.
    """

    data: bytes
    policy: str


def offline_page(
    bundle: bytes, anchor: Anchor, *, at: datetime, rules: Rules | None = None
) -> OfflinePage:
    """The page over a bundle.

    Args:
        bundle: As published; opened at the moment `at` and refused like any other.
        anchor: The pinned root of trust; its fingerprint is shown on the page.
        at: The moment of building, aware UTC.
        rules: The rule book to excerpt; None takes the one of this package.

    Raises:
        TooLarge: "offline.too-large": more than MAX_PAGE_BYTES even without the decisions.
        Malformed, Untrusted: As `open_bundle`.
    """
    opened = open_bundle(bundle, anchor, at=at, rules=rules)
    file = BundleFile.from_bytes(bundle)
    book = excerpt.of_rules(opened.rules)
    for with_decisions in (True, False):
        lists = excerpt.trimmed(file, revocations=with_decisions)
        page = _page(_facts(lists, anchor, book))
        if len(page.data) <= MAX_PAGE_BYTES:
            return page
    raise TooLarge("offline.too-large", limit=MAX_PAGE_BYTES)


def _facts(lists: BundleFile, anchor: Anchor, book: dict[str, Json]) -> bytes:
    """Everything that the sources are handed, as JSON."""
    return canonical(
        {
            "file": excerpt.of_lists(lists),
            "anchor": parse(anchor.to_bytes(), limit=_MOST_PACKED),
            "rules": book,
            "looks": excerpt.of_looks(),
            "words": excerpt.of_words(sources()),
        }
    )


def _page(facts: bytes) -> OfflinePage:
    skeleton, style, reader, script, wasm, licences = _parts()
    policy = (
        f"default-src 'none'; script-src {_digest(reader)} {_digest(script)} 'wasm-unsafe-eval'; "
        f"style-src {_digest(style)}; img-src data: blob:; media-src blob:; manifest-src data:; "
        "worker-src 'self'; connect-src 'none'; form-action 'none'; base-uri 'none'"
    )
    filled = skeleton
    for mark, text in (
        ("{{policy}}", policy),
        ("{{style}}", style),
        ("{{reader}}", reader),
        ("{{script}}", script),
        ("{{wasm}}", wasm),
        ("{{facts}}", _packed(facts)),
        ("{{licences}}", licences),
    ):
        before, _, after = filled.partition(mark)
        filled = before + text + after
    return OfflinePage(filled.encode(), policy)


@lru_cache(maxsize=1)
def _parts() -> tuple[str, ...]:
    """What is the same in every page: skeleton, style, QR reader, script, its core, licences."""
    style = _STYLE.read_text("utf-8").strip() + "\n" + (_PAGE / "page.css").read_text("utf-8")
    return (
        (_PAGE / "index.html").read_text("utf-8"),
        style,
        (_READER / "reader.js").read_text("utf-8"),
        "\n".join(map(_inlined, MODULES)),
        _packed((_READER / "zxing_reader.wasm").read_bytes()),
        "\n".join((_READER / name).read_text("utf-8") for name in _LICENCES),
    )


def sources() -> list[str]:
    """The texts of which the page's words are gathered."""
    paths = (*(_PAGE / f"{name}.mjs" for name in MODULES), _PAGE / "index.html")
    return [path.read_text("utf-8") for path in paths]


def worker_script() -> bytes:
    """The service worker that keeps a served page on a phone; no part of a saved one."""
    return (_PAGE / "worker.js").read_bytes()


def reader_script() -> bytes:
    """The script of the QR reader, for a page that fetches it, with the licences it comes under."""
    licences = "\n".join((_READER / name).read_text("utf-8") for name in _LICENCES)
    return f"/*\n{licences}*/\n".encode() + (_READER / "reader.js").read_bytes()


def reader_core() -> bytes:
    """What that script runs: WebAssembly."""
    return (_READER / "zxing_reader.wasm").read_bytes()


def _inlined(name: str) -> str:
    """A module as part of one script: what it imports stands above it already."""
    text = (_PAGE / f"{name}.mjs").read_text("utf-8")
    return _EXPORT.sub("", _IMPORT.sub("", text))


def _packed(data: bytes) -> str:
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


def _digest(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
