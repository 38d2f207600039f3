"""Rules about the characters of what is printed: each means the same everywhere, and is drawn.

What no font has waits, so that the authority can install one or take in a picture of the
character: a rare name is nobody's mistake. What means nothing is refused. Which characters can be
drawn is asked of whoever draws (`RowCase.draws`).

Follows GB 18030-2022: a name is printed for life, so no stand-in for a missing character.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from issuer.admission.problems import Problem, Severity
from issuer.admission.row_case import RowCase, problem
from issuer.characters import codepoint, is_meant, is_seen
from verifier.batch import Row

NO_GLYPH: Final = "row.no-glyph"
"""Code of a character that cannot be drawn yet."""
_MOST_TOLD: Final = 5


def characters_are_meant(row: Row, case: RowCase) -> Iterator[Problem]:
    """Nothing of the private use area, nothing that Unicode left open, nothing unseen."""
    del case
    for member, text in _printed(row):
        bad = next((each for each in text if not is_meant(each)), None)
        if bad is not None:
            code = "row.name.private-use" if member == "name" else "row.private-use"
            yield problem(row, member, code, codepoint=codepoint(bad))


def characters_are_drawn(row: Row, case: RowCase) -> Iterator[Problem]:
    """Whatever can be drawn today; the rest is told by its codes."""
    for member, text in _printed(row):
        missing = dict.fromkeys(
            codepoint(each)
            for each in text
            if is_meant(each) and is_seen(each) and not case.draws(each)
        )
        if missing:
            told = "、".join([*missing][:_MOST_TOLD]) + ("…" if len(missing) > _MOST_TOLD else "")
            yield problem(row, member, NO_GLYPH, Severity.HOLD, codepoint=told)


def _printed(row: Row) -> Iterator[tuple[str, str]]:
    """What the face prints of a row's own words."""
    yield "name", row.name
    yield "title", row.title
    yield "specialty", row.specialty
    if row.employer is not None:
        yield "employer", row.employer
