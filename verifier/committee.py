"""Who may review, in time: a committee's state at a moment, its filing on a day.

`keys.trust` carries filings as opaque metadata of signed statements and `verifier.filing` gives
them types; here they are found among the statements of a list. Nothing is verified: hand in
statements that a trust list was opened for.

Follows OpenID Federation 1.0 for the statements, and 鲁人社字〔2019〕208号 三 for the ladder of
supervision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from keys.errors import Untrusted
from keys.trust import Statement, TrustList
from verifier.china_time import china_day
from verifier.filing import (
    COMMITTEE_METADATA,
    Approver,
    CommitteeAuthority,
    CommitteeState,
    OrganiserType,
    PlannedMeeting,
    Unit,
)
from verifier.issuer_profile import ISSUER_METADATA, IssuerProfile

__all__ = [
    "COMMITTEE_METADATA",
    "ISSUER_METADATA",
    "Approver",
    "CommitteeAuthority",
    "CommitteeState",
    "IssuerProfile",
    "OrganiserType",
    "PlannedMeeting",
    "Standing",
    "Unit",
    "filed_on",
    "standing_at",
]


@dataclass(frozen=True, slots=True)
class Standing:
    """A committee's authority as it stood at one moment, and since when."""

    authority: CommitteeAuthority
    since: datetime


def standing_at(trust: TrustList, committee: str, *, at: datetime) -> Standing:
    """The state of a committee at a moment: what its latest statement up to then says.

    `since` is when the run of statements in that same state began, so that a statement renewed
    for another reason does not move the day of a suspension.

    Raises:
        Untrusted: "trust.unknown-entity" when no statement about it existed yet, or none does
            any more.
    """
    said = _statements(trust, committee, at=at)
    since, latest = said[-1]
    for issued_at, authority in reversed(said):
        if authority.state is not latest.state:
            break
        since = issued_at
    return Standing(latest, since)


def filed_on(trust: TrustList, committee: str, *, on: date, at: datetime) -> CommitteeAuthority:
    """The filing under which a committee met on a day, as known at a moment.

    Scope and filing are judged by the day of the meeting: what the authority added afterwards
    does not count for it, and a filing that was renewed between meeting and receipt still
    covers it by its earlier statement. Where nothing had been said yet on that day, the first
    statement that covers it speaks.

    Raises:
        Untrusted: "trust.unknown-entity" when nothing about it was known at `at`,
            "committee.filing" when no filing known then covers the day.
    """
    said = _statements(trust, committee, at=at)
    covering = [
        (issued_at, authority)
        for issued_at, authority in said
        if authority.valid_from <= on <= authority.valid_to
    ]
    known_then = [authority for issued_at, authority in covering if china_day(issued_at) <= on]
    if covering:
        return known_then[-1] if known_then else covering[0][1]
    latest = said[-1][1]
    raise Untrusted(
        "committee.filing",
        filing_no=latest.filing_no,
        valid_from=latest.valid_from.isoformat(),
        valid_to=latest.valid_to.isoformat(),
        on=on.isoformat(),
    )


def _statements(
    trust: TrustList, committee: str, *, at: datetime
) -> list[tuple[datetime, CommitteeAuthority]]:
    """Every statement about a committee up to a moment, oldest first; at least one."""
    # Whom the list no longer names is unknown from its issue on, whatever the history holds.
    trust.statement_about(committee, at=at)
    said = {
        each.token: (each.issued_at, _read(each))
        for each in (*trust.history, *trust.statements)
        if each.subject == committee and each.issued_at <= at
    }
    return sorted(said.values(), key=lambda pair: pair[0])


# Every certificate of a committee asks for the same few statements, and all of them are public.
@lru_cache(maxsize=1024)
def _read(statement: Statement) -> CommitteeAuthority:
    return CommitteeAuthority.from_statement(statement)
