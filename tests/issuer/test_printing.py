"""The holder's file: what is signed, in print, with the proof of itself attached."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from issuer import printing
from issuer.keep import Keep
from issuer.registrar import minting_room
from issuer.render.glyphs import OWN_FONTS, Glyphs
from issuer.render.pdf import render_pdf
from issuer.render.picture import render_png
from issuer.seal_certificate import make_certificate
from issuer.sealing import sealer_for
from issuer.store import awards, copies, log, session
from keys.encoding import sha256
from keys.roles import Role
from keys.signer import MemorySigner
from tests.cast import DIGITAL, EMPLOYER, FOUNDED, HOST, ZONE, recognised, row
from tests.issuer.refusing import refused
from tests.province import digest_of
from verifier.checkpoint import read_checkpoint, sign_checkpoint
from verifier.verdict import VerdictCode
from verifier.verify import verify


@pytest.fixture(scope="module")
def printed(ordinary):
    """One certificate of the zone's, printed."""
    number = min(ordinary.titles)
    return ordinary.titles[number], ordinary.press.pdf(number)


def words(pdf: bytes, page: int) -> str:
    text = pypdfium2.PdfDocument(pdf)[page - 1].get_textpage().get_text_range()
    return "".join(text.split())


def unsealed(pdf: bytes) -> bytes:
    """The pages as they were drawn: a seal is added behind them."""
    return pdf.partition(b"%%EOF")[0]


def code_on(pdf: bytes, page: int) -> str:
    picture = Image.open(BytesIO(render_png(pdf, page=page, dpi=150)))
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


def test_the_face_shows_what_was_signed(printed):
    title, file = printed
    shown = words(file.pdf, 1)
    for text in (
        *(title.number, title.row.name, "工程师", "电子信息", "中级", EMPLOYER, HOST),
        *("威海示例开发区电子信息特色专业职称评审委员会", "威人社字〔2025〕61号", title.check_code),
    ):
        assert text in shown, text


def test_no_digit_of_an_identity_document_is_printed(printed):
    title, file = printed
    for page in (1, 2):
        assert title.row.id_no not in words(file.pdf, page)
        assert title.row.id_no[6:14] not in words(file.pdf, page)


def test_a_characteristic_specialty_names_the_clause_of_its_scope(printed):
    _, file = printed
    assert "鲁人社字〔2019〕208号" in words(file.pdf, 1) + words(file.pdf, 2)


def test_both_codes_lead_to_this_certificate(printed, ordinary):
    title, file = printed
    assert code_on(file.pdf, 1) == title.link == file.link
    offline = code_on(file.pdf, 2)
    assert offline == title.offline == file.offline_link
    assert verify(offline, ordinary.bundle(), ordinary.at).code is VerdictCode.VALID


def test_the_file_proves_itself_without_the_office(printed, ordinary):
    title, file = printed
    with pikepdf.open(BytesIO(file.pdf)) as pdf:
        attached = {name: each.get_file().read_bytes() for name, each in pdf.attachments.items()}
    assert set(attached) == {"credential.sd-jwt", "credential.tlog-proof", "certificate.json"}
    credential = attached["credential.sd-jwt"].decode()
    assert credential == title.credential
    text = f"{credential}\n\n{attached['credential.tlog-proof'].decode()}"
    verdict = verify(text, ordinary.bundle(), ordinary.at)
    assert verdict.code is VerdictCode.VALID
    assert "log.included" in {each.code for each in verdict.findings}


def test_the_same_certificate_prints_the_same_bytes_whenever_it_is_printed(province):
    """Its proof stands under the first checkpoint that covers it, and that never changes."""
    number = min(province.titles)
    before = province.press.pdf(number)
    province.issue(ZONE, [row(21), row(22)])
    province.go(days=40)
    after = province.press.pdf(number)
    assert after.proof == before.proof
    assert unsealed(after.pdf) == unsealed(before.pdf)
    verdict = verify(f"{after.credential}\n\n{after.proof}", province.bundle(), province.at)
    assert verdict.code is VerdictCode.VALID
    assert "log.included" in {each.code for each in verdict.findings}


def test_a_proof_passes_over_a_head_of_the_log_that_is_no_longer_believed(province):
    """A key of the log may have been revoked: what it signed proves nothing to a stranger."""
    number = min(province.titles)
    before = province.press.pdf(number).proof
    province.go(days=1)
    with session.begin_write(province.office.engine) as connection:
        (copy,) = copies.of_award(connection, number)
        first = next(log.checkpoints_over(connection, copy.log_index))
        assert before.endswith(first.note)
        head, stranger = read_checkpoint(first.note), MemorySigner.generate(Role.LOG)
        note = sign_checkpoint(head, stranger)
        log.keep_checkpoint(connection, size=first.size, note=note, at=first.at)
    after = province.press.pdf(number)
    assert after.proof != before
    verdict = verify(f"{after.credential}\n\n{after.proof}", province.bundle(), province.at)
    assert "log.included" in {each.code for each in verdict.findings}


def test_a_specimen_says_so(ordinary):
    file = ordinary.press.pdf(min(ordinary.titles), specimen=True)
    assert "样张" in words(file.pdf, 1)
    assert "样张" not in words(ordinary.press.pdf(min(ordinary.titles)).pdf, 1)


def test_a_recognised_title_says_from_what_it_was_recognised(province):
    """Its award date may lie before the filing: the clause goes by the day of the decision."""
    (title,) = province.issue(DIGITAL, [recognised(11, award_date=date(2025, 1, 10))])
    pdf = province.press.pdf(title.number).pdf
    shown = words(pdf, 1) + words(pdf, 2)
    assert "人工智能工程技术人员（中级）" in shown
    assert "威人社字〔2022〕32号" in shown


def test_what_is_not_finished_is_not_printed(province):
    paper = province.paper(ZONE, [row(11)])
    province.hand_in(paper)
    province.declare(paper)
    province.confirm(paper)
    minting_room._plan_chunk(province.office, digest_of(paper), at=province.at)
    with session.read(province.office.engine) as connection:
        (planned,) = awards.of_batch(connection, digest_of(paper), vault=province.office.vault)
    for number in (planned.number, "ZC3710002025053999999X"):
        with refused("print.not-minted", number=number):
            province.press.pdf(number)


@pytest.mark.parametrize("act", ["revoke", "suspend"])
def test_what_was_taken_back_is_not_printed(province, act):
    number = min(province.titles)
    getattr(province, act)(number)
    with refused("print.taken-back", number=number):
        province.press.pdf(number)


@pytest.fixture
def press(province, tmp_path):
    """A press that keeps what it drew, and counts how often it drew."""
    return replace(province.press, keep=Keep(tmp_path / "kept", province.press.vault, most=10**8))


@pytest.fixture
def drawn(monkeypatch):
    """Numbers of the certificates that were drawn, in order."""
    numbers: list[str] = []

    def counted(face, **said):
        numbers.append(face.certificate_no)
        return render_pdf(face, **said)

    monkeypatch.setattr(printing, "render_pdf", counted)
    return numbers


def test_what_was_drawn_once_is_handed_out_again_seal_and_all(press, province, drawn):
    number = min(province.titles)
    first = press.pdf(number)
    province.at += timedelta(days=3)
    assert press.pdf(number) == first
    assert press.png(number) == press.png(number)
    assert drawn == [number]


def test_a_damaged_file_is_drawn_again(press, province, drawn):
    number = min(province.titles)
    press.pdf(number)
    (file,) = press.keep.folder.iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert unsealed(press.pdf(number).pdf) == unsealed(province.press.pdf(number).pdf)
    assert drawn[:2] == [number, number]


@pytest.mark.parametrize("act", ["revoke", "suspend"])
def test_what_was_taken_back_is_not_handed_out_though_it_is_kept(press, province, act):
    """Whether a title stands is asked each time, and first."""
    number = min(province.titles)
    press.png(number)
    getattr(province, act)(number)
    for hand_out in (press.pdf, press.png):
        with refused("print.taken-back", number=number):
            hand_out(number)


def test_whatever_a_file_is_made_from_has_a_part_in_its_name(press, province, monkeypatch):
    original = press.original(min(province.titles))
    face = original.face
    signer = MemorySigner.generate(Role.SEAL)
    other_seal = sealer_for(
        press.identity, signer, make_certificate(signer, press.identity, at=FOUNDED)
    )
    others = [
        replace(original, face=replace(face, name="李华")),
        replace(original, face=replace(face, specimen=True)),
        replace(original, face=replace(face, photo=b"a photo")),
        replace(original, face=replace(face, version=2)),
        replace(original, face=replace(face, offline_link=face.offline_link[:-1])),
        replace(original, face=replace(face, look=replace(face.look, accent="#7a1020"))),
        replace(original, attachments={**original.attachments, "credential.sd-jwt": b"other"}),
    ]
    names = [press.name(each) for each in (original, *others)]
    names.append(replace(press, sealer=other_seal).name(original))
    further = Glyphs(folders=(OWN_FONTS,))
    names.append(replace(press, glyphs_of=lambda: further).name(original))
    monkeypatch.setattr(printing, "drawn_by", lambda: sha256(b"a later version"))
    names.append(press.name(original))
    assert len(set(names)) == len(names) == 11
    monkeypatch.undo()
    assert press.name(press.original(min(province.titles))) == names[0]


def test_a_picture_is_of_the_sealed_file_and_carries_the_credential(press, province):
    number = min(province.titles)
    data = press.png(number)
    assert len(data) <= 400_000  # for a phone on a slow train
    picture = Image.open(BytesIO(data))
    assert picture.text["zhicheng-credential"].startswith(province.titles[number].credential)
    assert zxingcpp.read_barcodes(picture)[0].text == province.titles[number].link
