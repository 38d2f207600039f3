"""Poppler, OpenSSL, qpdf, NSS and pyHanko look at a sealed certificate, and at damaged ones.

What each says of a damaged file is as much a part of the page docs/formats/pdf.md as what it says
of a whole one: poppler calls the signature of an edited file valid, and only adds a line.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from issuer.render.pdf import render_pdf
from issuer.render.readable import READABLE_FILE, readable
from issuer.seal_certificate import SealCertificate, make_certificate
from issuer.sealing import FIELD, sealer_for
from keys.roles import Role
from keys.signer import MemorySigner
from tests.cast import FOUNDED, IDENTITY
from tests.interop.peers import needs
from tests.issuer.render.golden.cases import AT, cases

pytestmark = pytest.mark.drill

FACE = cases()["photo"].face
SEALED_AT = datetime(2025, 7, 2, 9, tzinfo=UTC)
FILES = {
    "credential.sd-jwt": b"eyJhbGciOiJFUzI1NiJ9.e30.c2ln~" + b"WyJhIl0~" * 200,
    "credential.tlog-proof": "c2sp.org/tlog-proof@v1\nindex 7\n\n— 名 x\n".encode(),
    READABLE_FILE: readable(FACE),
}


@pytest.fixture(scope="module")
def signer() -> MemorySigner:
    return MemorySigner.generate(Role.SEAL)


@pytest.fixture(scope="module")
def certificate(signer: MemorySigner) -> SealCertificate:
    return make_certificate(signer, IDENTITY, at=FOUNDED)


@pytest.fixture(scope="module")
def sealed(signer: MemorySigner, certificate: SealCertificate) -> bytes:
    pages = render_pdf(FACE, at=AT, attachments=FILES)
    return sealer_for(IDENTITY, signer, certificate).seal(pages, at=SEALED_AT)


def edited(pdf: bytes) -> bytes:
    """Another title for the file, appended as editors do: no signed byte changes."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root[generic.pdf_name("/PageMode")] = generic.pdf_name("/UseAttachments")
    writer.update_root()
    written = BytesIO()
    writer.write(written)
    assert written.getvalue().startswith(pdf)
    return written.getvalue()


def flipped(pdf: bytes) -> bytes:
    """One bit of an attachment's length of life."""
    place = pdf.index(b"/ModDate")
    return pdf[:place] + bytes((pdf[place] ^ 1,)) + pdf[place + 1 :]


def saved_again(pdf: bytes) -> bytes:
    """Written anew by a program that means no harm."""
    written = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(written)
    return written.getvalue()


def run(*words: str | Path) -> str:
    done = subprocess.run([*map(str, words)], capture_output=True, check=False)
    return (done.stdout + done.stderr).decode("utf-8", "replace") + f"[{done.returncode}]"


@pytest.fixture
def pdfsig(tmp_path: Path) -> Callable[..., str]:
    """What poppler says of a file."""
    needs("pdfsig")

    def judged(pdf: bytes, *words: str) -> str:
        path = tmp_path / "looked-at.pdf"
        path.write_bytes(pdf)
        return run("pdfsig", *words, path)

    return judged


# -- poppler ------------------------------------------------------------------------------------


def test_poppler_finds_the_whole_file_signed_and_the_seal_valid(
    pdfsig: Callable[..., str], sealed: bytes
) -> None:
    said = pdfsig(sealed)
    for words in (
        f"Signature Field Name: {FIELD}",
        f"Signer Certificate Common Name: {IDENTITY.name}",
        "Signature Type: ETSI.CAdES.detached",
        "Total document signed",
        "Signature Validation: Signature is Valid.",
    ):
        assert words in said
    assert said.count("Signature #") == 1


def test_poppler_trusts_the_seal_once_its_certificate_is_taken_in(
    pdfsig: Callable[..., str], sealed: bytes, certificate: SealCertificate, tmp_path: Path
) -> None:
    needs("certutil")
    assert "Certificate is Trusted" not in pdfsig(sealed, "-nssdir", f"sql:{tmp_path}")
    pem = tmp_path / "seal.pem"
    pem.write_bytes(certificate.to_pem())
    store = f"sql:{tmp_path / 'nss'}"
    (tmp_path / "nss").mkdir()
    run("certutil", "-N", "-d", store, "--empty-password")
    added = run("certutil", "-A", "-d", store, "-n", "seal", "-t", "P,P,P", "-i", pem)
    assert added == "[0]"
    assert "Certificate Validation: Certificate is Trusted." in pdfsig(sealed, "-nssdir", store)


def test_poppler_says_when_something_was_appended(
    pdfsig: Callable[..., str], sealed: bytes
) -> None:
    """It calls the signature valid all the same: the line to look for is the other one."""
    said = pdfsig(edited(sealed))
    assert "Not total document signed" in said
    assert "Signature is Valid" in said


@pytest.mark.parametrize("damage", [flipped, saved_again])
def test_poppler_finds_a_damaged_file_invalid(
    pdfsig: Callable[..., str], sealed: bytes, damage: Callable[[bytes], bytes]
) -> None:
    assert "Signature is Valid" not in pdfsig(damage(sealed))


