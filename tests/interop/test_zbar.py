"""Two readers of QR codes, zbar and zxing, read the same from our printed pages.

The pages carry the real thing: an offline code with a signed certificate inside, which is then
verified again out of what the readers saw.
"""

from __future__ import annotations

import json
import subprocess
from datetime import date
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from issuer.render.face import Face
from issuer.render.pdf import render_pdf
from issuer.render.picture import render_png
from keys.public_key import Keyring, PublicKey, TrustedKey
from keys.roles import Role
from tests.interop.artefacts import AT
from tests.interop.peers import needs
from verifier import cwt, wire
from verifier.wire import CwtPresented, LinkPresented

pytestmark = pytest.mark.drill

HOST = "zc.weihai.example"
FINENESS = (110, 150, 300)


@pytest.fixture(scope="module")
def face(artefacts) -> Face:
    """A page for the certificate among the artefacts."""
    claims = json.loads((artefacts / "manifest.json").read_text("utf-8"))["claims"]
    code = wire.new_code(bytes)
    return Face(
        name=claims["name"],
        title=claims["title"],
        series="工程技术人员",
        specialty=claims["specialty"],
        level="中级",
        committee=claims["committee"],
        method="认定",
        award_date=date.fromisoformat(claims["award_date"]),
        approval_doc_no=claims["approval_doc_no"],
        certificate_no=claims["certificate_no"],
        check_code="7Q4M2K",
        scope="山东省内有效",
        issuer_name="威海市人力资源和社会保障局",
        issued_on=AT.date(),
        host=HOST,
        link=wire.qr_link(HOST, code),
        offline_link=wire.offline_link(HOST, code, (artefacts / "credential.cwt").read_bytes()),
        specimen=True,
    )


@pytest.fixture(scope="module")
def pdf(face) -> bytes:
    return render_pdf(face, at=AT)


def by_zbar(picture: bytes, folder: Path) -> list[str]:
    """What the command finds; only QR codes are looked for."""
    needs("zbarimg")
    (folder / "page.png").write_bytes(picture)
    done = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "page.png"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()


def by_zxing(picture: bytes) -> list[str]:
    return [each.text for each in zxingcpp.read_barcodes(Image.open(BytesIO(picture)))]


def test_both_read_both_codes_from_the_pages_and_none_where_it_is_covered(
    pdf, face, tmp_path, figures
):
    for dpi, (page, text) in product(FINENESS, enumerate((face.link, face.offline_link), 1)):
        picture = render_png(pdf, page=page, dpi=dpi)
        assert by_zbar(picture, tmp_path) == [text]
        assert by_zxing(picture) == [text]
    covered = with_a_corner_covered(render_png(pdf, page=1, dpi=150))
    assert by_zbar(covered, tmp_path) == []
    assert by_zxing(covered) == []
    figures(
        f"outside tools: zbar and zxing: {2 * len(FINENESS)} pictures of 2 codes read alike,"
        " nothing in 1 covered"
    )


def with_a_corner_covered(png: bytes) -> bytes:
    """The readers really look at the picture."""
    picture = Image.open(BytesIO(png)).convert("L")
    corner = zxingcpp.read_barcodes(picture)[0].position.top_left
    picture.paste(255, (corner.x - 10, corner.y - 10, corner.x + 90, corner.y + 90))
    covered = BytesIO()
    picture.save(covered, "PNG")
    return covered.getvalue()


def test_what_zbar_saw_is_the_signed_certificate(pdf, face, artefacts, tmp_path):
    (seen,) = by_zbar(render_png(pdf, page=2, dpi=150), tmp_path)
    presented = wire.read(seen)
    assert isinstance(presented, CwtPresented)
    assert presented.parts.data == (artefacts / "credential.cwt").read_bytes()
    manifest = json.loads((artefacts / "manifest.json").read_text("utf-8"))
    public = PublicKey.from_jwk(manifest["keys"][manifest["credential_kid"]])
    key = TrustedKey(public, Role.CREDENTIAL, None, AT)
    assert cwt.open_cwt(presented.parts, Keyring([key])) == key
    assert presented.certificate.name == face.name


def test_what_zbar_saw_on_the_first_page_is_the_address(pdf, face, tmp_path):
    (seen,) = by_zbar(render_png(pdf, page=1, dpi=150), tmp_path)
    assert wire.read(seen) == LinkPresented(HOST, face.link.rpartition("/")[2])
