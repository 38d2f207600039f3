"""The parts of an xlsx file, unpacked against a cap and packed anew for who reads them.

Distrusts the archive: no size in its directory can lie, no part has two contents, no part is
named outside the archive, and no XML brings declarations of its own. It reads no cell.

Follows ISO/IEC 29500-2 (parts, their names and their equivalence) and APPNOTE 6.3.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Final

from keys.errors import Malformed, TooLarge

MAX_UNPACKED_BYTES: Final = 128 * 2**20  # 100,000 rows of 12 columns unpack to some 40 MiB
MAX_PARTS: Final = 2_000
WORKBOOK_PART: Final = "xl/workbook.xml"

_MACROS: Final = re.compile(r"vbaproject\.bin\Z|\Axl/macrosheets/", re.IGNORECASE)
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 0x1
_OUTSIDE: Final = re.compile(r"\\|\A/|\A[A-Za-z]:|(?:\A|/)\.\.(?:/|\Z)|[\x00-\x1f]")
_UNDECLARED: Final = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);)")
_READ: Final = (".xml", ".rels")
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises over damaged bytes; NotImplementedError is a RuntimeError."""


def unpack(data: bytes) -> dict[str, bytes]:
    """The XML parts of a workbook by name.

    Raises:
        TooLarge: "sheet.too-large": parts or bytes beyond the cap.
        Malformed: "sheet.macros", "sheet.other-format" (an archive that is no xlsx),
            "sheet.unsafe" (a part named twice or outside, a document type declaration),
            "sheet.damaged".
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_directory(infos)
            parts = {
                info.filename: archive.read(info) for info in infos if info.filename.endswith(_READ)
            }
    except _DAMAGE as error:
        raise Malformed("sheet.damaged") from error
    for content in parts.values():
        _check_xml(content)
    return parts


def _check_directory(infos: Sequence[zipfile.ZipInfo]) -> None:
    names = [info.filename for info in infos]
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
        raise TooLarge("sheet.too-large", limit=MAX_UNPACKED_BYTES // 2**20)
    if any(_MACROS.search(name) for name in names):
        raise Malformed("sheet.macros")
    # Names are equal whatever their case: of two equal ones each program would read another.
    if len({name.lower() for name in names}) != len(names) or any(map(_OUTSIDE.search, names)):
        raise Malformed("sheet.unsafe")
    if WORKBOOK_PART not in names:
        raise Malformed("sheet.other-format")
    if any(info.compress_type not in _METHODS or info.flag_bits & _ENCRYPTED for info in infos):
        raise Malformed("sheet.damaged")


def _check_xml(content: bytes) -> None:
    """UTF-8 without a document type: with one, text could come from elsewhere or without end."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Malformed("sheet.unsafe")
    if b"&" in content and _UNDECLARED.search(content):
        raise Malformed("sheet.damaged")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("sheet.damaged") from error


def pack(parts: Mapping[str, bytes]) -> io.BytesIO:
    """An archive of exactly the bytes that were counted: no entry of its directory can lie."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed
