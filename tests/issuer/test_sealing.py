"""A seal covers the whole file, says who and when, and is put on by the right key alone."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from issuer.seal_certificate import LIFE, make_certificate
from issuer.sealing import FIELD, Sealer, sealer_for
from keys.roles import Role
from keys.signer import MemorySigner
from tests.cast import FOUNDED, HOST, IDENTITY
from tests.issuer.refusing import refused

LATER = FOUNDED + timedelta(days=30)


@pytest.fixture(scope="module")
def signer():
    return MemorySigner.generate(Role.SEAL)


@pytest.fixture(scope="module")
def sealer(signer):
    return sealer_for(IDENTITY, signer, make_certificate(signer, IDENTITY, at=FOUNDED))


@pytest.fixture(scope="module")
def pdf():
    made = pikepdf.new()
    made.add_blank_page()
    made.docinfo.ModDate = "D:20250630010000Z"
    with made.open_metadata(set_pikepdf_as_editor=False) as said:
        said["xmp:ModifyDate"] = "2025-06-30T01:00:00Z"
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def signature(data: bytes):
    (found,) = PdfFileReader(BytesIO(data)).embedded_signatures
    return found


def test_what_was_drawn_is_not_touched(sealer, pdf):
    assert sealer.seal(pdf, at=LATER).startswith(pdf)


def test_the_file_keeps_its_dates_and_its_maker(sealer, pdf):
    with (
        pikepdf.open(BytesIO(pdf)) as drawn,
        pikepdf.open(BytesIO(sealer.seal(pdf, at=LATER))) as sealed,
    ):
        assert dict(sealed.docinfo) == dict(drawn.docinfo)
        assert sealed.Root.Metadata.read_bytes() == drawn.Root.Metadata.read_bytes()
        assert sealed.trailer.ID[0] == drawn.trailer.ID[0] != sealed.trailer.ID[1]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_the_seal_begins_on_a_line_of_its_own(sealer, pdf, end):
    """A validator of PDF/A asks for the end of a line before each object."""
    drawn = pdf.rstrip() + end
    sealed = sealer.seal(drawn, at=LATER)
    assert sealed.startswith(drawn)
    added = sealed[len(drawn) :].removeprefix(b"" if end else b"\n")
    assert added.split(b"\n")[0].endswith(b" 0 obj")
    assert added.lstrip() == added


def test_the_seal_covers_every_byte_but_its_own(sealer, pdf):
    sealed = sealer.seal(pdf, at=LATER)
    start, before, after, rest = signature(sealed).byte_range
    assert (start, after + rest) == (0, len(sealed))
    assert sealed[before:after].strip(b"<>0123456789abcdefABCDEF") == b""


def test_the_seal_allows_no_change_and_names_the_authority(sealer, pdf):
    found = signature(sealer.seal(pdf, at=LATER))
    seal = found.sig_object
    assert found.field_name == FIELD
    assert seal["/SubFilter"] == "/ETSI.CAdES.detached"
    assert (seal["/Name"], seal["/Location"]) == (IDENTITY.name, HOST)
    assert (found.docmdp_level.value, found.sig_object["/M"]) == (1, f"D:{LATER:%Y%m%d%H%M%S}Z")


def test_no_second_stamp_is_drawn(sealer, pdf):
    with pikepdf.open(BytesIO(sealer.seal(pdf, at=LATER))) as sealed:
        (widget,) = sealed.pages[0].Annots
        assert [int(each) for each in widget.Rect] == [0, 0, 0, 0]
        assert "/AP" not in widget


def test_a_key_of_another_role_seals_nothing(sealer):
    other = MemorySigner.generate(Role.CREDENTIAL)
    with refused("key-file.role", wanted="seal", found="credential"):
        Sealer(other, sealer.certificate, authority="", place="")


def test_a_key_under_the_certificate_of_another_seals_nothing(sealer):
    other = MemorySigner.generate(Role.SEAL)
    with refused("seal.certificate.other-key", found=sealer.signer.kid, wanted=other.kid):
        sealer_for(IDENTITY, other, sealer.certificate)


class Damaged:
    """A seal that shows one key and signs with another."""

    role, person = Role.SEAL, None

    def __init__(self, shown: MemorySigner) -> None:
        self.public, self.sign = shown.public, MemorySigner.generate(Role.SEAL).sign


def test_a_damaged_key_is_found_before_it_seals(sealer, signer):
    with refused("signer.self-test"):
        sealer_for(IDENTITY, Damaged(signer), sealer.certificate)


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (FOUNDED - timedelta(seconds=1), "seal.certificate.not-yet"),
        (FOUNDED + LIFE + timedelta(seconds=1), "seal.certificate.expired"),
    ],
)
def test_a_certificate_outside_its_time_seals_nothing(sealer, pdf, at, code):
    with refused(code):
        sealer.seal(pdf, at=at)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"GIF89a"])
def test_what_is_no_pdf_is_refused(sealer, data):
    with refused("seal.pdf"):
        sealer.seal(data, at=LATER)


def test_a_file_is_sealed_once(sealer, pdf):
    with refused("seal.pdf"):
        sealer.seal(sealer.seal(pdf, at=LATER), at=LATER)
