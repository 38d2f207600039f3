"""The desk for rosters: who asks for what, within which bounds, and the signed receipt.

A unit that is registered hands in a roster with its purpose. Every certificate that was found is
recorded with unit, purpose and moment, for its holder to see; lines that led nowhere are counted
and never named. A whole identity number is compared and answered yes or no, and only for a
certificate that the line itself led to; after a few that differ, comparing ends for that
certificate, whoever asks. No answer is about a part of a number.

The roster is held in memory while it is judged and never written down.

Follows 个人信息保护法 第六条 and 第五十一条, and OWASP ASVS 5.0.0, 2.4.1 and 8.2.2.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine

from issuer.roster.comparing import compared
from issuer.roster.finding import Finder
from issuer.roster.guessing import bounded
from issuer.roster.judging import Judge, Judged, Match
from issuer.roster.reading import Roster, read_roster
from issuer.roster.wording import Wording, roster_words
from issuer.roster.writing import written_back
from issuer.store import rosters, units
from issuer.store.rosters import Failure
from issuer.store.session import begin_write
from issuer.store.units import Unit
from issuer.store.vault import Vault
from keys.encoding import sha256
from keys.errors import Refused
from keys.secret import Pepper
from keys.signer import Signer
from verifier.bundle import Bundle
from verifier.china_time import day_begins
from verifier.roster_receipt import MAX_PURPOSE, Editions, RosterReceipt

ROWS_A_DAY: Final = 50_000
CHUNK: Final = 500
KEPT: Final = timedelta(days=3 * 365)
"""How long it is known which unit asked about which certificate; swept when a roster comes in."""

Progress = Callable[[int], None]
"""Called with the number of lines that were just judged."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A roster that was judged.

    Attributes:
        number: Of the check; the receipt names it.
        result: The file as it goes back.
        receipt: Signed.
        counts: Conclusion -> lines.
    """

    number: str
    result: bytes
    receipt: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class RosterDesk:
    """Judges rosters for units.

    Attributes:
        vault: For purposes at rest, and blind indexes of numbers and identities.
        pepper: Opens doors.
        signer: The ANSWER key.
    """

    engine: Engine
    vault: Vault
    pepper: Pepper
    signer: Signer
    entity: str

    def check(
        self,
        data: bytes,
        unit: str,
        *,
        purpose: str,
        bundle: Bundle,
        at: datetime,
        language: str,
        encoding: str = "utf-8",
        began: Callable[[int], Progress] = lambda _: lambda _: None,
    ) -> Checked:
        """Judge a roster from its file to its receipt.

        Args:
            unit: Id of the unit that asks.
            bundle: The published lists, opened for `at`.
            began: Told how many lines there are; gives what is told of progress.

        Raises:
            Malformed, TooLarge: As `read_roster`.
            Refused: "roster.purpose", "roster.unit" (no such unit, or it has left),
                "roster.quota" (more rows than are left today).
        """
        self._demand_purpose(purpose)
        roster = read_roster(data, encoding=encoding)
        number = secrets.token_hex(8)
        asks = self._begin(number, unit, purpose, rows=len(roster.lines), at=at)
        judged = self._judge(roster, number, bundle=bundle, at=at, told=began(len(roster.lines)))
        wording = Wording(roster_words(language), rules=bundle.rules, official=bundle.hosts())
        cells = wording.beside(roster, judged)
        result = written_back(data, roster, cells, encoding=encoding)
        counts = Counter(each.code.value for each in judged)
        receipt = RosterReceipt(
            issuer=self.entity,
            issued_at=at,
            number=number,
            unit=asks.name,
            uscc=asks.uscc,
            purpose=purpose,
            roster=sha256(data),
            result=sha256(result),
            rows=len(judged),
            counts=counts,
            lists=Editions.of(bundle, bundle.authority(self.entity)),
        )
        return Checked(number, result, receipt.seal(self.signer), dict(counts))

    def _demand_purpose(self, purpose: str) -> None:
        if not purpose.strip() or len(purpose) > MAX_PURPOSE:
            raise Refused("roster.purpose", limit=MAX_PURPOSE)

    def _begin(self, number: str, unit: str, purpose: str, *, rows: int, at: datetime) -> Unit:
        """Count the rows against the day before any is judged: two at once cannot both pass."""
        with begin_write(self.engine) as connection:
            try:
                asks = units.get(connection, unit, vault=self.vault)
            except Refused as error:
                raise Refused("roster.unit") from error
            if asks.withdrawn_at is not None:
                raise Refused("roster.unit")
            left = ROWS_A_DAY - rosters.rows_since(connection, unit, day_begins(at))
            if rows > left:
                raise Refused("roster.quota", left=max(0, left), rows=rows)
            rosters.forget(connection, at - KEPT)
            rosters.begin(
                connection, number, unit, rows=rows, purpose=purpose, at=at, vault=self.vault
            )
        return asks

    def _judge(
        self, roster: Roster, number: str, *, bundle: Bundle, at: datetime, told: Progress
    ) -> list[Judged]:
        judge = Judge(Finder(self.engine, self.pepper), bundle, at)
        judged: list[Judged] = []
        for start in range(0, len(roster.lines), CHUNK):
            part = judge.judge(roster.lines[start : start + CHUNK])
            judged += self._settle(part, number, at=at)
            told(len(part))
        return judged

    def _settle(self, part: Sequence[Judged], number: str, *, at: datetime) -> list[Judged]:
        """Hold a part against the bounds, and keep what is kept of it, in one transaction."""
        with begin_write(self.engine) as connection:
            answered = bounded(connection, part, vault=self.vault, at=at)
            settled = compared(connection, answered, vault=self.vault, at=at)
            found = {each.facts.number for each in settled if each.facts and each.facts.number}
            rosters.keep_checks(connection, number, found, vault=self.vault)
            missed = [
                (each.line.number, each.knocked)
                for each in settled
                if each.missed and each.knocked is not None
            ]
            differed = [
                (each.line.number, each.facts.number)
                for each in settled
                if each.match is Match.DIFFERENT and each.facts
            ]
            for kind, lines in ((Failure.LOOK_UP, missed), (Failure.IDENTITY, differed)):
                rosters.keep_failures(connection, number, kind, lines, at=at, vault=self.vault)
        return settled
