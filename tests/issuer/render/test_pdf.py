from __future__ import annotations

import threading
from datetime import timedelta
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from issuer.render.glyphs import OWN_FONTS, Glyphs
from issuer.render.look import SHAPES, Look
from issuer.render.pdf import render_pdf
from issuer.render.picture import render_png
from keys.errors import Malformed, Refused, TooLarge

RARE = "䶮㛃𬍛𠅤𬭎𫖯喆昇堃"
LONG = {
    "name": "买买提·阿不都热合曼·吐尔逊·艾合买提江·库尔班·玉素甫",
    "title": "正高级工程师（人工智能与工业互联网方向）",
    "committee": "示例省高等学校教师系列（含思想政治教育、实验技术、图书资料）"
    "高级职称评审委员会分会",
    "specialty": "建筑工程·结构设计与城市更新改造一体化",
    "employer": "示例省某某市某某区某某街道社区卫生服务中心（示例医科大学附属第一医院某某分院）",
    "issuer_name": "示例省某某自治州人力资源和社会保障局",
    "scope": "示例省全省范围内有效；定向评价、定向使用，仅限乡镇基层单位",
}


def words(pdf: bytes, page: int) -> str:
    text = pypdfium2.PdfDocument(pdf)[page - 1].get_textpage().get_text_range()
    return text.replace("\r\n", "").replace(" ", "")


def codes(pdf: bytes, page: int, dpi: int = 150) -> list[str]:
    picture = Image.open(BytesIO(render_png(pdf, page=page, dpi=dpi)))
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def images(pdf: pikepdf.Pdf) -> list[pikepdf.Stream]:
    streams = (found for found in pdf.objects if isinstance(found, pikepdf.Stream))
    return [stream for stream in streams if stream.get("/Subtype") == "/Image"]


def test_both_codes_read_back_from_pictures_of_the_pages(make_face, at, portrait):
    face = make_face(photo=portrait)
    pdf = render_pdf(face, at=at)
    assert codes(pdf, 1) == [face.link]
    assert codes(pdf, 2) == [face.offline_link]


def test_the_codes_are_as_large_as_promised(make_face, at):
    """31 mm and 40 mm without the quiet zone, as the scanner finds their corners."""
    pdf = render_pdf(make_face(), at=at)
    for page, least_mm in ((1, 31), (2, 40)):
        picture = Image.open(BytesIO(render_png(pdf, page=page, dpi=150)))
        corners = zxingcpp.read_barcodes(picture)[0].position
        side_mm = (corners.top_right.x - corners.top_left.x) / 150 * 25.4
        assert side_mm >= least_mm - 0.4


def test_the_same_face_gives_the_same_bytes(make_face, at, portrait):
    attachments = {"certificate.json": b'{"a":1}'}
    face = make_face(photo=portrait, name=RARE)
    first = render_pdf(face, at=at, attachments=attachments)
    made: list[bytes] = []
    other = threading.Thread(
        target=lambda: made.append(render_pdf(face, at=at, attachments=attachments))
    )
    other.start()
    other.join()
    assert made == [first]
    assert render_pdf(face, at=at + timedelta(days=1), attachments=attachments) != first


