"""The office writes proofs of correspondence, for its own region and by its own rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image

from issuer.attesting import attest
from issuer.cli.correspondences import correspond
from issuer.cli.terminal import Terminal
from issuer.config import Config
from issuer.render import glyph_pictures
from issuer.render.glyphs import Glyphs
from issuer.render.picture import render_png
from keys.errors import Refused
from tests.issuer.render.glyph_picture import SVG, UNKNOWN
from verifier.correspondence import Held, Question
from verifier.correspondence_paper import open_paper

ASKED = Question(
    held=Held.DIGITAL_GRADE,
    grade="INTERMEDIATE",
    region="2111",
    on=date(2024, 9, 2),
    name="2-02-38-01",
    obtained_on=date(2024, 5, 20),
    met=frozenset({"provincial-programme", "education", "years"}),
)


@pytest.fixture
def office(province):
    """The office, as if Panjin were its region."""
    return replace(province.office, profile=replace(province.office.profile, region="211100"))


def attested(office, at, question=ASKED, **changed):
    told = {"holder": "欧阳文博", "certificate_no": "S000021202400001", "number": "示例〔2024〕1号"}
    return attest(office, question, at=at, **{**told, **changed})


def test_a_paper_is_printed_with_its_code_and_reads_back(province, office):
    made = attested(office, province.at)
    picture = Image.open(BytesIO(render_png(made.pdf, page=1, dpi=200)))
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == made.link
    paper = open_paper(code.text, province.bundle(), at=province.at)
    assert (paper.holder, paper.title) == ("欧阳文博", "工程师")
    words = pypdfium2.PdfDocument(made.pdf)[0].get_textpage().get_text_range()
    text = "".join(words.split())
    for says in ("对应关系证明，不是职称证书", "欧阳文博", "盘人社发〔2024〕34号"):
        assert says in text
    with pikepdf.open(BytesIO(made.pdf)) as pdf:
        assert pdf.attachments["paper.jwt"].get_file().read_bytes().decode() == made.token


def test_the_same_paper_prints_to_the_same_page_but_for_its_signature(province, office):
    first, second = (attested(office, province.at) for _ in range(2))
    assert first.paper == second.paper


def test_an_office_writes_no_paper_for_another_region(province):
    with pytest.raises(Refused, match=r"paper\.elsewhere"):
        attested(province.office, province.at)


def test_where_a_title_is_recognised_instead_no_paper_is_written(province):
    here = replace(ASKED, region="3710", met=frozenset({"specialised-enterprise"}))
    with pytest.raises(Refused, match=r"paper\.not-equivalent"):
        attested(province.office, province.at, here)


def test_a_name_that_cannot_be_printed_is_told(province, office):
    with pytest.raises(Refused, match=r"render\.no-glyph"):
        attested(office, province.at, holder="欧阳\U000f0000")


def test_a_name_with_a_picture_of_its_character_is_printed(office, province, tmp_path):
    with pytest.raises(Refused, match=r"render\.no-glyph"):
        attested(office, province.at, holder=f"欧阳{UNKNOWN}")
    glyph_pictures.add(tmp_path, UNKNOWN, SVG.encode())
    drawing = replace(office, glyphs=Glyphs.read(tmp_path))
    made = attested(drawing, province.at, holder=f"欧阳{UNKNOWN}")
    words = pypdfium2.PdfDocument(made.pdf)[0].get_textpage().get_text_range()
    assert f"欧阳{UNKNOWN}" in words


def test_the_command_line_writes_one_or_says_why_not(office, tmp_path):
    terminal = Terminal(config=Config.from_env({}), language="zh_CN", as_json=False)
    terminal._office = office
    target = tmp_path / "paper.pdf"
    arguments = [
        *("--holder", "欧阳文博", "--grade", "JUNIOR", "--occupation", "2-02-38-01"),
        *("--certificate-no", "S1", "--region", "2111", "--on", "2024-09-02"),
        *("--number", "示例〔2024〕1号", "--to", str(target)),
        *("--met", "provincial-programme", "--met", "education"),
    ]
    refused = CliRunner().invoke(correspond, arguments, obj=terminal)
    assert refused.exit_code != 0
    assert "不能出具对应关系证明" in refused.output
    assert not target.exists()
    done = CliRunner().invoke(correspond, [*arguments, "--met", "years"], obj=terminal)
    assert done.exit_code == 0, done.output
    assert target.read_bytes().startswith(b"%PDF")
    assert target.stat().st_mode & 0o077 == 0
