"""What a forger makes of a certificate's file: a page drawn over, another's code pasted on.

Made from genuine files of the example, as common software would: an editor that appends its
change, a picture that is painted over.
"""

from __future__ import annotations

from io import BytesIO

import qrcode
import zxingcpp
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from issuer.render.picture import KEYWORD, render_png

_DPI = 150
_PAINT = (
    b"q 1 1 1 rg 300 330 300 60 re f BT /Forged 34 Tf 0.1 0.1 0.1 rg "
    b"310 345 Td (SENIOR EXPERT) Tj ET Q"
)


def edited_pdf(pdf: bytes) -> bytes:
    """Other words over the first page, saved as an editor saves: behind the seal."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = generic.ArrayObject(
        [
            page.raw_get("/Contents"),
            writer.add_object(generic.StreamObject(stream_data=_PAINT)),
        ]
    )
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica-Bold"}
    resources = page["/Resources"]
    fonts = resources["/Font"]
    fonts[generic.pdf_name("/Forged")] = generic.DictionaryObject(  # type: ignore[no-untyped-call]
        {generic.pdf_name(key): generic.pdf_name(value) for key, value in font.items()}
    )
    for changed in (page, resources, fonts):
        writer.update_container(changed)
    written = BytesIO()
    writer.write(written)  # type: ignore[no-untyped-call]
    return written.getvalue()


def pasted_picture(pdf: bytes, credential: str, link: str) -> bytes:
    """The first page as a picture, its own credential beside it, and another's code on it."""
    picture = Image.open(BytesIO(render_png(pdf, page=1, dpi=_DPI))).convert("RGB")
    (found,) = zxingcpp.read_barcodes(picture)
    corners = (found.position.top_left, found.position.bottom_right)
    left, top, right, bottom = (round(each) for corner in corners for each in (corner.x, corner.y))
    code = qrcode.QRCode(border=1)
    code.add_data(link)
    drawn = code.make_image().get_image().convert("RGB")
    picture.paste(drawn.resize((right - left + 12, bottom - top + 12)), (left - 6, top - 6))
    carried = PngInfo()
    carried.add_itxt(KEYWORD, credential)
    written = BytesIO()
    picture.save(written, "PNG", pnginfo=carried)
    return written.getvalue()
