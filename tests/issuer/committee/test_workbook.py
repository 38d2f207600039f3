"""Unlucky files: read, or refused with their mend, and never a crash."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import zipfile

import pytest

from issuer.committee import archive as unpacking
from issuer.committee import workbook as reading
from issuer.committee.workbook import read_grid
from keys.errors import CredentialError, Malformed, TooLarge
from tests.issuer.desk_world import person, refused, workbook


def archive(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def with_part(data, name, change):
    """The same workbook, one part changed (or added)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, change(old.read(name) if name in old.namelist() else b""))
    return out.getvalue()


def test_line_numbers_are_those_of_the_spreadsheet():
    def shifted(book, page):
        page.write(20, 3, "远处")

    grid = read_grid(workbook(person(), change=shifted))
    assert [line for line, _ in grid.lines] == [1, 2, 21]


def test_csv_with_and_without_mark_reads_alike():
    text = "姓名,证件号码\n王示例,H12345678\n"
    plain = read_grid(text.encode())
    assert plain == read_grid(text.encode("utf-8-sig"))
    assert plain == read_grid(text.replace(",", "\t").replace("\n", "\r\n").encode())
    assert plain == read_grid(text.encode("gb18030"), encoding="gb18030")
    assert plain.lines[1] == (2, ("王示例", "H12345678"))


def test_csv_line_numbers_count_lines_inside_quotes():
    grid = read_grid('姓名,证件号码\n"王\n示例",1\n李示例,2\n'.encode())
    assert [line for line, _ in grid.lines] == [1, 2, 4]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_csv_in_another_encoding_is_not_guessed(encoding):
    with refused(Malformed, "sheet.encoding"):
        read_grid("姓名,证件号码\n王示例,1\n".encode(encoding))


def test_old_or_locked_workbook_is_refused():
    with refused(Malformed, "sheet.old-format"):
        read_grid(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


def test_macros_are_refused():
    data = with_part(workbook(person()), "xl/vbaProject.bin", lambda _: b"x")
    with refused(Malformed, "sheet.macros"):
        read_grid(data)


def test_workbook_without_visible_sheet_is_refused():
    hide = with_part(
        workbook(person()),
        "xl/workbook.xml",
        lambda xml: xml.replace(b"<sheet name", b'<sheet state="hidden" name'),
    )
    with refused(Malformed, "sheet.no-sheet"):
        read_grid(hide)


def test_list_sheet_is_found_behind_others():
    def second(book, page):
        book.add_worksheet("名单").write(0, 0, "这里")

    assert read_grid(workbook(person(), change=second, sheet="封面")).lines == ((1, ("这里",)),)


def test_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = archive(xl__worksheets__sheet1_xml=bytes(unpacking.MAX_UNPACKED_BYTES + 1))
    assert len(bomb) < 2**20
    with refused(TooLarge, "sheet.too-large"):
        read_grid(bomb)


def test_bomb_that_understates_its_size_is_no_way_around():
    """The directory says 10 bytes, the part unpacks to 64 MiB: what is read is what was counted."""
    whole = archive(xl__worksheets__sheet1_xml=bytes(64 * 2**20))
    lying = whole.replace(struct.pack("<I", 64 * 2**20), struct.pack("<I", 10))
    assert lying != whole
    with pytest.raises(Malformed):
        read_grid(lying)


def test_archive_of_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(unpacking, "MAX_PARTS", 3)
    with refused(TooLarge, "sheet.too-large"):
        read_grid(workbook(person()))


def test_file_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_FILE_BYTES", 100)
    with refused(TooLarge, "sheet.too-large"):
        read_grid(workbook(person()))


@pytest.mark.parametrize(("line", "column"), [(1_048_575, 0), (0, 16_383)])
def test_cell_far_out_reserves_no_memory(line, column):
    def far(book, page):
        page.write(line, column, "x")

    with refused(TooLarge, "sheet.too-many-lines"):
        read_grid(workbook(person(), change=far))


def test_million_blank_formatted_lines_are_passed_over():
    def tall(book, page):
        page.set_row(1_000_000, 30)

    assert len(read_grid(workbook(person(), change=tall)).lines) == 2


def test_external_entities_are_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    data = with_part(
        workbook(person()),
        "xl/sharedStrings.xml",
        lambda xml: (
            b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY x SYSTEM "file://'
            + str(secret).encode()
            + b'">]>'
            + xml.split(b"?>", 1)[1].replace("王示例".encode(), b"&x;")
        ),
    )
    try:
        told = repr(read_grid(data))
    except Malformed:
        return
    assert "geheim" not in told


def test_formula_is_seen_as_its_value():
    def formula(book, page):
        page.write_formula(1, 0, '="王"&"示例"', None, "王示例")

    assert read_grid(workbook(person(), change=formula)).lines[1][1][0] == "王示例"


def test_hidden_lines_and_merged_cells_are_told():
    def spoil(book, page):
        page.set_row(2, None, None, {"hidden": True})
        page.merge_range(3, 2, 4, 2, "合并的单位")

    grid = read_grid(workbook(*(person(n) for n in range(1, 5)), change=spoil))
    assert grid.hidden == {3}
    assert grid.merged == {5}


@pytest.mark.parametrize("data", [b"", b"\x00" * 50, b"PK\x03\x04 broken", b'"open quote', b"%PDF"])
def test_rubbish_is_refused_or_empty(data):
    with contextlib.suppress(CredentialError):
        assert read_grid(data).lines is not None


def test_no_mutation_of_a_workbook_crashes():
    whole = workbook(person(1), person(2))
    chance = random.Random(20250614)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        cut = chance.choice([len(data), chance.randrange(len(data))])
        try:
            read_grid(bytes(data[:cut]))
        except CredentialError:
            continue
