"""CSV files: encodings, delimiters, quotes and line ends."""

from __future__ import annotations

from tests.issuer.desk_world import id_no, person
from tests.unlucky.corpus import BOTH, LI, WANG, pair, text, unlucky

LIST = text(*pair())
BLANK = ",,,,,\r\n"


@unlucky(people=BOTH, encoding="gb18030")
def gb18030_as_told() -> bytes:
    """Saved by a Chinese Excel as plain CSV; the clerk says so."""
    return LIST.encode("gb18030")


@unlucky(refusal="sheet.encoding")
def gb18030_untold() -> bytes:
    """Saved by a Chinese Excel as plain CSV, and nobody says so: it is not guessed."""
    return LIST.encode("gb18030")


@unlucky(
    people=(("上官㛃", id_no(1)), ("诸葛䶮", id_no(2)), ("𬍛示例", id_no(3))), encoding="gb18030"
)
def gb18030_of_four_bytes() -> bytes:
    """Rare characters take four bytes in GB 18030."""
    names = ("上官㛃", "诸葛䶮", "𬍛示例")
    people = (person(n, 姓名=name) for n, name in enumerate(names, start=1))
    return text(*people).encode("gb18030")


@unlucky(people=BOTH)
def utf8_with_mark() -> bytes:
    """Excel's "CSV UTF-8" begins with a byte order mark."""
    return LIST.encode("utf-8-sig")


@unlucky(refusal="sheet.encoding-mixed", encoding="gb18030")
def utf8_taken_for_gb18030() -> bytes:
    """UTF-8, and the clerk says GB 18030: most of it would read as other characters."""
    return LIST.encode()


@unlucky(refusal="sheet.encoding")
def utf16() -> bytes:
    """Excel's "Unicode text": UTF-16 and tabs."""
    return text(*pair(), delimiter="\t").encode("utf-16")


@unlucky(refusal="sheet.encoding")
def utf16_without_mark() -> bytes:
    """UTF-16, the other way round, without a mark."""
    return LIST.encode("utf-16-be")


@unlucky(refusal="sheet.encoding", encoding="gb18030")
def utf16_taken_for_gb18030() -> bytes:
    """UTF-16 without a mark, and the clerk says GB 18030."""
    return LIST.encode("utf-16-le")


@unlucky(refusal="sheet.encoding")
def utf32() -> bytes:
    """UTF-32."""
    return LIST.encode("utf-32")


@unlucky(refusal="sheet.encoding")
def latin1_inside_utf8() -> bytes:
    """A foreigner's line pasted in Latin-1."""
    return LIST.encode() + "Renée Example,EA1234567,,电子信息\n".encode("latin-1", "ignore")


@unlucky((2, "name", "row.name.character"), (2, "name", "row.name.space"), encoding="gb18030")
def latin1_inside_gb18030() -> bytes:
    """A name in Latin-1 inside GB 18030: two letters of it become a Chinese character."""
    people = text(person(1, 姓名="Ren@@ Example")).encode("gb18030")
    return people.replace(b"@@", "ée".encode("latin-1"))


@unlucky(refusal="sheet.encoding-mixed", encoding="gb18030")
def utf8_line_inside_gb18030() -> bytes:
    """Two files joined: the second person is in UTF-8."""
    first, last = LIST.rstrip("\n").rsplit("\n", 1)
    return (first + "\n").encode("gb18030") + (last + "\n").encode()


@unlucky(refusal="sheet.encoding")
def gb18030_line_inside_utf8() -> bytes:
    """Two files joined: the second person is in GB 18030."""
    first, last = LIST.rstrip("\n").rsplit("\n", 1)
    return (first + "\n").encode() + (last + "\n").encode("gb18030")


@unlucky(refusal="sheet.headings", encoding="gb18030")
def big5() -> bytes:
    """Big5 reads as GB 18030 without an error, and as nothing one knows."""
    return "姓名,身份證號碼\n王大明,1\n".encode("big5")


@unlucky(people=BOTH)
def semicolons() -> bytes:
    """A European spreadsheet writes semicolons."""
    return text(*pair(), delimiter=";").encode()


@unlucky(people=BOTH)
def tabs() -> bytes:
    """Copied from a spreadsheet into a text file."""
    return text(*pair(), delimiter="\t", end="\r\n").encode()


@unlucky(people=BOTH)
def delimiter_told_on_the_first_line() -> bytes:
    """Excel's own hint about the delimiter stands above the headings."""
    return ("sep=;\r\n" + text(*pair(), delimiter=";", end="\r\n")).encode()


@unlucky(people=BOTH)
def title_full_of_commas_over_tabs() -> bytes:
    """The title has more commas than the list has tabs."""
    title = "某某,某某,某某,某某,某某,某某,某某,某某,某某,某某名单\n"
    return (title + text(*pair(), delimiter="\t")).encode()


