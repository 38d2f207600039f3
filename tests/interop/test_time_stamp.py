"""OpenSSL's own clock stamps a seal, and OpenSSL, poppler and pyHanko find the stamp good."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from issuer.seal_certificate import SealCertificate, make_certificate
from issuer.sealing import sealer_for
from issuer.time_stamp import Stamper
from keys.errors import Unavailable
from keys.roles import Role
from keys.signer import MemorySigner
from tests.cast import IDENTITY
from tests.interop.peers import needs
from tests.interop.tsa import found_authority, openssl, serving, stamping
from verifier.files.apart import open_file

pytestmark = pytest.mark.drill

# The clock asked is the machine's: a certificate must hold at its time, and not at a day of 2025.
FROM = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needs("openssl")
    found = tmp_path_factory.mktemp("tsa")
    found_authority(found)
    return found


@pytest.fixture(scope="module")
def signer() -> MemorySigner:
    return MemorySigner.generate(Role.SEAL)


@pytest.fixture(scope="module")
def certificate(signer: MemorySigner) -> SealCertificate:
    return make_certificate(signer, IDENTITY, at=FROM)


@pytest.fixture(scope="module")
def plain() -> bytes:
    made, written = pikepdf.new(), BytesIO()
    made.add_blank_page()
    made.save(written)
    return written.getvalue()


@pytest.fixture(scope="module")
def stamped(
    folder: Path, signer: MemorySigner, certificate: SealCertificate, plain: bytes
) -> bytes:
    with serving(stamping(folder)) as url:
        stamper = Stamper(url, required=True)
        return sealer_for(IDENTITY, signer, certificate, stamper=stamper).seal(plain, at=FROM)


def token_of(pdf: bytes) -> tuple[bytes, bytes]:
    """The stamp and the signature that it is over."""
    (found,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    (info,) = found.signed_data["signer_infos"]
    (token,) = (
        each["values"][0]
        for each in info["unsigned_attrs"]
        if each["type"].native == "signature_time_stamp_token"
    )
    return token.dump(), info["signature"].native


def test_openssl_finds_the_stamp_good(stamped: bytes, folder: Path) -> None:
    token, signature = token_of(stamped)
    (folder / "token").write_bytes(token)
    (folder / "signature").write_bytes(signature)
    said = openssl(
        "ts", "-verify", "-token_in", "-in", folder / "token", "-data", folder / "signature",
        "-CAfile", folder / "root.pem",
    )  # fmt: skip
    assert b"Verification: OK" in said
    (folder / "signature").write_bytes(signature[::-1])
    with pytest.raises(AssertionError):
        openssl(
            "ts", "-verify", "-token_in", "-in", folder / "token", "-data", folder / "signature",
            "-CAfile", folder / "root.pem",
        )  # fmt: skip


def test_pyhanko_finds_seal_and_stamp_good(
    stamped: bytes, folder: Path, certificate: SealCertificate
) -> None:
    (folder / "seal.pem").write_bytes(certificate.to_pem())
    roots = [load_cert_from_pemder(str(folder / name)) for name in ("seal.pem", "root.pem")]
    (found,) = PdfFileReader(BytesIO(stamped)).embedded_signatures
    status = validate_pdf_signature(found, ValidationContext(roots, allow_fetching=False))
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.valid
    assert status.timestamp_validity.trusted


def test_our_own_reader_finds_the_stamped_seal_whole(stamped: bytes) -> None:
    (seal,) = open_file(stamped).seals
    assert seal.whole
    assert seal.signed_at == FROM
    (spoilt,) = open_file(stamped[:12] + b"x" + stamped[13:]).seals
    assert not spoilt.whole


@pytest.mark.parametrize(("marker", "size"), [(b"\x04\x20", 32), (b"\x02\x08\x01", 7)])
def test_an_answer_to_another_question_is_refused(
    folder: Path,
    signer: MemorySigner,
    certificate: SealCertificate,
    plain: bytes,
    *,
    marker: bytes,
    size: int,
) -> None:
    """A right stamp over another digest, and one for another's number."""
    true = stamping(folder)

    def another(request: bytes) -> tuple[int, str, bytes]:
        assert request.count(marker) == 1
        place = request.index(marker) + len(marker)
        return true(request[:place] + bytes(size - 1) + b"\1" + request[place + size :])

    with serving(another) as url, pytest.raises(Unavailable) as caught:
        stamper = Stamper(url, required=True)
        sealer_for(IDENTITY, signer, certificate, stamper=stamper).seal(plain, at=FROM)
    assert caught.value.code == "seal.stamp.answer"
