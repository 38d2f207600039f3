"""What the register knows that decides about a list: nominations of the year, titles of the year.

Asked once a batch, before it is judged. It judges nothing; `issuer.admission.counted` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from issuer.admission.counted import Elsewhere, claim_of, nominations_of
from issuer.lifecycle import Standing
from issuer.office import Office
from issuer.store import awards, nominations, people
from verifier.batch import BatchHeader, Row
from verifier.ruling.evidence import Claim

_LIVING: Final = frozenset({Standing.VALID.value, Standing.SUSPENDED.value})


def elsewhere(
    connection: Connection, office: Office, header: BatchHeader, rows: Sequence[Row]
) -> Elsewhere:
    """What other lists hold of the enterprises and the persons of this one."""
    counted = {each for row in rows for each in nominations_of(row)}
    return Elsewhere(
        nominees=nominations.nominees(connection, counted, vault=office.vault),
        claims=_titles_of_the_year(connection, office, header, rows),
    )


def _titles_of_the_year(
    connection: Connection, office: Office, header: BatchHeader, rows: Sequence[Row]
) -> tuple[Claim, ...]:
    """Living titles that persons of the list were granted in the year of its meeting.

    The very title that a row asks for is left out: it is refused, not held.
    """
    vault, year = office.vault, header.decided_on.year
    by_blind = {vault.identity(row.id_type, row.id_no): row for row in rows}
    persons = {
        person: by_blind[blind] for blind, person in people.known(connection, by_blind).items()
    }
    asked = {claim_of(row, year=year) for row in rows}
    found = (
        Claim(
            person=claim_of(persons[each.person_id], year=year).person,
            series=each.series,
            specialty=each.specialty,
            level=each.level.value,
            year=str(year),
        )
        for each in awards.of_people(connection, persons, year=year, vault=vault)
        if each.state in _LIVING
    )
    return tuple(claim for claim in found if claim not in asked)


def keep_nominations(connection: Connection, office: Office, rows: Sequence[Row]) -> None:
    """Keep whom the rows say were nominated, for the next list."""
    nominated = [(row, counted) for row in rows for counted in nominations_of(row)]
    nominations.keep(connection, nominated, vault=office.vault)