@unlucky(people=BOTH)
def commas_inside_quotes() -> bytes:
    """A unit has a comma and quotes in its name."""
    return LIST.replace("威海示例电子有限公司", '"威海""示例""电子, 有限公司"').encode()


@unlucky((2, "name", "cell.hidden"), (4, "id_no", "row.id.form"))
def line_end_inside_quotes() -> bytes:
    """A line end inside a cell: the lines after it keep the numbers that an editor shows."""
    return LIST.replace("王示例", '"王\n示例"').replace(id_no(2), "3710").encode()


@unlucky(people=BOTH)
def carriage_returns_alone() -> bytes:
    """Line ends of an old Macintosh."""
    return text(*pair(), end="\r").encode()


@unlucky(people=BOTH)
def line_ends_of_every_kind() -> bytes:
    """Three editors had it in turn."""
    first, second, third, _ = LIST.split("\n")
    return f"{first}\r\n{second}\r{third}\n".encode()


@unlucky(refusal="sheet.encoding")
def nul_bytes() -> bytes:
    """A disk returned zeros."""
    return LIST.replace("李示例", "李\0示例").encode()


@unlucky(refusal="sheet.quotes")
def quote_never_closed() -> bytes:
    """An opening quote swallows the rest of the list."""
    return LIST.replace("王示例", '"王示例').encode()


@unlucky(refusal="sheet.quotes")
def text_after_a_quote() -> bytes:
    """Quotes inside a cell, not doubled."""
    return LIST.replace("王示例", '"王"示例').encode()


@unlucky(refusal="sheet.quotes")
def quote_closed_too_late() -> bytes:
    """Thousands of lines between two quotes: one cell, longer than a spreadsheet has."""
    lines = "某,某,某,某,某,某\n" * 3_000
    return LIST.replace("王示例", f'"王\n{lines}"').encode()


@unlucky((2, None, "sheet.heading-missing"))
def comma_without_quotes() -> bytes:
    """A comma in the last cell, unquoted: the unit would lose half its name."""
    headings = "姓名,证件号码,专业,级别,职称,工作单位"
    return f"{headings}\n王示例,{id_no(1)},电子信息,中级,工程师,甲,乙公司\n".encode()


@unlucky(
    *((3, member, "cell.missing") for member in ("id_no", "level", "specialty")),
    (3, "employer", "row.employer"),
)
def line_cut_short() -> bytes:
    """The last line ends after the name."""
    return LIST[: LIST.index("李示例") + 3].encode()


@unlucky(people=BOTH, heavy=True)
def blank_lines_to_the_last_line() -> bytes:
    """A CSV of a sheet whose empty lines were formatted: a million lines of commas."""
    return (LIST + BLANK * 1_000_000).encode()


@unlucky(refusal="sheet.too-many-lines", heavy=True)
def more_blank_lines_than_a_sheet_has() -> bytes:
    """Lines of commas without end."""
    return (LIST + BLANK * 1_100_000).encode()


@unlucky(refusal="sheet.too-many-lines")
def person_behind_a_hundred_thousand_blanks() -> bytes:
    """One more person, far below where a list may end."""
    return (LIST + BLANK * 100_200 + "王示例,1,,,,\n").encode()


@unlucky(refusal="sheet.too-many-lines")
def csv_of_many_columns() -> bytes:
    """More columns than a list has."""
    return ("姓名,证件号码" + ",甲" * 80 + "\n").encode()


@unlucky(refusal="sheet.headings")
def empty_file() -> bytes:
    """Nothing at all."""
    return b""


@unlucky(refusal="sheet.headings")
def mark_alone() -> bytes:
    """A byte order mark and nothing else."""
    return b"\xef\xbb\xbf"


@unlucky(refusal="sheet.no-rows")
def headings_alone() -> bytes:
    """Headings and nobody below them."""
    return LIST.split("\n")[0].encode()


@unlucky((3, "name", "cell.formula"), (3, "employer", "cell.formula"))
def formulas_as_text() -> bytes:
    """Cells that a spreadsheet would run."""
    spoilt = {"姓名": '"=HYPERLINK(""https://example.org"")"', "工作单位": "=cmd|' /C calc'!A0"}
    return text(*pair(**spoilt)).encode()


@unlucky((3, "id_no", "cell.formula"))
def number_in_the_excel_trick() -> bytes:
    """Written as a formula, so that Excel keeps its digits."""
    return text(*pair(证件号码=f'"=""{id_no(2)}"""')).encode()


@unlucky((3, "id_no", "row.id.form"))
def number_with_apostrophe() -> bytes:
    """The apostrophe that makes text of a number has come along."""
    return text(*pair(证件号码=f"'{id_no(2)}")).encode()


@unlucky(people=(WANG, (LI[0], LI[1])))
def cells_padded_with_tabs_and_blanks() -> bytes:
    """Aligned by hand."""
    return LIST.replace(",", " ,\t").encode()
