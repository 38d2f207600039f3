"""Nominations (举荐): whom an enterprise nominated in a year, counted over all batches.

An enterprise is kept as a blind index of its code, the year and its grade; the person stays in
the sealed row. A nominee counts from the moment the row is kept, whatever becomes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, insert, select

from issuer.store.session import slices
from issuer.store.tables import nomination as table
from issuer.store.vault import Vault
from keys.encoding import Sha256
from verifier.batch import Row, row_hash
from verifier.titles import Level

Counted = tuple[str, int, str]
"""Code of the enterprise, year, grade: what a quota is counted over."""


def keep(connection: Connection, nominated: Iterable[tuple[Row, Counted]], *, vault: Vault) -> None:
    """Keep the nominations of rows that were kept."""
    found = [
        {
            "row_hash": row_hash(row),
            "enterprise": vault.enterprise(*counted),
            "level": row.level.value,
        }
        for row, counted in nominated
    ]
    if found:
        connection.execute(insert(table), found)


def nominees(
    connection: Connection, counted: Iterable[Counted], *, vault: Vault
) -> Mapping[Counted, Sequence[Level]]:
    """The level that each nominee applied for, of the enterprises and years that are asked for."""
    asked = {vault.enterprise(*each): each for each in counted}
    found: dict[Counted, list[Level]] = {}
    for part in slices(asked):
        for row in connection.execute(
            select(table.c.enterprise, table.c.level).where(table.c.enterprise.in_(part))
        ):
            found.setdefault(asked[Sha256(row.enterprise)], []).append(Level(row.level))
    return found
