"""The line work of a look, drawn in the look's colours: what `faces/grounds.typ` puts together.

The figures are computed in `motifs` and `borders`; here they get colour and become pictures. The
same look gives the same bytes on every machine. It carries no data of anyone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from issuer.render import borders, motifs
from issuer.render.borders import BAND, CORNER, SMALL_CORNER
from issuer.render.curves import document, lines
from issuer.render.look import DEFAULT_LOOK, Look, blended
from issuer.render.motifs import HEIGHT, ROSETTE, WIDTH

_ROSETTES: Final = {"dahlia": motifs.dahlia, "lotus": motifs.lotus, "star": motifs.star}


@lru_cache(maxsize=4)
def pieces(look: Look = DEFAULT_LOOK) -> Mapping[str, str]:
    """The parts of both grounds, as SVG documents by name.

    A quarter, a strip and one corner instead of whole sheets: a part that is placed four times
    repeats its numbers, and compression makes little of them.
    """
    clear = 2 * (BAND + 5.0)
    return {
        "field": document((WIDTH, HEIGHT), *_field(look)),
        "rosette": document(
            (ROSETTE, ROSETTE), _radial(look), lines(_ROSETTES[look.rosette](), _FADE, width=0.11)
        ),
        "border-long": borders.border(WIDTH - clear, look),
        "border-short": borders.border(HEIGHT - clear, look),
        "corner": borders.corner(look, half=CORNER, lobes=12, curves=6),
        "corner-small": borders.corner(look, half=SMALL_CORNER, lobes=8, curves=4),
        "front-rules": borders.front_rules(look),
        "back-rules": borders.back_rules(look),
    }


_FADE: Final = "url(#t)"


def _field(look: Look) -> Iterator[str]:
    yield _across("t", (look.tint, look.tint_other))
    if look.ground == "net":
        yield lines(motifs.net(), _FADE, width=0.09)
        return
    if look.ground == "waves":
        yield lines(motifs.waves(), _FADE, width=0.09)
        return
    faint = blended(look.tint, look.paper), blended(look.tint_other, look.paper)
    yield _across("w", faint)
    yield lines(motifs.waves(lines=28, foot=HEIGHT - 72.0), "url(#w)", width=0.09)
    for rim, inner in motifs.sea():
        yield lines([rim], _FADE, width=0.2, fill=look.paper)
        yield lines([inner], _FADE, width=0.12)


# Two slow changes of colour, as on paper printed with split ink.
def _across(name: str, tints: tuple[str, str]) -> str:
    return (
        f'<defs><linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="18" y1="0" '
        f'x2="279" y2="0">{_stops(tints, 0.0, 0.5, 1.0)}</linearGradient></defs>'
    )


def _radial(look: Look) -> str:
    stops = _stops((look.tint, look.tint_other), 0.1, 0.5, 1.0)
    return (
        '<defs><radialGradient id="t" gradientUnits="userSpaceOnUse" cx="0" cy="0" '
        f'r="{ROSETTE:g}">{stops}</radialGradient></defs>'
    )


def _stops(tints: tuple[str, str], *places: float) -> str:
    colours = (*tints, tints[0])
    return "".join(
        f'<stop offset="{place:g}" stop-color="{colour}"/>'
        for place, colour in zip(places, colours, strict=True)
    )
