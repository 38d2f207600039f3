"""A picture is its page, small enough for a phone, and carries the credential in a text chunk."""

from __future__ import annotations

import subprocess
import sys
import threading
import zlib
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from issuer.render.pdf import render_pdf
from issuer.render.picture import KEYWORD, render_png
from tests.issuer.refusing import refused

AT = datetime(2025, 6, 27, 2, tzinfo=UTC)
CREDENTIAL = "eyJhbGciOiJFUzI1NiJ9.eyJ2Y3QiOiIifQ.c2ln~WyJzYWx0Il0~\nc2sp.org/tlog-proof@v1\n"


@pytest.fixture(scope="module")
def pdf():
    made = pikepdf.new()
    for colour in ("1 0 0 rg", "0 0 1 rg"):
        page = made.add_blank_page(page_size=(144, 72))
        page.Contents = made.make_stream(f"{colour} 0 0 72 72 re f".encode())
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """Type and content of each chunk, by hand; the check sums hold."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, place = [], 8
    while place < len(png):
        size = int.from_bytes(png[place : place + 4], "big")
        kind, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        crc = int.from_bytes(png[place + 8 + size : place + 12 + size], "big")
        assert zlib.crc32(kind + content) == crc
        found.append((kind, content))
        place += 12 + size
    return found


@pytest.mark.parametrize(("page", "colour"), [(1, (255, 0, 0)), (2, (0, 0, 255))])
def test_a_picture_is_its_page(pdf, page, colour):
    picture = Image.open(BytesIO(render_png(pdf, page=page, dpi=150))).convert("RGB")
    assert picture.size == (300, 150)
    assert picture.getpixel((75, 75)) == colour
    assert picture.getpixel((225, 75)) == (255, 255, 255)


def test_the_credential_is_read_back_by_a_library(pdf):
    picture = Image.open(BytesIO(render_png(pdf, page=1, dpi=72, credential=CREDENTIAL)))
    assert picture.text == {KEYWORD: CREDENTIAL}


def test_the_credential_is_read_back_by_hand(pdf):
    """Keyword, no compression, no language: the text stands there for anybody."""
    found = [text for kind, text in chunks(render_png(pdf, page=1, dpi=72, credential=CREDENTIAL))
             if kind == b"iTXt"]  # fmt: skip
    assert found == [KEYWORD.encode() + b"\0" + b"\0\0" + b"\0" + b"\0" + CREDENTIAL.encode()]


def test_a_picture_without_a_credential_carries_no_text(pdf):
    kinds = {kind for kind, _ in chunks(render_png(pdf, page=1, dpi=72))}
    assert kinds == {b"IHDR", b"PLTE", b"pHYs", b"IDAT", b"IEND"}


def test_the_credential_changes_no_pixel(pdf):
    without, carried = (
        Image.open(BytesIO(render_png(pdf, page=1, dpi=72, credential=each)))
        for each in (None, CREDENTIAL)
    )
    assert without.tobytes() == carried.tobytes()


_AGAIN = """
import hashlib, sys
from issuer.render.picture import render_png
png = render_png(sys.stdin.buffer.read(), page=1, dpi=150, credential="x")
print(hashlib.sha256(png).hexdigest())
"""


def test_the_same_file_gives_the_same_bytes_in_every_process(pdf):
    ours = sha256(render_png(pdf, page=1, dpi=150, credential="x")).hexdigest()
    theirs = subprocess.run(
        [sys.executable, "-c", _AGAIN], input=pdf, capture_output=True, check=True
    )
    assert theirs.stdout.decode().strip() == ours


def test_many_draw_at_once(pdf):
    """The drawing library has one state for the whole process."""
    first, made = render_png(pdf, page=1, dpi=150), []
    threads = [
        threading.Thread(target=lambda: made.append(render_png(pdf, page=1, dpi=150)))
        for _ in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert made == [first] * 8


def test_a_certificate_fits_a_phone_on_a_train(make_face, portrait):
    printed = render_pdf(make_face(photo=portrait), at=AT)
    for page in (1, 2):
        assert len(render_png(printed, page=page, dpi=150, credential="x" * 6000)) <= 400_000


@pytest.mark.parametrize(("data", "page"), [(b"", 1), (b"%PDF-1.7\n", 1), (None, 0), (None, 3)])
def test_no_page_is_no_picture(pdf, data, page):
    with refused("render.pdf", page=page):
        render_png(pdf if data is None else data, page=page, dpi=72)


@pytest.mark.parametrize("dpi", [0, 401])
def test_a_picture_has_its_limit(pdf, dpi):
    with refused("render.dpi", dpi=dpi):
        render_png(pdf, page=1, dpi=dpi)