def test_the_file_is_an_archive_file_with_its_fonts_inside(make_face, at):
    pdf = pikepdf.open(BytesIO(render_pdf(make_face(), at=at)))
    with pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3B"
        assert metadata["dc:title"] == "职称证书 ZC3710002025042000001X"
    fonts = [
        o
        for o in pdf.objects
        if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
    ]
    assert len(fonts) >= 3
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
    assert len(pdf.pages) == 2
    width, height = (float(side) / 72 * 25.4 for side in pdf.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (297, 210)


def test_every_field_stands_on_the_pages(make_face, at):
    face = make_face(
        employer="威海云帆智能制造有限公司",
        mapping="依据威人社字〔2022〕32号六，由数字技术工程师（人工智能工程技术人员）中级认定",
        scope_clause="鲁人社字〔2019〕208号二、（三）“开发区特色专业职称评审结果省内通用。”",
    )
    pdf = render_pdf(face, at=at)
    front, back = words(pdf, 1), words(pdf, 2)
    told = face.words()
    only_back = {"mapping", "scope_clause", "link"}
    for field, text in told.items():
        if field not in only_back:
            assert text in front, field
        assert text in back, field
    assert "样张" in front
    assert "人员均为虚构" in back


def test_the_words_of_the_look_stand_on_the_face(make_face, at):
    look = Look(
        heading="专业技术资格证书",
        heading_en="PROFESSIONAL QUALIFICATION",
        equal_force="依照《电子签名法》，与纸质证书具有同等效力。",
        foot="扫码核验。",
    )
    front = words(render_pdf(make_face(look=look), at=at), 1)
    for text in look.words().values():
        assert text.replace(" ", "") in front


@pytest.mark.parametrize("shape", SHAPES)
def test_the_longest_words_of_a_look_fit(make_face, at, shape, portrait):
    look = Look(
        heading="某" * 10,
        heading_en="W" * 48,
        foot="某" * 90,
        equal_force="某" * 60,
        supervised_by="某" * 30,
        seal_words="某" * 14,
        seal_shape=shape,
        seal_mm=42,
    )
    face = make_face(**LONG, look=look, photo=portrait, version=2, correction_doc_no="某" * 30)
    front = words(render_pdf(face, at=at), 1)
    for text in look.words().values():
        assert text in front


def test_a_correction_that_needs_too_many_words_is_refused(make_face, at):
    with pytest.raises(Refused) as refused:
        render_pdf(make_face(version=2, correction_doc_no="文" * 400), at=at)
    assert refused.value.facts == {"field": "version"}


@pytest.mark.parametrize("name", ["李\u202e明", "李😀", "李\u2066明"])
def test_what_turns_a_line_round_or_is_no_letter_is_refused(make_face, at, name):
    with pytest.raises(Refused, match=r"render\.no-glyph"):
        render_pdf(make_face(name=name), at=at)


def test_a_supervisor_is_named_on_the_face(make_face, at):
    look = Look(supervised_by="山西省人力资源和社会保障厅")
    assert "山西省人力资源和社会保障厅监制" in words(render_pdf(make_face(look=look), at=at), 1)
    assert "监制" not in words(render_pdf(make_face(), at=at), 1)


def test_a_corrected_certificate_says_which_version_it_is(make_face, at):
    face = make_face(version=2, correction_doc_no="威人社职字〔2025〕77号")
    pdf = render_pdf(face, at=at)
    assert "第2版" in words(pdf, 1)
    assert "2025年7月2日更正换发" in words(pdf, 1)
    assert "第2版·2025年7月2日更正换发·威人社职字〔2025〕77号" in words(pdf, 2)
    assert "更正换发" not in words(render_pdf(make_face(), at=at), 1)


def test_a_real_certificate_is_not_stamped_as_a_specimen(make_face, at):
    pdf = render_pdf(make_face(specimen=False), at=at)
    assert "样张" not in words(pdf, 1) + words(pdf, 2)


@pytest.mark.parametrize(
    "name", ['*#panic("x")* $1$', "_a_ `b` = c @d <e> \\u{41} //f", RARE, "李"]
)
def test_a_name_is_printed_as_it_stands(make_face, at, name):
    pdf = render_pdf(make_face(name=name), at=at)
    assert name.replace(" ", "") in words(pdf, 1)
    assert name.replace(" ", "") in words(pdf, 2)


def test_long_names_and_committees_shrink_until_they_fit(make_face, at, portrait):
    for photo in (None, portrait):
        face = make_face(**LONG, photo=photo)
        pdf = render_pdf(face, at=at)
        front = words(pdf, 1)
        for text in LONG.values():
            assert text in front
        assert codes(pdf, 1) == [face.link]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "名" * 1500),
        ("committee", "会" * 1500),
        ("employer", "司" * 1800),
        ("issuer_name", "局" * 60),
        ("scope_clause", "依" * 4000),
        ("host", "a" * 60 + ".example"),
        ("check_code", "7" * 40),
    ],
)
def test_what_fits_in_no_size_is_refused_by_its_field(make_face, at, field, value):
    with pytest.raises(Refused) as refused:
        render_pdf(make_face(**{field: value}), at=at)
    assert refused.value.code == "render.does-not-fit"
    assert refused.value.facts == {"field": field}


