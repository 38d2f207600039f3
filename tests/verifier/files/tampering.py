"""What forgers, careless software and bad luck make of a certificate's file.

Each builder is named for its flaw and takes real files; none of them knows what will be said.
"""

from __future__ import annotations

import re
import struct
import subprocess
import zlib
from io import BytesIO

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

# -- a PDF changed behind its seal ------------------------------------------------------------


def text_changed_behind_the_seal(pdf: bytes) -> bytes:
    """Another name written over the page, as an editor saves a change: appended."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    drawn = generic.StreamObject(stream_data=b"q 1 0 0 1 200 200 cm 0 0 120 30 re f Q")
    contents = page.raw_get("/Contents")
    page["/Contents"] = generic.ArrayObject([contents, writer.add_object(drawn)])
    writer.update_container(page)
    return _written(writer)


def annotated(pdf: bytes) -> bytes:
    """A note that covers the name, without a stroke changed on the page itself."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Rect"): generic.ArrayObject(
                [generic.NumberObject(each) for each in (200, 200, 400, 240)]
            ),
            generic.pdf_name("/Contents"): generic.pdf_string("正高级工程师"),
        }
    )
    annotations = generic.ArrayObject([*page.get("/Annots", ()), writer.add_object(note)])
    page["/Annots"] = annotations
    writer.update_container(page)
    return _written(writer)


def attachment_swapped(pdf: bytes, name: str, data: bytes) -> bytes:
    """Another file under the same name, appended."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    stream = _attachment(writer, name)
    described = stream["/EF"]
    described[generic.pdf_name("/F")] = writer.add_object(generic.StreamObject(stream_data=data))
    writer.update_container(described)
    return _written(writer)


def attachment_removed(pdf: bytes, name: str) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    place = [str(each) for each in names].index(name)
    del names[place : place + 2]
    writer.update_container(names)
    return _written(writer)


def _attachment(writer: IncrementalPdfFileWriter, name: str) -> generic.DictionaryObject:
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    return names[[str(each) for each in names].index(name) + 1]


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def flipped(pdf: bytes, place: int) -> bytes:
    """One bit of one byte turned over."""
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def cut(pdf: bytes, share: float) -> bytes:
    return pdf[: int(len(pdf) * share)]


def with_a_tail(pdf: bytes, tail: bytes = b"PK\x03\x04<html>") -> bytes:
    """Another kind of file behind it, for readers that begin at the end."""
    return pdf + tail


# -- a PDF saved again ------------------------------------------------------------------------


def saved_again(pdf: bytes, *options: str) -> bytes:
    """As `qpdf` writes it."""
    done = subprocess.run(
        ["qpdf", "--warning-exit-0", *options, "-", "-"],
        input=pdf,
        capture_output=True,
        check=False,
    )
    return done.stdout or _saved_by_pikepdf(pdf, options)


def _saved_by_pikepdf(pdf: bytes, options: tuple[str, ...]) -> bytes:
    """The same library, where the program does not read from a pipe."""
    modes = pikepdf.ObjectStreamMode
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(
            out,
            linearize="--linearize" in options,
            object_stream_mode=modes.generate
            if "--object-streams=generate" in options
            else modes.preserve,
        )
    return out.getvalue()


def encrypted(pdf: bytes, password: str = "secret") -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="owner", user=password))
    return out.getvalue()


def without_a_seal(pdf: bytes) -> bytes:
    """Pages and attachments kept, the signature field taken out, saved again."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        for name in ("/AcroForm", "/Perms"):
            if name in document.Root:
                del document.Root[name]
        for page in document.pages:
            if "/Annots" in page:
                del page["/Annots"]
        document.save(out)
    return out.getvalue()


def without_attachments(pdf: bytes) -> bytes:
    """What "print to PDF" leaves: pages."""
    out = BytesIO()
    with pikepdf.open(BytesIO(without_a_seal(pdf))) as document:
        for name in ("/Names", "/AF", "/Metadata"):
            if name in document.Root:
                del document.Root[name]
        document.save(out)
    return out.getvalue()


def with_attachments(pdf: bytes, **files: bytes) -> bytes:
    """Pages of one and attachments of another; `files` by name with _ for the dots and dashes."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        for name in list(document.attachments):
            del document.attachments[name]
        for name, data in files.items():
            document.attachments[name] = pikepdf.AttachedFileSpec(document, data, filename=name)
        document.save(out)
    return out.getvalue()


def attachments_of(pdf: bytes) -> dict[str, bytes]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return {name: each.get_file().read_bytes() for name, each in document.attachments.items()}


def seal_copied(of: bytes, onto: bytes) -> bytes:
    """The signature object of one file, with its ranges, in another file of the same length."""
    ranges = re.compile(rb"/ByteRange\s*\[[^\]]*\]")
    gap, target = _gap(of), _gap(onto)
    copied = bytearray(onto)
    copied[target[0] : target[1]] = of[gap[0] : gap[1]].ljust(target[1] - target[0])[
        : target[1] - target[0]
    ]
    assert ranges.search(onto)
    return bytes(copied)


def _gap(pdf: bytes) -> tuple[int, int]:
    found = re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", pdf)
    assert found is not None
    _, length, again, _ = map(int, found.groups())
    return length, again


def gap_of(pdf: bytes) -> range:
    """Where the signature itself stands: the only bytes that it does not cover."""
    return range(*_gap(pdf))


# -- bombs ------------------------------------------------------------------------------------


def enormous_png(side: int = 50_000) -> bytes:
    """A few kilobytes that say they are 2.5 thousand million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(4096))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def looping_pdf() -> bytes:
    """A cross-reference table whose predecessor is itself, and a page tree that holds itself."""
    body = (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\n"
    )
    start = len(body)
    table = (
        b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000051 00000 n \n"
        b"trailer<</Size 3/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (start, start)
    )
    return body + table


def pdf_bomb(mib: int = 1500) -> bytes:
    """A small file with an attachment that unpacks to far more than anybody has."""
    packer = zlib.compressobj(9)
    block = bytes(2**20)
    packed = b"".join([*(packer.compress(block) for _ in range(mib)), packer.flush()])
    out = BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    stream = pikepdf.Stream(document, packed)
    stream.Filter = pikepdf.Name.FlateDecode
    stream.Type = pikepdf.Name.EmbeddedFile
    described = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec,
            F=pikepdf.String("credential.sd-jwt"),
            UF=pikepdf.String("credential.sd-jwt"),
            EF=pikepdf.Dictionary(F=document.make_indirect(stream)),
        )
    )
    document.Root.Names = pikepdf.Dictionary(
        EmbeddedFiles=pikepdf.Dictionary(
            Names=pikepdf.Array([pikepdf.String("credential.sd-jwt"), described])
        )
    )
    document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def long_pdf(pages: int) -> bytes:
    out = BytesIO()
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    document.save(out)
    return out.getvalue()
