"""How an authority's certificates look: colours, ground, frame, seal and wording as data.

Read from a short TOML file, `look.toml` in the instance; every member may be left out and is then
as in `DEFAULT_LOOK`. Checked whole when it is loaded, so that a face which cannot be read or
printed is met by the officer who wrote it and never by a holder. It holds nobody's data and no
markup, and decides nothing about a title. The contrast of colours follows WCAG 2.2, 1.4.3.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

from issuer.render.glyphs import check_glyphs
from keys.encoding import Json, Sha256, sha256
from keys.errors import Malformed, Refused, TooLarge, member_told
from verifier.rules import Rules
from verifier.ruling.evidence import check_required as missing_members

MAX_BYTES: Final = 64 * 1024
TEXT_CONTRAST: Final = 4.5
"""Least contrast of words on the paper, WCAG 2.2, 1.4.3 (AA)."""
GROUND_CONTRAST: Final = 1.6
"""Most contrast of the ground's lines with the paper: they run beneath the words."""

FIELDS: Final = ("waves", "sea", "net")
ROSETTES: Final = ("dahlia", "lotus", "star")
BORDERS: Final = ("braid", "meander")
CORNERS: Final = ("medallion", "fret")
SHAPES: Final = ("round", "oval")

_COLOUR: Final = re.compile(r"#[0-9a-f]{6}\Z")

Check = Callable[[str, object], "str | int"]


def _words(limit: int, *, least: int = 1) -> Check:
    """A text of `least` to `limit` characters, each of which the fonts have."""

    def check(member: str, value: object) -> str:
        if not isinstance(value, str) or value != value.strip():
            raise Malformed("look.member", member=member)
        if not least <= len(value) <= limit:
            raise Malformed("look.length", member=member, least=least, limit=limit)
        try:
            check_glyphs(value)
        except Refused as error:
            codepoint = error.facts["codepoint"]
            raise Refused("look.no-glyph", member=member, codepoint=codepoint) from error
        return value

    return check


def _colour(member: str, value: object) -> str:
    """Six hexadecimal digits after a number sign; kept in lower case."""
    if isinstance(value, str) and _COLOUR.match(value.lower()):
        return value.lower()
    raise Malformed("look.colour", member=member)


def _one_of(choices: tuple[str, ...]) -> Check:
    def check(member: str, value: object) -> str:
        if isinstance(value, str) and value in choices:
            return value
        raise Malformed("look.choice", member=member, choices=", ".join(choices))

    return check


