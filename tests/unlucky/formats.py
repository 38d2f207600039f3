"""Files that are no list: macros, old formats, other programs' formats, pictures."""

from __future__ import annotations

import zlib

from tests.unlucky.corpus import archive, changed, two, unlucky

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@unlucky(refusal="sheet.macros")
def macros() -> bytes:
    """An .xlsm."""
    return changed(two(), "xl/vbaProject.bin", lambda _: OLE)


@unlucky(refusal="sheet.macros")
def macros_in_capitals() -> bytes:
    """The same part under capital letters: names of parts have no case."""
    return changed(two(), "XL/VBAPROJECT.BIN", lambda _: OLE)


@unlucky(refusal="sheet.macros")
def macros_of_1992() -> bytes:
    """A sheet of Excel 4 macros."""
    return changed(two(), "xl/macrosheets/sheet1.xml", lambda _: b"<macrosheet/>")


@unlucky(refusal="sheet.old-format")
def xls() -> bytes:
    """The format before 2007."""
    return OLE + bytes(504) + b"W\0o\0r\0k\0b\0o\0o\0k\0" + bytes(512)


@unlucky(refusal="sheet.old-format")
def locked_by_password() -> bytes:
    """A workbook with a password is a container of the old format."""
    return OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2048)


@unlucky(refusal="sheet.other-format")
def ods() -> bytes:
    """LibreOffice's own format; it may repeat a line a million times in one element."""
    repeated = '<table:table-row table:number-rows-repeated="1048576"/>'
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content>{repeated}</office:document-content>",
            "META-INF/manifest.xml": "<manifest:manifest/>",
        }
    )


@unlucky(refusal="sheet.other-format")
def xlsb() -> bytes:
    """Excel's binary workbook."""
    return archive({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\x01\0"})


@unlucky(refusal="sheet.other-format")
def docx() -> bytes:
    """A letter."""
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"})


@unlucky(refusal="sheet.other-format")
def picture_named_xlsx() -> bytes:
    """A photograph of the list."""
    return b"\x89PNG\r\n\x1a\n" + bytes(600)


@unlucky(refusal="sheet.other-format")
def pdf_named_xlsx() -> bytes:
    """The list as it was printed; a workbook hangs on behind."""
    return b"%PDF-1.7\n" + two()


@unlucky(refusal="sheet.other-format")
def page_named_xls() -> bytes:
    """What many web systems call a spreadsheet."""
    return "\ufeff\n<html><table><tr><td>姓名</td><td>证件号码</td></tr></table></html>".encode()


@unlucky(refusal="sheet.other-format")
def workbook_of_2003() -> bytes:
    """Excel's first XML."""
    return b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'


@unlucky(refusal="sheet.other-format")
def archive_of_nothing() -> bytes:
    """An empty archive."""
    return archive({})


@unlucky(refusal="sheet.other-format")
def compressed_once_more() -> bytes:
    """A workbook inside gzip."""
    return b"\x1f\x8b\x08" + bytes(7) + zlib.compress(two())
