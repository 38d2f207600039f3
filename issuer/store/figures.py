"""Counts for the page of openness: how many titles of each year have a signed certificate.

Nothing here names a person, and nothing sealed is read.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from issuer.store.copies import CopyState
from issuer.store.tables import award, copy


def issued_by_year(connection: Connection) -> dict[int, int]:
    """Year of award -> titles with at least one signed copy, whatever became of them since."""
    minted = select(copy.c.number).where(copy.c.state == CopyState.MINTED)
    query = (
        select(award.c.year, func.count().label("titles"))
        .where(award.c.number.in_(minted))
        .group_by(award.c.year)
    )
    return {row.year: row.titles for row in connection.execute(query)}
