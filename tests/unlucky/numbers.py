"""Identity numbers and dates, as spreadsheets and people spoil them."""

from __future__ import annotations

import io
from datetime import date, datetime

import xlsxwriter

from tests.issuer.desk_world import HEADINGS, MEETING, id_no, person, workbook
from tests.unlucky.corpus import BOTH, SHEET, WANG, pair, replaced, spoilt, unlucky

X = next(n for n in range(999) if id_no(n).endswith("X"))
OLD = id_no(2)[:6] + id_no(2)[8:17]  # fifteen digits: no century, no check digit


@unlucky((3, "id_no", "cell.precision"))
def number_as_1e17_text() -> bytes:
    """Excel showed 3.71E+17, and somebody saved what it showed."""
    return spoilt(证件号码="3.71E+17")


@unlucky((3, "id_no", "cell.precision"))
def number_as_a_number() -> bytes:
    """Eighteen digits as a number: fifteen are left."""
    return spoilt(证件号码=371000189306140022)


@unlucky((3, "id_no", "row.id.precision"))
def number_ending_in_zeros() -> bytes:
    """The column was made text after the digits were gone."""
    return spoilt(证件号码=id_no(2)[:15] + "000")


@unlucky((3, "id_no", "cell.precision"))
def fifteen_digits_as_a_number() -> bytes:
    """An old number as a number."""
    return spoilt(证件号码=int(OLD))


@unlucky((3, "id_no", "row.id.form"))
def fifteen_digits() -> bytes:
    """A number of the first generation, void since 2013."""
    return spoilt(证件号码=OLD)


@unlucky((3, "id_no", "row.id.form"))
def number_with_literal_apostrophe() -> bytes:
    """The apostrophe is part of the text."""
    return spoilt(证件号码="'" + id_no(2))


@unlucky((3, "id_no", "cell.wide"))
def number_in_full_width_digits() -> bytes:
    """Typed with the input method switched to full width."""
    wide = id_no(2).translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    return spoilt(证件号码=wide)


@unlucky((3, "id_no", "row.id.form"))
def number_in_groups() -> bytes:
    """Blanks between the groups of digits."""
    number = id_no(2)
    return spoilt(证件号码=f"{number[:6]} {number[6:14]} {number[14:]}")


@unlucky((3, "id_no", "row.id.form"))
def number_with_no_break_space() -> bytes:
    """A blank from a web page inside the number."""
    return spoilt(证件号码=id_no(2)[:6] + "\u00a0" + id_no(2)[6:])


@unlucky(people=(WANG, ("李示例", id_no(X))))
def number_with_small_x() -> bytes:
    """A small x at the end is mended: it can mean nothing else."""
    return spoilt(证件号码=id_no(X).lower())


@unlucky((3, "id_no", "row.id.form"))
def number_with_cyrillic_x() -> bytes:
    """The last letter is the Cyrillic one that looks like X."""
    return spoilt(证件号码=id_no(X)[:17] + "\u0425")


@unlucky((3, "id_no", "cell.hidden"))
def number_with_zero_width_space() -> bytes:
    """Copied from a web page, with a character that nobody sees."""
    return spoilt(证件号码=id_no(2)[:10] + "\u200b" + id_no(2)[10:])


@unlucky((3, "id_no", "cell.hidden"))
def number_with_soft_hyphen() -> bytes:
    """Copied from a PDF that may break lines there."""
    return spoilt(证件号码=id_no(2)[:10] + "\u00ad" + id_no(2)[10:])


@unlucky((3, "id_no", "cell.hidden"))
def number_shown_backwards() -> bytes:
    """Direction marks show other digits than are there."""
    return spoilt(证件号码="\u202e" + id_no(2)[::-1] + "\u202c")


@unlucky((3, "id_no", "row.id.check-digit"))
def two_digits_swapped() -> bytes:
    """A slip of the fingers."""
    number = id_no(2)
    return spoilt(证件号码=number[:4] + "01" + number[6:])


@unlucky((3, "id_no", "row.id.birth-date"))
def born_on_the_thirtieth_of_february() -> bytes:
    """The check digit is right, the day is not."""
    return spoilt(证件号码=id_no(2, born="18930230"))


@unlucky((3, "id_no", "cell.date"))
def number_as_a_date() -> bytes:
    """The column was a date column."""
    return spoilt(证件号码=MEETING)


@unlucky((3, "employer_uscc", "cell.number"), (2, "employer_uscc", "row.uscc"))
def unit_code_as_a_number() -> bytes:
    """A unit code of digits alone, as a number; another one with the letter O for zero."""
    first, second = pair(统一社会信用代码=913710000000)
    return workbook({**first, "统一社会信用代码": "9137100OMA3EXD010A"}, second)


