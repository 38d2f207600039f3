"""Where things stand on the pages, as the finished file tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from tests.issuer.render.golden.cases import Case, cases

CASES = cases()
LONGEST_WORDS: Final[dict[str, Any]] = {
    "heading": "某" * 10,
    "heading_en": "W" * 48,
    "foot": "某" * 90,
    "equal_force": "某" * 60,
    "supervised_by": "某" * 30,
    "seal_words": "某" * 14,
}
"""As long as an authority may make them."""
MM: Final = 72 / 25.4
HEIGHT: Final = 210 * MM
FRAME: Final = {1: 18.5, 2: 12.1}
"""The inmost line of each page's frame, in millimetres from the edge."""
MICRO_LINE: Final = 2.0
"""Print lower than this, in points, is the line that looks like a rule."""
DARK: Final = "#1a1512"
STAMP: Final = "#35557f"
QUIET: Final = 4 / 37
"""The quiet zone of the main code as a part of its side."""


@dataclass(frozen=True)
class Mark:
    """Something on a page; `box` is left, top, right, bottom in points from the upper left."""

    kind: int
    box: tuple[float, float, float, float]
    fill: str
    stroke: str
    said: str = ""

    def overlaps(self, other: Mark, *, by: float) -> bool:
        """Whether the two share a place that is wider and higher than `by` points."""
        left, top, right, bottom = zip(self.box, other.box, strict=True)
        return min(right) - max(left) > by and min(bottom) - max(top) > by


def colour(read: object, mark: object) -> str:
    parts = [pdfium.c_uint() for _ in range(4)]
    return "#" + "".join(f"{part.value:02x}" for part in parts[:3]) if read(mark, *parts) else ""  # type: ignore[operator]


def marks(pdf: bytes, page: int) -> Iterator[Mark]:
    """Everything that is drawn, the content of forms included."""
    document = pypdfium2.PdfDocument(pdf)
    sheet = document[page - 1]
    text = sheet.get_textpage()
    for each in sheet.get_objects(max_depth=6):
        left, bottom, right, top = each.get_bounds()
        told = each.type == pdfium.FPDF_PAGEOBJ_TEXT
        yield Mark(
            each.type,
            (left, HEIGHT - top, right, HEIGHT - bottom),
            colour(pdfium.FPDFPageObj_GetFillColor, each.raw),
            colour(pdfium.FPDFPageObj_GetStrokeColor, each.raw),
            text.get_text_bounded(left, bottom, right, top) if told else "",
        )


def extreme() -> Case:
    """A certificate of which every part is as long as can be, in a look of which all is."""
    face = CASES["photo-and-long"].face
    look = replace(face.look, seal_shape="round", seal_mm=42, **LONGEST_WORDS)
    return Case(replace(face, look=look, version=999, correction_doc_no="某" * 36))


CASES["extreme"] = extreme()


@pytest.fixture(scope="module", params=CASES)
def pages(request, tmp_path_factory):
    """The marks of both pages of a certificate, and its face."""
    case = CASES[request.param]
    pdf = case.pdf(tmp_path_factory.mktemp(request.param))
    return case.face, {page: list(marks(pdf, page)) for page in (1, 2)}


def words(found: list[Mark], *, but: str) -> list[Mark]:
    """The print that is to be read, without that of the seal and of the slanting stamp."""
    return [
        mark
        for mark in found
        if mark.kind == pdfium.FPDF_PAGEOBJ_TEXT
        and mark.box[3] - mark.box[1] > MICRO_LINE
        and mark.said.strip()
        and mark.fill not in (but, STAMP)
    ]


def around(found: list[Mark]) -> Mark:
    """One mark as large as all of these."""
    left, top, right, bottom = zip(*(mark.box for mark in found), strict=True)
    return replace(found[0], box=(min(left), min(top), max(right), max(bottom)))


def sealed_place(found: list[Mark], ink: str) -> Mark:
    return around([mark for mark in found if ink in (mark.fill, mark.stroke)])


def code_place(found: list[Mark]) -> Mark:
    (code,) = [mark for mark in found if mark.fill == DARK]
    left, top, right, bottom = code.box
    quiet = (right - left) * QUIET
    return replace(code, box=(left - quiet, top - quiet, right + quiet, bottom + quiet))


def clashes(found: list[Mark]) -> list[tuple[str, str]]:
    # What touches by less than a hair is the outline of heavy letters.
    return [
        (one.said, other.said)
        for one, other in combinations(found, 2)
        if one.overlaps(other, by=0.6)
    ]


def test_no_words_stand_on_others(pages):
    face, found = pages
    for page in (1, 2):
        assert clashes(words(found[page], but=face.look.seal_colour)) == []


def test_two_texts_in_one_place_are_told(pages):
    face, found = pages
    shown = words(found[1], but=face.look.seal_colour)
    left, top, right, bottom = shown[0].box
    assert clashes([*shown, replace(shown[0], box=(left + 3, top + 3, right + 3, bottom + 3))])


def test_nothing_is_read_outside_the_frame(pages):
    face, found = pages
    for page, edge in FRAME.items():
        left, top, right, bottom = around(words(found[page], but=face.look.seal_colour)).box
        assert left > edge * MM
        assert top > edge * MM
        assert right < (297 - edge) * MM
        assert bottom < (210 - edge) * MM


def test_the_seal_touches_neither_the_code_nor_a_word(pages):
    face, found = pages
    seal = sealed_place(found[1], face.look.seal_colour)
    assert not seal.overlaps(code_place(found[1]), by=0)
    for word in words(found[1], but=face.look.seal_colour):
        assert not seal.overlaps(word, by=0), word.said


def test_nothing_but_white_is_under_the_code_and_nothing_over_it(pages):
    face, found = pages
    for page in (1, 2):
        place = code_place(found[page])
        number = next(n for n, mark in enumerate(found[page]) if mark.fill == DARK)
        assert found[page][number - 1].fill == "#ffffff"
        # The angles around the code open towards it: what their boxes enclose is empty.
        above = [m for m in found[page][number + 1 :] if m.stroke != face.look.ornament]
        assert [mark for mark in above if mark.overlaps(place, by=0.1)] == []


def test_the_heading_stands_in_the_middle(pages):
    face, found = pages
    heading = around([mark for mark in found[1] if mark.said.replace(" ", "") == face.look.heading])
    assert (heading.box[0] + heading.box[2]) / 2 == pytest.approx(297 * MM / 2, abs=0.5 * MM)


def test_the_offline_code_is_at_least_40_mm(pages):
    _, found = pages
    (code,) = [mark for mark in found[2] if mark.fill == DARK]
    assert (code.box[2] - code.box[0]) / MM >= 40
