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


def characters_are_printable(row: Row, case: RowCase) -> Iterator[Problem]:
    """Each is assigned and public, and can be drawn today; the others are told by their codes."""
    for member, text in _printed(row):
        if text in case.drawn:
            continue  # as most units, titles and specialties of a list
        found = _problem_of(text, member, row, case)
        if found is None:
            case.drawn.add(text)
        else:
            yield found


def once_each(found: list[Problem]) -> list[Problem]:
    """Without missing glyphs in names that are wrong anyway: those are written anew first."""
    wrong = {
        each.line for each in found if each.column == "name" and each.severity is Severity.REFUSE
    }
    return [
        each
        for each in found
        if each.code != NO_GLYPH or each.column != "name" or each.line not in wrong
    ]


def _problem_of(text: str, member: str, row: Row, case: RowCase) -> Problem | None:
    missing = []
    for character in dict.fromkeys(text):
        if not is_meant(character):
            code = "row.name.private-use" if member == "name" else "row.private-use"
            return problem(row, member, code, codepoint=codepoint(character))
        if is_seen(character) and not case.draws(character):
            missing.append(codepoint(character))
    if not missing:
        return None
    told = "、".join(missing[:_MOST_TOLD]) + ("…" if len(missing) > _MOST_TOLD else "")
    return problem(row, member, NO_GLYPH, Severity.HOLD, codepoint=told)


def _printed(row: Row) -> Iterator[tuple[str, str]]:
    """What the face prints of a row's own words."""
    yield "name", row.name
    yield "title", row.title
    yield "specialty", row.specialty
    if row.employer is not None:
        yield "employer", row.employer
