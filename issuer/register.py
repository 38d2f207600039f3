"""The public register of committees (评委会名册): who may review what, since when, and what befell.

Read from the authority's signed trust list alone, so that whoever holds the list can hold the
register against it. It names no person: a key is shown by its thumbprint and its window, and
whose it is stays in the list.

Follows 晋人社厅发〔2020〕38号 四、14: 向全社会公布经批准组建的评审委员会名单.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from keys.errors import Malformed
from keys.public_key import TrustedKey
from keys.roles import Role
from keys.trust import Statement, TrustList
from verifier.china_time import china_day
from verifier.filing import CommitteeAuthority, CommitteeState

_COMMITTEES: Final = "/committees/"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A time in which a committee's filing and state stayed the same.

    Attributes:
        since: Day from which the list said so, China time.
        filing: What it said.
        what: "entered", "state" or "filing": what was new.
    """

    since: date
    filing: CommitteeAuthority
    what: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A committee in the register.

    Attributes:
        slug: Last part of its entity id, and of its page's address.
        chapters: Its history, the latest first; at least one.
        keys: Every key that ever signed for it, those that began last first.
    """

    slug: str
    chapters: tuple[Chapter, ...]
    keys: tuple[TrustedKey, ...] = ()

    @property
    def filing(self) -> CommitteeAuthority:
        """What it may do now."""
        return self.chapters[0].filing

    def may_review(self, *, on: date) -> bool:
        """Whether it may hold a meeting on a day, as the list has it now."""
        filing = self.filing
        return filing.state.may_review and filing.valid_from <= on <= filing.valid_to


def register_of(trust: TrustList, *, at: datetime) -> tuple[Entry, ...]:
    """Every committee that the list names, by name; those that may review today first.

    Args:
        trust: The authority's list, opened.
        at: Moment of reading, aware UTC.
    """
    today = china_day(at)
    found = [_entry(trust, subject) for subject in trust.subjects()]
    entries = [each for each in found if each is not None]
    return tuple(
        sorted(entries, key=lambda each: (not each.may_review(on=today), each.filing.name))
    )


def _entry(trust: TrustList, subject: str) -> Entry | None:
    """A committee; None for the authority's statement about itself."""
    said = [each for each in (*trust.history, *trust.statements) if each.subject == subject]
    try:
        chapters = tuple(_chapters(sorted(said, key=lambda each: each.issued_at)))
    except Malformed:
        return None
    keys = sorted(
        trust.ever(subject, Role.COMMITTEE), key=lambda each: each.not_before, reverse=True
    )
    return Entry(subject.partition(_COMMITTEES)[2] or subject, chapters[::-1], tuple(keys))


def _chapters(said: list[Statement]) -> Iterator[Chapter]:
    before: CommitteeAuthority | None = None
    for statement in said:
        filing = CommitteeAuthority.from_statement(statement)
        since = china_day(statement.issued_at)
        if before is None:
            yield Chapter(since, filing, "entered")
        elif _state(before) != _state(filing):
            yield Chapter(since, filing, "state")
        elif before != filing:
            yield Chapter(since, filing, "filing")
        before = filing


def _state(filing: CommitteeAuthority) -> tuple[CommitteeState, str | None, date | None]:
    return filing.state, filing.state_decision, filing.rectify_by


def matches(entry: Entry, asked: str) -> bool:
    """Whether all words of a search stand in a committee's public facts."""
    filing = entry.filing
    said = (
        *(filing.name, filing.filing_no, filing.organiser, filing.office or ""),
        *filing.co_organisers,
        *filing.specialties,
        *(unit.name for unit in filing.units),
    )
    text = " ".join(said).casefold()
    return all(word in text for word in asked.casefold().split())
