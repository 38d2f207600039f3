"""The inside of a PDF: attachments, signatures, and what became of both since it was sealed.

A file that was changed often no longer opens as a PDF; then signatures are looked for in its bare
bytes, so that it can still be told that it was changed. Names of attachments other than ours are
passed over. Follows ISO 32000-1: 7.11.4 (attachments), 12.8.1 (signatures), 12.8.2.2 (DocMDP).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from verifier.files.found import MAX_ATTACHMENT_BYTES, MAX_OF_EACH, OURS, Attachment, Seal
from verifier.files.inside.cms import Placed, Ranges, seal_of

_RANGE: Final = re.compile(rb"/ByteRange\s*\[\s*(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\]")
_DEPTH: Final = 6  # levels of a name tree; three names need one
_UNTOLD: Final = "other"


@dataclass(frozen=True, slots=True)
class Inner:
    """What a PDF carries; the members are those of `Found`."""

    attachments: tuple[Attachment, ...] = ()
    missing: tuple[str, ...] = ()
    seals: tuple[Seal, ...] = ()
    damaged: bool = False
    encrypted: bool = False


def read(data: bytes) -> Inner:
    """What a PDF carries; never raises for what a PDF may look like."""
    bare = {placed.ranges: placed for placed in _in_bytes(data)}
    try:
        reader = PdfFileReader(BytesIO(data), strict=False)
        if reader.encrypted:
            return Inner(encrypted=True)  # whatever is in it is not what was sealed
        signatures = list(reader.embedded_signatures)[:MAX_OF_EACH]
        for signature in signatures:
            placed = _placed(signature)
            bare[placed.ranges] = placed
        attachments, missing = _attachments(reader, signatures)
    except (MemoryError, RecursionError, OSError):
        raise  # our bounds, not the file's fault
    except Exception:  # noqa: BLE001  a damaged file may raise anything in so much code
        return Inner(seals=_taken_apart(bare, data), damaged=True)
    return Inner(attachments, missing, _taken_apart(bare, data))


def _taken_apart(placed: dict[Ranges, Placed], data: bytes) -> tuple[Seal, ...]:
    return tuple(seal_of(each, data) for each in list(placed.values())[:MAX_OF_EACH])


def _in_bytes(data: bytes) -> Iterator[Placed]:
    """Signatures found without understanding the file: a range, and hex digits in its gap."""
    for found in _RANGE.finditer(data):
        start, length, again, rest = (int(each) for each in found.groups())
        gap = data[start + length : again]
        try:
            contents = bytes.fromhex(gap.strip(b"<>").decode("ascii"))
        except ValueError:
            contents = b""
        yield Placed((start, length, again, rest), contents)


def _placed(signature: EmbeddedPdfSignature) -> Placed:
    start, length, again, rest = (int(each) for each in signature.byte_range)
    moment = signature.self_reported_timestamp
    return Placed(
        ranges=(start, length, again, rest),
        contents=signature.pkcs7_content,
        signed_at=moment if isinstance(moment, datetime) and moment.tzinfo else None,
        changes=_changes(signature),
    )


def _changes(signature: EmbeddedPdfSignature) -> str:
    """What the difference analysis says of later revisions; "" where there are none."""
    try:
        signature.compute_integrity_info()  # type: ignore[no-untyped-call]
        result: object = signature.diff_result
    except (misc.PdfError, SignatureValidationError, ValueError, TypeError, KeyError):
        return _UNTOLD
    if not isinstance(result, DiffResult):
        return _UNTOLD
    level = result.modification_level.name.lower()
    return "" if level == "none" else level


def _attachments(
    reader: PdfFileReader, signatures: list[EmbeddedPdfSignature]
) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """Attachments as they are, each held against the revision that the last seal was put on."""
    now = _files(reader.root)
    if not signatures:
        return tuple(Attachment(name, data) for name, data in now), ()
    then = _files(reader.get_historical_root(signatures[-1].signed_revision))
    kept = tuple(Attachment(name, data, (name, data) in then) for name, data in now)
    names = {name for name, _ in now}
    return kept, tuple(dict.fromkeys(name for name, _ in then if name not in names))


def _files(root: generic.DictionaryObject) -> list[tuple[str, bytes]]:
    """Name and bytes of every attachment with a name of ours, the same name twice as well."""
    tree = _member(_member(root, "/Names"), "/EmbeddedFiles")
    found = []
    for given, described in _leaves(tree, _DEPTH):
        name = str(_member(described, "/UF") or _member(described, "/F") or given)
        stream = _member(_member(described, "/EF"), "/F")
        if name in OURS and isinstance(stream, generic.StreamObject):
            data = bytes(stream.data)
            if len(data) <= MAX_ATTACHMENT_BYTES:
                found.append((name, data))
    return found[:MAX_OF_EACH]


def _leaves(node: Any, depth: int) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  pyHanko has no types
    if not isinstance(node, generic.DictionaryObject) or not depth:
        return
    names = _member(node, "/Names") or ()
    for place in range(0, min(len(names) - 1, 2 * MAX_OF_EACH), 2):
        yield str(names[place]), names[place + 1]
    for child in list(_member(node, "/Kids") or ())[:MAX_OF_EACH]:
        yield from _leaves(child.get_object(), depth - 1)


def _member(node: Any, name: str) -> Any:  # noqa: ANN401  likewise
    """A member, whatever it refers to; None where there is none."""
    return node[name] if isinstance(node, generic.DictionaryObject) and name in node else None
