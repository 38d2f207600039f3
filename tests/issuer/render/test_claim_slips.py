"""A slip shows a person, a title and a code; its QR code fills in the page and tells no server."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pypdfium2
import pytest
import zxingcpp

from issuer.claim_codes import as_typed, grouped, new_code
from issuer.render.claim_list import claim_list
from issuer.render.claim_slips import ON_A_SHEET, SlipText, SlipWords, render_slips
from tests.issuer.refusing import refused

ADDRESS = "https://zc.weihai.example/claim"
WORDS = SlipWords(
    heading="领取职称电子证书 · Collect your certificate",
    scan="手机扫码 · Scan",
    code="领取码 · Claim code",
    address="或在浏览器中输入 · or type in a browser",
    until="有效期至 · Valid until",
    warning={"zh": "我们不会用短信或电话索要领取码。", "en": "We never ask for this code."},
)
LONG = "买买提江·阿卜杜热合曼·依明尼牙孜·阿不都克里木"


def slip(name="欧阳文博", what="工程师 · 电子信息", code=None):
    code = code or new_code()
    return SlipText(
        name, what, "威海示例开发区电子信息特色专业职称评审委员会", grouped(code), "2025-07-27",
        f"{ADDRESS}#{code}",
    )  # fmt: skip


def printed(*slips):
    drawn = []
    pdf = render_slips(slips, WORDS, address=ADDRESS, issuer="示例机关", progress=drawn.append)
    assert sum(drawn) == len(slips)
    return pypdfium2.PdfDocument(pdf)


def words(page):
    return "".join(page.get_textpage().get_text_range().split())


def test_a_slip_shows_everything_in_words():
    page = printed(slip(code="7T3K9QXM4F2BW8RD01NC"))[0]
    said = words(page)
    for text in (
        "欧阳文博",
        "工程师·电子信息",
        "7T3K-9QXM-4F2B-W8RD-01NC",
        "2025-07-27",
        ADDRESS,
        "威海示例开发区电子信息特色专业职称评审委员会",
        "我们不会用短信或电话索要领取码",
    ):
        assert text in said, text


def test_the_code_stands_behind_the_hash_where_no_server_sees_it():
    codes = [new_code() for _ in range(ON_A_SHEET)]
    page = printed(*(slip(code=code) for code in codes))[0]
    read = zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())
    found = [each.text.partition("#") for each in read]
    assert {address for address, _, _ in found} == {ADDRESS}
    assert {as_typed(code) for _, _, code in found} == set(codes)


@pytest.mark.parametrize(("slips", "sheets"), [(1, 1), (8, 1), (9, 2), (81, 11)])
def test_eight_stand_on_a_sheet(slips, sheets):
    assert len(printed(*(slip() for _ in range(slips)))) == sheets


def test_long_names_and_titles_stay_on_their_slip():
    long = slip(LONG, "正高级工程师 · 海洋工程装备与智能制造及其配套技术")
    pages = printed(*([long] * ON_A_SHEET))
    assert len(pages) == 1
    width, height = pages[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    said = words(pages[0])
    assert said.count(LONG) == said.count("海洋工程装备与智能制造及其配套技术") == ON_A_SHEET


def test_what_looks_like_markup_is_printed_as_it_is():
    assert "#panic(1)*x*$" in words(printed(slip("#panic(1)*x*$"))[0])


def test_a_name_that_cannot_be_printed_is_refused():
    with refused("render.no-glyph", codepoint="U+E000"):
        printed(slip("李\ue000"))


def test_a_list_is_all_text():
    data = claim_list(
        ["姓名", "领取码"],
        [["=cmd()", "0E10-0000"], ["欧阳文博", "1234"]],
        sheet="领取码",
        warning="只交给本人",
    )
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_col=2)] == [
        ["只交给本人", None], ["姓名", "领取码"], ["=cmd()", "0E10-0000"], ["欧阳文博", "1234"],
    ]  # fmt: skip
    assert {cell.data_type for row in sheet.iter_rows(min_row=3) for cell in row} == {"s"}


def test_a_repr_tells_nothing():
    assert repr(slip()) == "SlipText()"