@pytest.mark.parametrize("field", ["name", "committee", "employer", "mapping"])
def test_a_character_no_font_has_is_refused(make_face, at, field):
    with pytest.raises(Refused) as refused:
        render_pdf(make_face(**{field: "李𠀋"}), at=at)
    assert refused.value.code == "render.no-glyph"
    assert refused.value.facts == {"codepoint": "U+2000B"}


def test_further_fonts_change_nothing_for_those_who_need_none(make_face, at):
    further = Glyphs((OWN_FONTS,))
    assert render_pdf(make_face(), at=at, glyphs=further) == render_pdf(make_face(), at=at)


def test_the_moment_is_written_into_the_file(make_face, at):
    pdf = pikepdf.open(BytesIO(render_pdf(make_face(), at=at)))
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20250702083000")


def test_a_long_identifier_breaks_without_changing_what_is_copied(make_face, at):
    number = "1.2.156.3005.2.11100000000013338W001.113710000.202504200000001X"
    assert number in words(render_pdf(make_face(certificate_no=number), at=at), 1)


def test_a_photo_travels_without_the_camera_that_took_it(make_face, at, portrait):
    assert b"fictitious person" in portrait
    pdf = pikepdf.open(BytesIO(render_pdf(make_face(photo=portrait), at=at)))
    (picture,) = images(pdf)
    assert b"fictitious person" not in picture.read_raw_bytes()
    assert images(pikepdf.open(BytesIO(render_pdf(make_face(), at=at)))) == []


@pytest.mark.parametrize("photo", [b"", b"GIF89a", b"\xff\xd8\xff\xe0 no more"])
def test_a_photo_that_is_no_jpeg_is_refused(make_face, at, photo):
    with pytest.raises(Malformed) as refused:
        render_pdf(make_face(photo=photo), at=at)
    assert refused.value.code == "render.photo"


def test_a_photo_past_the_limit_is_refused_before_it_is_opened(make_face, at):
    with pytest.raises(TooLarge) as refused:
        render_pdf(make_face(photo=b"\xff\xd8" + bytes(8 * 2**20)), at=at)
    assert refused.value.code == "render.photo-too-large"


def test_attachments_are_carried_byte_for_byte(make_face, at):
    files = {"credential.sd-jwt": b"eyJ.eyJ.sig~", "certificate.json": '{"姓名":"李"}\n'.encode()}
    pdf = pikepdf.open(BytesIO(render_pdf(make_face(), at=at, attachments=files)))
    carried = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
    assert carried == files


def test_an_attachment_that_is_no_text_is_refused(make_face, at):
    with pytest.raises(Malformed) as refused:
        render_pdf(make_face(), at=at, attachments={"x.bin": b"\xff\xfe"})
    assert refused.value.code == "render.attachment"


def test_even_a_noisy_photo_and_all_attachments_stay_below_the_limit(make_face, at):
    noise = Image.effect_noise((900, 1260), 90).convert("RGB")
    written = BytesIO()
    noise.save(written, "JPEG", quality=95)
    files = {"credential.sd-jwt": b"e" * 6000, "credential.tlog-proof": b"t" * 3000}
    pdf = render_pdf(make_face(**LONG, photo=written.getvalue()), at=at, attachments=files)
    assert len(pdf) <= 250_000 - 14_000  # a seal is still to be put on it


def test_the_picture_is_small_enough_to_be_sent(make_face, at, portrait):
    pdf = render_pdf(make_face(**LONG, photo=portrait), at=at)
    assert len(render_png(pdf, page=1, dpi=150)) <= 400_000
    assert len(render_png(pdf, page=2, dpi=150)) <= 400_000