# -- OpenSSL ------------------------------------------------------------------------------------


def by_openssl(pdf: bytes, certificate: SealCertificate, folder: Path) -> str:
    """The signature as a CMS message over the bytes that /ByteRange names."""
    needs("openssl")
    (found,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    start, length, after, rest = (int(each) for each in found.byte_range)
    (folder / "signed").write_bytes(pdf[start:length] + pdf[after : after + rest])
    digits = pdf[length + 1 : after - 1]
    size = int.from_bytes(bytes.fromhex(digits[4:8].decode()), "big") + 4  # of the DER before zeros
    (folder / "seal.der").write_bytes(bytes.fromhex(digits.decode())[:size])
    (folder / "seal.pem").write_bytes(certificate.to_pem())
    return run(
        "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER",
        "-in", folder / "seal.der", "-content", folder / "signed", "-out", folder / "out",
        "-CAfile", folder / "seal.pem", "-partial_chain", "-purpose", "any",
    )  # fmt: skip


def test_openssl_verifies_the_seal(
    sealed: bytes, certificate: SealCertificate, tmp_path: Path
) -> None:
    assert by_openssl(sealed, certificate, tmp_path).endswith("[0]")


def test_openssl_does_not_see_what_was_appended(
    sealed: bytes, certificate: SealCertificate, tmp_path: Path
) -> None:
    assert by_openssl(edited(sealed), certificate, tmp_path).endswith("[0]")


def test_openssl_refuses_a_flipped_bit_and_another_certificate(
    sealed: bytes, certificate: SealCertificate, tmp_path: Path
) -> None:
    assert "verification failure" in by_openssl(flipped(sealed), certificate, tmp_path).lower()
    other = make_certificate(MemorySigner.generate(Role.SEAL), IDENTITY, at=FOUNDED)
    assert by_openssl(sealed, other, tmp_path).endswith("[4]")


# -- pyHanko ------------------------------------------------------------------------------------


def by_pyhanko(pdf: bytes, certificate: SealCertificate) -> PdfSignatureStatus:
    (found,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    roots = list(load_certs_from_pemder_data(certificate.to_pem()))
    return validate_pdf_signature(found, ValidationContext(roots, allow_fetching=False))


def test_pyhanko_finds_every_byte_covered_and_nothing_changed(
    sealed: bytes, certificate: SealCertificate
) -> None:
    status = by_pyhanko(sealed, certificate)
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.modification_level is ModificationLevel.NONE
    assert status.docmdp_ok


def test_pyhanko_refuses_an_edit_a_flipped_bit_and_another_saving(
    sealed: bytes, certificate: SealCertificate
) -> None:
    appended = by_pyhanko(edited(sealed), certificate)
    assert (appended.intact, appended.bottom_line) == (True, False)
    assert appended.coverage is SignatureCoverageLevel.ENTIRE_REVISION
    assert appended.modification_level is not ModificationLevel.NONE
    for damage in (flipped, saved_again):
        assert not by_pyhanko(damage(sealed), certificate).intact


# -- structure and attachments ------------------------------------------------------------------


def test_qpdf_finds_nothing_wrong(sealed: bytes, tmp_path: Path) -> None:
    needs("qpdf")
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed)
    said = run("qpdf", "--check", path)
    assert "No syntax or stream encoding errors found" in said
    assert said.endswith("[0]")
    path.write_bytes(sealed[:-200])
    assert not run("qpdf", "--check", path).endswith("[0]")


def test_every_attachment_comes_out_as_it_went_in(sealed: bytes, tmp_path: Path) -> None:
    needs("pdfdetach")
    path, folder = tmp_path / "sealed.pdf", tmp_path / "out"
    path.write_bytes(sealed)
    folder.mkdir()
    run("pdfdetach", "-saveall", "-o", folder, path)
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == FILES
    with pikepdf.open(path) as opened:
        carried = opened.attachments
        assert {name: each.get_file().read_bytes() for name, each in carried.items()} == FILES
        roles = {name: str(each.obj.AFRelationship) for name, each in carried.items()}
        kinds = {name: each.get_file().mime_type for name, each in carried.items()}
    assert roles == {
        "credential.sd-jwt": "/Data",
        "credential.tlog-proof": "/Supplement",
        READABLE_FILE: "/Alternative",
    }
    assert kinds == {
        "credential.sd-jwt": "application/dc+sd-jwt",
        "credential.tlog-proof": "text/plain",
        READABLE_FILE: "application/json",
    }


_ELSEWHERE = """
import hashlib
from tests.interop.test_sealed_pdf import AT, FACE, FILES
from issuer.render.pdf import render_pdf
print(hashlib.sha256(render_pdf(FACE, at=AT, attachments=FILES)).hexdigest())
"""


def test_two_processes_draw_the_same_bytes(sealed: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE], capture_output=True, text=True, check=True
    )
    pages = render_pdf(FACE, at=AT, attachments=FILES)
    assert done.stdout.strip() == hashlib.sha256(pages).hexdigest()
    assert sealed.startswith(pages)
