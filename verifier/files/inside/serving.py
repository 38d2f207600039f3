"""The child: binds itself, reads one file from standard input, reports, and is gone.

Everything that is imported is imported before the bounds, because soon nothing can be opened. No
way of failing tells anything about the file but a code. Follows OWASP ASVS 5.0.0, 15.2.5.
"""

from __future__ import annotations

import codecs
import json
import logging
import sys
import warnings
from contextlib import suppress
from importlib import import_module
from typing import Final

from keys.encoding import Json
from keys.errors import CredentialError
from verifier.bounding import bind_process
from verifier.files.found import Found
from verifier.files.inside import cms, document, pages, picture
from verifier.files.kinds import Kind

_CODECS: Final = ("latin-1", "utf-16-be", "utf-8-sig", "ascii", "unicode_escape", "idna")
_LATE: Final = (
    *("PIL.ImageColor", "PIL.ImagePalette", "PIL.MpoImagePlugin", "PIL.TiffImagePlugin"),
    *("pyhanko.pdf_utils.crypt.pdfmac", "pyhanko.pdf_utils.filters"),
    *("pyhanko.pdf_utils.metadata.xmp_xml", "pyhanko.pdf_utils.rw_common"),
)
"""What the libraries would import when a file first asks for it."""
_OPEN_FILES: Final = 3  # its input, its answer and its complaints


def serve(asked: str) -> None:
    """Read, report, end."""
    wanted = json.loads(asked)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    for codec in _CODECS:
        codecs.lookup(codec)  # they are files
    for module in _LATE:
        with suppress(ImportError):
            import_module(module)
    cms.ready()
    picture.ready()
    data = sys.stdin.buffer.read()
    bind_process(memory=wanted["memory"], work=wanted["work"], open_files=_OPEN_FILES)
    sys.stdout.write(json.dumps(report(data, Kind(wanted["kind"]))))


def report(data: bytes, kind: Kind) -> dict[str, Json]:
    """What was found, or the code of why not."""
    try:
        return (_pdf(data) if kind is Kind.PDF else picture.read(data, kind)).to_dict()
    except CredentialError as error:
        return {"refused": error.code, **error.facts}
    except (MemoryError, RecursionError):
        return {"refused": "file.too-complex"}
    except Exception:  # noqa: BLE001  a stranger's file may raise anything in so much code
        return {"refused": "file.unreadable"}


def _pdf(data: bytes) -> Found:
    inner = document.read(data)
    shown = pages.read(data)
    return Found(
        kind=Kind.PDF,
        pages=shown.count,
        picture=shown.picture,
        attachments=inner.attachments,
        missing=inner.missing,
        codes=shown.codes,
        seals=inner.seals,
        damaged=inner.damaged,
        encrypted=inner.encrypted or shown.locked,
    )