@unlucky((3, "id_no", "row.id.form"), (4, "id_no", "row.id.region"))
def kinds_of_document_confused() -> bytes:
    """A passport's number under a resident's card, and a residence permit's region likewise."""
    people = (
        *pair(证件号码="EA1234567"),
        person(3, 姓名="赵示例", 证件号码=id_no(3, place="810000")),
    )
    return workbook(*people)


def dated(*days: object) -> bytes:
    """A workbook in which each person has such a day of award."""
    people = [person(n, 姓名=f"{'王李赵钱孙周'[n - 1]}示例") for n in range(1, len(days) + 1)]
    return workbook(*({**each, "取得时间": day} for each, day in zip(people, days, strict=True)))


@unlucky((2, "award_date", "cell.day"), (3, "award_date", "cell.day"))
def date_as_a_serial() -> bytes:
    """The number of a day, as a number and as text."""
    return dated(45822, "45822")


@unlucky(people=BOTH)
def date_in_the_system_of_1904() -> bytes:
    """A workbook from an old Macintosh counts days from 1904."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": True})
    page = book.add_worksheet("名单")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_row(0, 0, [*HEADINGS, "取得时间"])
    for line, each in enumerate(pair(), start=1):
        page.write_row(line, 0, list(each.values()))
        page.write_datetime(line, len(HEADINGS), MEETING, day)
    book.close()
    return out.getvalue()


@unlucky((2, "award_date", "row.award-date.review"))
def date_read_in_the_wrong_system() -> bytes:
    """Four years and a day late: the sheet was moved between the two systems."""
    return dated(date(2029, 6, 15))


@unlucky(people=BOTH)
def date_in_a_chinese_format() -> bytes:
    """Number format 31, which only a Chinese Excel explains: 2025年6月14日."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("名单")
    day = book.add_format({"num_format": 31})
    page.write_row(0, 0, [*HEADINGS, "取得时间"])
    for line, each in enumerate(pair(), start=1):
        page.write_row(line, 0, list(each.values()))
        page.write_number(line, len(HEADINGS), 45822, day)
    book.close()
    return out.getvalue()


@unlucky(people=tuple((f"{each}示例", id_no(n)) for n, each in enumerate("王李赵钱孙", start=1)))
def dates_in_five_spellings() -> bytes:
    """Five clerks, five spellings, one day."""
    return dated("2025-06-14", "2025/6/14", "2025.6.14", "2025年6月14日", "20250614")


@unlucky(*((line, "award_date", "cell.day") for line in range(2, 8)))
def dates_that_could_be_another() -> bytes:
    """Day or month first, a year of two digits, no day, two signs, words, full-width digits."""
    written = ("06/07/2025", "25-06-14", "2025年6月", "2025-6/14", "六月十四日", "２０２５-06-14")
    return dated(*written)


@unlucky((2, "award_date", "cell.day"), (3, "award_date", "cell.day"))
def days_that_never_were() -> bytes:
    """The thirtieth of February, the thirteenth month."""
    return dated("2025-02-30", "2025-13-01")


@unlucky(people=BOTH)
def date_with_a_time() -> bytes:
    """The day of the meeting, with the hour."""
    return dated(datetime(2025, 6, 14, 9, 30), MEETING)  # noqa: DTZ001 a spreadsheet knows no zone


@unlucky((2, "award_date", "cell.day"), (3, "award_date", "cell.day"))
def time_without_a_day() -> bytes:
    """The hour of the meeting alone."""
    data = dated(MEETING, MEETING)
    return replaced(data, SHEET, "<v>45822</v>", "<v>0.375</v>")


@unlucky((3, "id_no", "row.duplicate"))
def one_person_in_two_spellings() -> bytes:
    """The same person with a small x, blanks around, and the kind of document left out."""
    first = person(1, 姓名="王示例", 证件号码=id_no(X), 证件类型="身份证")
    return workbook(first, {**first, "证件号码": f" {id_no(X).lower()}\u3000", "证件类型": ""})


@unlucky((3, "name", "row.name.differs"), (3, "id_no", "row.duplicate"))
def one_number_under_two_names() -> bytes:
    """The number was copied down with the line."""
    return spoilt(证件号码=id_no(1))


@unlucky((3, "id_no", "row.duplicate"))
def one_passport_in_two_cases() -> bytes:
    """A passport's number in small and in capital letters, a name composed and decomposed."""
    first = person(1, 姓名="ZO\u00cb EXAMPLE", 证件类型="护照", 证件号码="ea1234567")
    return workbook(first, {**first, "姓名": "ZOE\u0308 EXAMPLE", "证件号码": "EA1234567"})
