"""Reads the picture of one character, SVG or PNG, as an outline: numbers, and nothing else.

What comes out is drawn anew from the shapes that were understood, so no script, link, style or
remark of the uploaded file is ever kept. What was not understood is refused and named; a guess
would be printed on a certificate. It stores nothing and draws nothing.

Follows SVG 1.1 (Second Edition), 7.6, 8.3 and 9, of which it knows six elements; PNG through
Pillow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final
from xml.parsers import expat

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.reverseContourPen import ReverseContourPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path import parse_path

from issuer.render.glyph_tracing import traced
from keys.errors import Malformed, TooLarge

SIDE: Final = 1000
"""Units of a side of the square in which an outline stands, from its upper left corner."""
MAX_BYTES: Final = 256 * 1024
_MAX_PATH: Final = 40_000  # characters of an outline; the richest characters need 10,000
_OVERHANG: Final = SIDE / 4  # how far a stroke may leave the square
_LEAST_INK: Final = 0.002  # of the square: half of what a dot (丶) takes
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SVG: Final = "http://www.w3.org/2000/svg"
_BLACK: Final = frozenset({"black", "#000", "#000000", "currentColor"})
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?")
_MOVES: Final = re.compile(r"(matrix|translate|scale)\s*\(([^()]*)\)[\s,]*")
_EVERYWHERE: Final[Mapping[str, Callable[[str], bool]]] = {
    "id": lambda _: True,
    "transform": lambda _: True,
    "fill": _BLACK.__contains__,
    "fill-rule": "nonzero".__eq__,
    "stroke": "none".__eq__,
}
_OF_ELEMENTS: Final[Mapping[str, frozenset[str]]] = {
    "svg": frozenset({"viewBox", "width", "height", "version"}),
    "g": frozenset(),
    "path": frozenset({"d"}),
    "polygon": frozenset({"points"}),
    "rect": frozenset({"x", "y", "width", "height"}),
    "circle": frozenset({"cx", "cy", "r"}),
    "title": frozenset(),
    "desc": frozenset(),
}


def outline_of(picture: bytes) -> str:
    """The outline of a character.

    Args:
        picture: An SVG of the shapes path, polygon, rect and circle in black, or a PNG, dark on
            light or on nothing; square, the character where it stands in its square.

    Returns:
        Path data (SVG 1.1, 8.3) in whole units, in a square of SIDE by SIDE, to be filled by the
        nonzero rule.

    Raises:
        Malformed: "glyph.svg", "glyph.element" (`element`), "glyph.attribute" (`element`,
            `attribute`), "glyph.not-square", "glyph.outside", "glyph.empty", "glyph.png".
        TooLarge: "glyph.too-large" (`limit`), "glyph.too-detailed".
    """
    if len(picture) > MAX_BYTES:
        raise TooLarge("glyph.too-large", limit=MAX_BYTES)
    drawn = RecordingPen()
    if picture.startswith(_PNG):
        path, side = traced(picture)
        _draw(path, Transform().scale(SIDE / side), drawn)
    else:
        _Reader(drawn).read(picture)
    return _checked(drawn)


def svg_of(outline: str) -> str:
    """An outline as a picture that any browser shows."""
    return f'<svg xmlns="{_SVG}" viewBox="0 0 {SIDE} {SIDE}"><path d="{outline}"/></svg>\n'


def _checked(drawn: RecordingPen) -> str:
    # Said this way round, also what is no number stands outside.
    places = (each for _, points in drawn.value for point in points for each in point)
    if not all(-_OVERHANG <= each <= SIDE + _OVERHANG for each in places):
        raise Malformed("glyph.outside")
    area = AreaPen()
    drawn.replay(area)
    if abs(area.value) < _LEAST_INK * SIDE**2:
        raise Malformed("glyph.empty")
    written = SVGPathPen(None, ntos=lambda number: str(round(number)))
    drawn.replay(written)
    path: str = written.getCommands()
    if len(path) > _MAX_PATH:
        raise TooLarge("glyph.too-detailed", limit=_MAX_PATH)
    return path


def _draw(path: str, place: Transform, onto: RecordingPen) -> None:
    """One shape at its place; all shapes turn the same way, so that none cuts into another."""
    shape, area = RecordingPen(), AreaPen()
    try:
        parse_path(path, TransformPen(shape, place))
        # Filling closes every contour, and a font knows no open one.
        shape.value = [("closePath", ()) if each[0] == "endPath" else each for each in shape.value]
        shape.replay(area)
    except (ValueError, IndexError, OverflowError, ZeroDivisionError) as error:
        raise Malformed("glyph.svg") from error
    shape.replay(ReverseContourPen(onto) if area.value < 0 else onto)


class _Reader:
    """Reads one SVG: refuses whatever it does not know, entities before all."""

    def __init__(self, onto: RecordingPen) -> None:
        self._onto = onto
        self._places: list[Transform] = []

    def read(self, picture: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = _refuse
        parser.ProcessingInstructionHandler = _refuse
        try:
            parser.Parse(picture, True)  # noqa: FBT003  it is the whole
        except expat.ExpatError as error:
            raise Malformed("glyph.svg") from error

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        namespace, _, element = qualified.rpartition(" ")
        known = _OF_ELEMENTS.get(element)
        if namespace != _SVG or known is None or (element == "svg") == bool(self._places):
            raise Malformed("glyph.element", element=element[:40])
        for name, value in attributes.items():
            may_be = _EVERYWHERE.get(name)
            if name not in known and (may_be is None or not may_be(value.strip())):
                attribute = name.rpartition(" ")[2][:40]
                raise Malformed("glyph.attribute", element=element, attribute=attribute)
        outer = self._places[-1] if self._places else _onto_the_square(attributes)
        place = outer.transform(_moved(attributes.get("transform", "")))
        self._places.append(place)
        path = _path(element, attributes)
        if path is not None:
            _draw(path, place, self._onto)

    def _end(self, _: str) -> None:
        self._places.pop()


def _refuse(*_: object) -> None:
    raise Malformed("glyph.svg")


def _onto_the_square(root: Mapping[str, str]) -> Transform:
    left, top, width, height = _numbers(root.get("viewBox", ""), 4)
    if not (width > 0 and abs(width - height) <= width / 100):
        raise Malformed("glyph.not-square")
    return Transform().scale(SIDE / width).translate(-left, -top)


def _moved(text: str) -> Transform:
    """What a `transform` does: any of matrix, translate and scale, in their order."""
    place, at = Identity, 0
    text = text.strip()
    while at < len(text):
        found = _MOVES.match(text, at)
        if found is None:
            raise Malformed("glyph.attribute", element="g", attribute="transform")
        kind, numbers = found[1], _numbers(found[2])
        if kind == "matrix" and len(numbers) == 6:
            place = place.transform(Transform(*numbers))
        elif kind == "translate" and len(numbers) in {1, 2}:
            place = place.translate(numbers[0], numbers[1] if len(numbers) == 2 else 0)
        elif kind == "scale" and len(numbers) in {1, 2}:
            place = place.scale(numbers[0], numbers[-1])
        else:
            raise Malformed("glyph.attribute", element="g", attribute="transform")
        at = found.end()
    return place


def _path(element: str, attributes: Mapping[str, str]) -> str | None:
    """A shape as path data; None for what is no shape."""

    def of(name: str) -> float:
        return _numbers(attributes.get(name, "0"), 1)[0]

    if element == "path":
        return attributes.get("d", "")
    if element == "polygon":
        points = " ".join(map(str, _numbers(attributes.get("points", ""))))
        return f"M{points}Z" if points else ""
    if element == "rect":
        width = of("width")
        return f"M{of('x')} {of('y')}h{width}v{of('height')}h{-width}z"
    if element == "circle":
        r = of("r")
        arc = f"a{r} {r} 0 1 1"
        return f"M{of('cx') - r} {of('cy')}{arc}{2 * r} 0{arc}{-2 * r} 0z" if r > 0 else ""
    return None


def _numbers(text: str, count: int | None = None) -> list[float]:
    words = text.replace(",", " ").split()
    if not all(map(_NUMBER.fullmatch, words)) or (count is not None and len(words) != count):
        raise Malformed("glyph.svg")
    return [float(word) for word in words]
