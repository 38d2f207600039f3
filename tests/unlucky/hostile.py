"""Workbooks that mean harm or are damaged: bombs, entities, parts that climb out, cut archives."""

from __future__ import annotations

import io
import struct
import zipfile

from issuer.committee import archive as unpacking
from tests.unlucky.corpus import (
    BOOK,
    SHEET,
    STRINGS,
    archive,
    changed,
    matched,
    parts_of,
    replaced,
    two,
    unlucky,
)

RELATIONS = "xl/_rels/workbook.xml.rels"


def declared(data: bytes, part: str, declaration: str, name: str = "") -> bytes:
    """A workbook with a document type in one part; its first 李示例 becomes the entity `name`."""

    def declare(content: bytes) -> bytes:
        head, rest = content.split(b"?>", 1)
        rest = rest.replace("李示例".encode(), f"&{name};".encode()) if name else rest
        return head + b"?>" + declaration.encode() + rest

    return changed(data, part, declare)


@unlucky(refusal="sheet.too-large")
def bomb_of_one_part() -> bytes:
    """A kilobyte that unpacks to a million."""
    return changed(two(), SHEET, lambda _: bytes(unpacking.MAX_UNPACKED_BYTES + 1))


@unlucky(refusal="sheet.too-large")
def bomb_of_many_parts() -> bytes:
    """Each part is small, and there are many."""
    return archive({**parts_of(two()), **{f"xl/media/{n}.xml": "" for n in range(2_001)}})


@unlucky(refusal="sheet.too-large")
def bomb_in_a_picture() -> bytes:
    """A part that nobody reads counts as well."""
    return changed(two(), "xl/media/1.png", lambda _: bytes(unpacking.MAX_UNPACKED_BYTES))


@unlucky(refusal="sheet.damaged")
def bomb_that_understates_its_size() -> bytes:
    """The directory says a hundred bytes, the part has sixteen million."""
    size = 16 * 2**20
    whole = changed(two(), SHEET, lambda _: b" " * size)
    return whole.replace(struct.pack("<I", size), struct.pack("<I", 100))


@unlucky(refusal="sheet.unsafe")
def entity_from_outside() -> bytes:
    """An entity that stands for a file of the clerk's machine."""
    return declared(two(), STRINGS, '<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "x")


@unlucky(refusal="sheet.unsafe")
def entity_from_the_network() -> bytes:
    """A declaration that would call somebody."""
    declaration = '<!DOCTYPE worksheet SYSTEM "https://listener.example/x.dtd">'
    return declared(two(), SHEET, declaration)


@unlucky(refusal="sheet.unsafe")
def billion_laughs() -> bytes:
    """Ten of ten of ten ... of one."""
    entities = '<!ENTITY a0 "哈">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    return declared(two(), STRINGS, f"<!DOCTYPE sst [{entities}]>", "a9")


@unlucky(refusal="sheet.unsafe")
def entity_of_its_own() -> bytes:
    """An entity that only says a name, in the workbook itself."""
    return declared(two(), BOOK, '<!DOCTYPE workbook [<!ENTITY n "名单">]>')


@unlucky(refusal="sheet.damaged")
def entity_hidden_by_encoding() -> bytes:
    """The same in UTF-16, where no search for bytes finds it."""
    declaration = '<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return changed(
        declared(two(), STRINGS, declaration, "x"),
        STRINGS,
        lambda content: content.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    )


@unlucky(refusal="sheet.damaged")
def entity_never_declared() -> bytes:
    """An entity of nobody's."""
    return replaced(two(), SHEET, "<v>", "<v>&x;")


@unlucky(refusal="sheet.unsafe")
def part_outside_the_archive() -> bytes:
    """A name that climbs out."""
    return changed(two(), "xl/worksheets/../../../../etc/cron.d/x.xml", lambda _: b"x")


@unlucky(refusal="sheet.unsafe")
def part_with_a_root() -> bytes:
    """A name that begins at the root."""
    return changed(two(), "/etc/passwd.xml", lambda _: b"x")


@unlucky(refusal="sheet.unsafe")
def part_with_backslashes() -> bytes:
    """A name as Windows would climb."""
    return two().replace(b"xl/worksheets/sheet1.xml", b"xl\\worksheets\\sheet1.xml")


@unlucky(refusal="sheet.unsafe")
def sheet_twice() -> bytes:
    """Two sheets of one name: one program shows the first, another reads the last."""
    out = io.BytesIO(two())
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("xl/worksheets/Sheet1.xml", packed.read(SHEET))
    return out.getvalue()


@unlucky(refusal="sheet.damaged")
def directory_corrupt() -> bytes:
    """The list of parts is overwritten."""
    data = two()
    at = data.index(b"PK\x01\x02")
    return data[:at] + b"\xff" * 40 + data[at + 40 :]


@unlucky(refusal="sheet.damaged")
def cut_short() -> bytes:
    """Half a download."""
    data = two()
    return data[: len(data) // 2]


@unlucky(refusal="sheet.damaged")
def one_byte_flipped() -> bytes:
    """A bad sector."""
    data = bytearray(two())
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        info = packed.getinfo(SHEET)
    data[info.header_offset + 30 + len(SHEET) + info.compress_size // 2] ^= 0xFF
    return bytes(data)


@unlucky(refusal="sheet.damaged")
def part_with_a_password() -> bytes:
    """A part says it is encrypted."""
    data = bytearray(two())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@unlucky(refusal="sheet.damaged")
def part_in_another_compression() -> bytes:
    """LZMA may ask for four gigabytes before the first byte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as packed:
        for name, content in parts_of(two()).items():
            packed.writestr(name, content)
    return out.getvalue()


@unlucky(refusal="sheet.damaged")
def strings_missing() -> bytes:
    """The part with all the texts is gone."""
    parts = parts_of(two())
    del parts[STRINGS]
    return archive(parts)


@unlucky(refusal="sheet.damaged")
def string_out_of_range() -> bytes:
    """A cell names a text that is not there."""
    return matched(two(), SHEET, r'(<c r="A3" t="s"><v>)\d+', r"\g<1>4000000000")


@unlucky(refusal="sheet.damaged")
def sheet_missing() -> bytes:
    """The workbook names a sheet that is not there."""
    parts = parts_of(two())
    del parts[SHEET]
    return archive(parts)


@unlucky(refusal="sheet.damaged")
def relations_missing() -> bytes:
    """Nothing says where the sheets are."""
    parts = parts_of(two())
    del parts[RELATIONS]
    return archive(parts)


@unlucky(refusal="sheet.damaged")
def sheet_cut_in_the_middle() -> bytes:
    """The XML ends inside a line; the archive is whole."""
    return changed(two(), SHEET, lambda content: content[: content.index(b'<row r="3"') + 40])


@unlucky(refusal="sheet.damaged")
def workbook_not_well_formed() -> bytes:
    """Two tags crossed."""
    return replaced(two(), BOOK, "</sheets>", "</sheet>")


@unlucky(refusal="sheet.damaged")
def half_a_character() -> bytes:
    """A surrogate, which is no character."""
    return replaced(two(), STRINGS, "李示例", "李&#xD842;示例")


@unlucky(refusal="sheet.damaged")
def comments_without_end() -> bytes:
    """A million comments are begun and none is closed."""
    return changed(two(), SHEET, lambda content: content + b"<!--" * 1_000_000)


@unlucky(refusal="sheet.damaged")
def line_of_no_number() -> bytes:
    """A hidden line that says no number, and a column without bounds."""
    return matched(two(), SHEET, "<sheetData>", '<cols><col hidden="1"/></cols><sheetData>')
