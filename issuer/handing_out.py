"""Handing out: codes made for the titles of a batch, put on paper, and only then valid.

A code exists in clear in two files that a committee hands out, and nowhere else. The files are
written inside the transaction that keeps the digests: a disk that is full leaves no code that
nobody has, and a process that dies leaves paper that opens nothing, which the next run replaces.
It decides nothing about titles and signs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from issuer.claim_codes import name_key, new_code
from issuer.claims import Title, title_of
from issuer.lifecycle import Standing
from issuer.numbers import normalise
from issuer.office import Office
from issuer.store import awards, claims
from issuer.store.claims import Claim, ClaimState
from issuer.store.session import begin_write, read
from keys.encoding import Sha256
from keys.errors import Refused
from verifier.china_time import CHINA

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Slip:
    """One code with whom it is for, and the last day on which it works."""

    title: Title
    code: str
    until: date

    def __repr__(self) -> str:
        return f"Slip({self.title.number})"  # a code is not for a log


@dataclass(frozen=True, slots=True)
class Standings:
    """How far the handing out of a batch has come, in numbers of certificates.

    Attributes:
        without: Titles that stand and have no code yet.
        states: State -> certificates whose newest code is in it.
    """

    without: int
    states: dict[ClaimState, int]


def waiting(office: Office, batch: Sha256, *, again: bool, at: datetime) -> list[str]:
    """Numbers of a batch that are to get a code, in order of the numbers.

    Args:
        again: Also those whose code was not used: theirs ends. Without it, those alone that
            never had one.
    """
    with read(office.engine) as connection:
        made = claims.of_batch(connection, batch)
        standing = [
            each.number
            for each in awards.of_batch(connection, batch, vault=office.vault)
            if each.state == Standing.VALID
        ]
    return [
        number
        for number in standing
        if number not in made or (again and made[number][-1].state_at(at) is not ClaimState.USED)
    ]


def prepare(
    office: Office, numbers: Sequence[str], *, until: date, progress: Progress
) -> list[Slip]:
    """A slip with a new code for each certificate. Nothing is kept yet.

    Args:
        until: The last day on which the codes work, in China.

    Raises:
        Refused: "claims.taken-back" for a title that does not stand; "print.not-minted".
    """
    slips = []
    with read(office.engine) as connection:
        for number in numbers:
            award = awards.get(connection, normalise(number), vault=office.vault)
            if award.state != Standing.VALID:
                raise Refused("claims.taken-back", number=award.number)
            title = title_of(connection, award.number, vault=office.vault)
            slips.append(Slip(title, new_code(), until))
            progress(1)
    return slips


def keep(
    office: Office, slips: Sequence[Slip], *, again: bool, at: datetime, write: Callable[[], None]
) -> None:
    """The codes of the slips are valid from now on.

    Args:
        again: Older codes of the same titles end, and so do downloads that they opened.
        write: Writes the files; what it raises undoes everything.

    Raises:
        Refused: "store.claim-open" when somebody else made codes for them meanwhile.
    """
    kept = [
        Claim(
            digest=office.pepper.claim(slip.code, name_key(slip.title.name)),
            number=slip.title.number,
            state=ClaimState.ISSUED,
            made_at=at,
            expires_at=end_of(slip.until),
        )
        for slip in slips
    ]
    with begin_write(office.engine) as connection:
        for each in kept if again else ():
            claims.withdraw(connection, each.number, at=at)
        claims.keep(connection, kept)
        write()


def withdraw(office: Office, number: str, *, at: datetime) -> None:
    """The code of a certificate ends, and so do its downloads.

    Raises:
        Refused: "claims.none-open" when it has neither; "store.unknown-award".
    """
    with begin_write(office.engine) as connection:
        award = awards.get(connection, normalise(number), vault=office.vault)
        if not claims.withdraw(connection, award.number, at=at):
            raise Refused("claims.none-open", number=award.number)


def progress_of(office: Office, batch: Sha256, *, at: datetime) -> Standings:
    """How far the handing out of a batch has come."""
    without = len(waiting(office, batch, again=False, at=at))
    with read(office.engine) as connection:
        newest = [each[-1].state_at(at) for each in claims.of_batch(connection, batch).values()]
    return Standings(without, {state: newest.count(state) for state in ClaimState})


def end_of(last_day: date) -> datetime:
    """When a code that is good on a day in China, and not after it, runs out."""
    return datetime.combine(last_day + timedelta(days=1), time(), CHINA).astimezone(UTC)
