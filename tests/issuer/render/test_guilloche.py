from __future__ import annotations

import re
from dataclasses import replace
from math import hypot
from xml.etree import ElementTree as ET

import pytest

from issuer.render.guilloche import pieces
from issuer.render.look import BORDERS, CORNERS, DEFAULT_LOOK, FIELDS, ROSETTES
from issuer.render.motifs import ROSETTE, dahlia, lotus, star

LOOKS = {
    f"{name}-{figure}": replace(DEFAULT_LOOK, **{name: figure})  # type: ignore[arg-type]
    for name, figures in (
        ("ground", FIELDS),
        ("rosette", ROSETTES),
        ("border", BORDERS),
        ("corner", CORNERS),
    )
    for figure in figures
}
ALLOWED = {"svg", "path", "circle", "defs", "linearGradient", "radialGradient", "stop"}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_every_piece_is_a_picture_of_lines_without_words(look):
    for drawn in pieces(look).values():
        tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(drawn).iter()}
        assert tags <= ALLOWED


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_the_line_work_is_the_same_every_time_and_bounded(look):
    first = dict(pieces(look))
    pieces.cache_clear()
    assert dict(pieces(look)) == first
    assert sum(map(len, first.values())) < 180_000


def test_each_figure_is_another_drawing():
    drawn = [tuple(pieces(look).values()) for look in LOOKS.values()]
    # The built-in figures of the four kinds are one and the same look.
    assert len(set(drawn)) == len(LOOKS) - 3


def test_a_colour_of_the_look_is_the_colour_of_its_lines():
    for colour in ("#123456", "#654321"):
        drawn = "".join(pieces(replace(DEFAULT_LOOK, accent=colour)).values())
        assert colour in drawn
        assert DEFAULT_LOOK.accent not in drawn


@pytest.mark.parametrize("figure", [dahlia, lotus, star])
def test_four_quarters_of_a_rosette_join(figure):
    """Each line begins and ends on the axes, as far from the middle at one end as a line does."""
    level, upright = [], []
    for path in figure():
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", path)]
        points = [*zip(numbers[::2], numbers[1::2], strict=True)]
        assert all(hypot(x, y) <= ROSETTE + 0.1 for x, y in (points[0], points[-1]))
        assert points[0][1] == pytest.approx(0, abs=0.06)
        assert points[-1][0] == pytest.approx(0, abs=0.06)
        level.append(points[0][0])
        upright.append(points[-1][1])
    for one, other in zip(sorted(level), sorted(upright), strict=True):
        assert one == pytest.approx(other, abs=0.11)
