"""One column of a committee's list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    Attributes:
        member: Member of a row, or of the fact that a row carries.
        heading: As the template prints it.
        aliases: Other headings in use.
        required: An empty cell is a problem, whatever the committee.
        note: What to write there, shown when the cell is chosen.
        width: Of the template's column, in characters.
        example: What the example row shows; no person and no unit of this name exists.
    """

    member: str
    heading: str
    note: str
    example: str = ""
    aliases: tuple[str, ...] = ()
    required: bool = False
    width: int = 14
