"""The office's own desk for rosters: one is verified for a unit while somebody waits.

The roster goes the way of every other: it is laid in the tray, judged by a worker, which is this
process, and taken out again. The files do not stay. Whoever is cut off finds the roster among
those of the unit, finished by another worker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from issuer.office import Office
from issuer.roster.tray import Tray
from issuer.roster.worker import Began, RosterWorker
from issuer.store.session import begin_write
from keys.errors import Refused


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
    """Judges rosters for units."""

    office: Office
    clock: Callable[[], datetime]

    def check(
        self,
        data: bytes,
        unit: str,
        *,
        purpose: str,
        language: str,
        encoding: str | None = None,
        began: Began = lambda _: lambda _: None,
    ) -> Checked:
        """Judge a roster from its file to its receipt.

        Args:
            unit: Id of the unit that asks.
            encoding: Of a CSV file; None finds it out.
            began: Told how many lines there are; gives what is told of progress.

        Raises:
            Malformed, TooLarge: As `read_roster`.
            Refused: As `Tray.lay_in`, and "roster.quota" (more rows than are left today).
        """
        office, at = self.office, self.clock()
        tray, worker = Tray(office.engine, office.pepper), RosterWorker(office, self.clock)
        worker.sweep()
        with begin_write(office.engine) as connection:
            number = tray.lay_in(
                connection, data, unit, purpose=purpose, language=language, at=at,
                encoding=encoding,
            )  # fmt: skip
            taken = worker.take(connection, only=number)
        if taken is None:
            raise AssertionError("what was laid in this transaction is there")
        worker.judge(taken, began=began)
        job, _ = tray.look(unit, number)
        if job.reason is not None:
            raise job.reason
        if job.counts is None:
            raise Refused("roster.taken-over", number=number)
        result, receipt = tray.files(unit, number, at=self.clock())
        tray.remove(unit, number)
        return Checked(number, result, receipt, dict(job.counts))