def _millimetres(least: int, most: int) -> Check:
    def check(member: str, value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        raise Malformed("look.size", member=member, least=least, most=most)

    return check


def _member(place: str, default: str | int, check: Check) -> Any:  # noqa: ANN401  # as `field`
    """One member: its place in the file ("seal.words"), what it is unsaid, what it may be."""
    return field(default=default, metadata={"place": place, "check": check})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The template of one authority. Colours are "#rrggbb", sizes millimetres.

    Attributes:
        accent: The heading, the title, what must be seen.
        label: Names of fields and English captions.
        ornament: Rules, frame and corners beside the accent; never words.
        ink: What was filled in.
        soft: Small print.
        paper: The sheet.
        tint, tint_other: Lines of the ground, which fade from one into the other.
        ground: Figure of the ground, one of FIELDS.
        rosette: Figure in the middle, one of ROSETTES.
        border: Figure of the frame, one of BORDERS.
        corner: One of CORNERS.
        seal_words: The line under the authority's name in the seal.
        seal_colour: Its one colour.
        seal_shape: One of SHAPES.
        seal_mm: Its greatest width, 34 to 42.
        heading, heading_en: What the document is called.
        foot: The notice at the foot, in the authority's own words.
        equal_force: What law gives an electronic certificate, where the authority can cite it;
            empty prints nothing.
        supervised_by: 监制; empty prints nothing.
    """

    accent: str = _member("colours.accent", "#a3182a", _colour)
    label: str = _member("colours.label", "#856521", _colour)
    ornament: str = _member("colours.ornament", "#b08a3c", _colour)
    ink: str = _member("colours.ink", "#241c17", _colour)
    soft: str = _member("colours.soft", "#5f554b", _colour)
    paper: str = _member("colours.paper", "#fffdf7", _colour)
    tint: str = _member("ground.tint", "#f3e4cb", _colour)
    tint_other: str = _member("ground.tint_other", "#f7dfd6", _colour)
    ground: str = _member("ground.field", "waves", _one_of(FIELDS))
    rosette: str = _member("ground.rosette", "dahlia", _one_of(ROSETTES))
    border: str = _member("frame.border", "braid", _one_of(BORDERS))
    corner: str = _member("frame.corner", "medallion", _one_of(CORNERS))
    seal_words: str = _member("seal.words", "电子证书专用章", _words(14))
    seal_colour: str = _member("seal.colour", "#c3202f", _colour)
    seal_shape: str = _member("seal.shape", "round", _one_of(SHAPES))
    seal_mm: int = _member("seal.width_mm", 40, _millimetres(34, 42))
    heading: str = _member("words.heading", "职称证书", _words(10, least=2))
    heading_en: str = _member(
        "words.heading_en", "CERTIFICATE OF PROFESSIONAL TITLE", _words(48, least=2)
    )
    foot: str = _member(
        "words.foot",
        "本证书为电子证书，由发证机关签发；当前是否有效，以扫描二维码查询的结果为准。",
        _words(90),
    )
    equal_force: str = _member("words.equal_force", "", _words(60, least=0))
    supervised_by: str = _member("words.supervised_by", "", _words(30, least=0))

    @property
    def digest(self) -> Sha256:
        """Names everything that this look lends to a face."""
        return sha256(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode())

    def to_dict(self) -> dict[str, Json]:
        """As the page layout reads it, by the names of the attributes."""
        return asdict(self)

    def words(self) -> dict[str, str]:
        """Every word that it prints, by attribute; what is empty is left out."""
        printed = {
            "heading": self.heading,
            "heading_en": self.heading_en,
            "foot": self.foot,
            "equal_force": self.equal_force,
            "supervised_by": self.supervised_by,
            "seal_words": self.seal_words,
        }
        return {name: text for name, text in printed.items() if text}


_MEMBERS: Final = {each.metadata["place"]: each for each in fields(Look)}
_ON_PAPER: Final = ("accent", "label", "ink", "soft", "seal_colour")
_TINTS: Final = ("tint", "tint_other")


def load_look(path: Path) -> Look:
    """The look in a file.

    Raises:
        TooLarge: "look.too-large".
        Malformed: "look.unreadable" (`path`), "look.toml" (`problem`), and naming a `member`
            "look.unknown", "look.member", "look.colour", "look.choice" (`choices`),
            "look.size" or "look.length" (bounds), "look.faint" or "look.loud" (`contrast`).
        Refused: "look.no-glyph" (`member`, `codepoint`).
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Malformed("look.unreadable", path=str(path)) from error
    if len(data) > MAX_BYTES:
        raise TooLarge("look.too-large", limit=MAX_BYTES)
    try:
        told = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("look.toml", problem=str(error)) from error
    return read_look(told)


def read_look(told: Mapping[str, object]) -> Look:
    """The look in a table of TOML; raises as `load_look`."""
    chosen: dict[str, str | int] = {}
    for place, value in _flat(told):
        member = _MEMBERS.get(place)
        if member is None:
            raise Malformed("look.unknown", member=member_told(place))
        chosen[member.name] = member.metadata["check"](place, value)
    look = Look(**chosen)  # type: ignore[arg-type]
    _check_colours(look)
    return look


def check_required(look: Look, rules: Rules, *, region: str, on: date) -> None:
    """See that a look says what the rules of a region want to stand on the face (监制 ...).

    Args:
        region: GB/T 2260 code of the authority.
        on: The day for which the rules are asked.

    Raises:
        Refused: "look.required" with `member`, `document` and `clause`.
    """
    said = {name for name, value in asdict(look).items() if value}
    for rule in rules.deciding("face.members", region=region, on=on):
        for missing in missing_members(rule, said):
            raise Refused(
                "look.required",
                member=_place(str(missing.facts["member"])),
                document=rule.document.reference,
                clause=rule.clause,
            )


def _flat(told: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Each member with its place; a section that is none counts as a member."""
    for section, members in told.items():
        if not isinstance(members, Mapping):
            yield section, members
            continue
        for name, value in members.items():
            yield f"{section}.{name}", value


def _check_colours(look: Look) -> None:
    """Words can be read on the paper, and the ground does not drown them."""
    for name in (*_ON_PAPER, *_TINTS):
        found = contrast(getattr(look, name), look.paper)
        place, told = _place(name), f"{found:.1f}"
        if name in _ON_PAPER and found < TEXT_CONTRAST:
            raise Malformed("look.faint", member=place, contrast=told, least=str(TEXT_CONTRAST))
        if name in _TINTS and found > GROUND_CONTRAST:
            raise Malformed("look.loud", member=place, contrast=told, most=str(GROUND_CONTRAST))


def _place(name: str) -> str:
    places: dict[str, str] = {member.name: place for place, member in _MEMBERS.items()}
    return places[name]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def blended(one: str, other: str) -> str:
    """The colour half way between two."""
    halves = (
        (int(one[place : place + 2], 16) + int(other[place : place + 2], 16)) // 2
        for place in (1, 3, 5)
    )
    return "#" + "".join(f"{half:02x}" for half in halves)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


DEFAULT_LOOK: Final = Look()
