from __future__ import annotations

from xml.etree import ElementTree as ET

from issuer.render.guilloche import pieces


def test_every_piece_is_a_picture_of_lines_without_words():
    for drawn in pieces().values():
        tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(drawn).iter()}
        assert tags <= {"svg", "path", "circle", "defs", "linearGradient", "radialGradient", "stop"}


def test_the_line_work_is_the_same_every_time():
    first = dict(pieces())
    pieces.cache_clear()
    assert dict(pieces()) == first
    assert sum(map(len, first.values())) < 180_000
