"""Both codes of a certificate read from poor photographs, by two readers that know nothing of us.

The width of a code is that of the symbol itself. The offline code is taken to be 40 mm wide,
which is the least it may be, on a photograph of 1,080 pixels that shows 100 mm of the page.
"""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from PIL import Image

from issuer.render.pdf import render_pdf
from tests.interop.peers import needs
from tests.interop.photographs import Printed, photographed, printed, stamped

pytestmark = pytest.mark.drill

OFFLINE_WIDTH = 1080 * 40 / 100
PHOTOGRAPHS, LARGE_ONES = 500, 120
_SOURCE = "{http://zbar.sourceforge.net/2008/barcode}source"
_DATA = "{http://zbar.sourceforge.net/2008/barcode}data"


@pytest.fixture(scope="module")
def codes(ordinary) -> dict[str, list[Printed]]:
    """The codes of three certificates, as they are printed."""
    found: dict[str, list[Printed]] = defaultdict(list)
    for number in ordinary.titles:
        original = ordinary.press.original(number)
        pdf = render_pdf(original.face, at=original.at, attachments=original.attachments)
        found["main"].append(printed(pdf, page=1, text=original.face.link))
        found["offline"].append(printed(pdf, page=2, text=original.face.offline_link))
    return found


def read(
    kind: str, codes: Sequence[Printed], width: float, folder: Path, *, number: int
) -> dict[str, float]:
    """Which part of the photographs each reader reads, and reads right."""
    needs("zbarimg")
    wanted = {}
    for each in range(number):
        code = codes[each % len(codes)]
        name = f"{each:04}.jpg"
        (folder / name).write_bytes(photographed(code, width, Random(f"{kind} {width} {each}")))
        wanted[name] = code.text
    readers: dict[str, Callable[[Path], dict[str, list[str]]]] = {"zxing": _zxing, "zbar": _zbar}
    parts = {}
    for reader, reads in readers.items():
        seen = reads(folder)
        assert all(set(texts) <= {wanted[name]} for name, texts in seen.items()), "a wrong text"
        parts[reader] = len(seen) / number
    return parts


def _zxing(folder: Path) -> dict[str, list[str]]:
    found = {}
    for path in sorted(folder.glob("*.jpg")):
        texts = [
            each.text for each in zxingcpp.read_barcodes(Image.open(BytesIO(path.read_bytes())))
        ]
        if texts:
            found[path.name] = texts
    return found


def _zbar(folder: Path) -> dict[str, list[str]]:
    """What the command finds; only QR codes are looked for."""
    names = sorted(path.name for path in folder.glob("*.jpg"))
    command = ["zbarimg", "--quiet", "--xml", "-Sdisable", "-Sqrcode.enable", *names]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found: dict[str, list[str]] = {}
    if done.stdout.strip():
        for source in ET.fromstring(done.stdout).iter(_SOURCE):
            if texts := [str(data.text) for data in source.iter(_DATA)]:
                found[source.get("href", "")] = texts
    return found


def told(parts: dict[str, float]) -> str:
    return ", ".join(f"{reader} {part:.1%}" for reader, part in parts.items())


@pytest.mark.parametrize(("width", "least"), [(140, 0.99), (100, 0.95)])
def test_the_main_code_reads_from_a_poor_photograph(codes, tmp_path, figures, width, least):
    parts = read("main", codes["main"], width, tmp_path, number=PHOTOGRAPHS)
    figures(f"photographs: main code {width} px wide, {PHOTOGRAPHS}: {told(parts)}")
    assert min(parts.values()) >= least


@pytest.mark.long
def test_the_offline_code_reads_at_40_mm_from_a_photograph_of_1080_pixels(codes, tmp_path, figures):
    parts = read("offline", codes["offline"], OFFLINE_WIDTH, tmp_path, number=LARGE_ONES)
    figures(f"photographs: offline code {OFFLINE_WIDTH:.0f} px wide, {LARGE_ONES}: {told(parts)}")
    assert min(parts.values()) >= 0.98


def test_where_reading_ends(codes, tmp_path, figures):
    """A photograph can be too small, and the readers notice a seal on a code."""
    for folder in ("80", "40", "stamped"):
        (tmp_path / folder).mkdir()
    smaller = read("main", codes["main"], 80, tmp_path / "80", number=100)
    figures(f"photographs: main code 80 px wide, 100: {told(smaller)}")
    assert set(read("main", codes["main"], 40, tmp_path / "40", number=50).values()) == {0.0}
    under_a_seal = [stamped(code) for code in codes["main"]]
    parts = read("stamped", under_a_seal, 200, tmp_path / "stamped", number=50)
    assert set(parts.values()) == {0.0}
