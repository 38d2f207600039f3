"""A machine that does anything to an office in any order, each run from the same province."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import make_url

from tests import postgres
from tests.cast import PLANT, RECEIVED, ZONE
from tests.drill.both import BOTH, ONE, TWICE, Both
from tests.drill.compared import Tally
from tests.drill.model import EARLY, LONG, RUNNING, SHORT, Model, TitleKey
from tests.province import Province
from verifier.acts import Cause
from verifier.committee import CommitteeState

LINES = range(2, 14)
OFTEN = (CommitteeState.ACTIVE, CommitteeState.SUSPENDED) * 3
NEXT = {
    "HELD": Both.release,
    "ADMITTED": lambda both, batch: both.declare(batch, LONG),
    "NOTICED": Both.confirm,
    "CONFIRMED": Both.mint,
}
LAST_DAY = datetime(2025, 11, 1, tzinfo=UTC)

slugs = st.sampled_from((ZONE, PLANT))
listed = st.sets(st.sampled_from(LINES), min_size=1, max_size=2)
flags = st.booleans()
pick = st.integers(0, 11)
too_few = st.sampled_from((ONE, TWICE))
causes = st.sampled_from((Cause.IMPROPER_MEANS, Cause.COURT, Cause.ERROR, Cause.REQUEST))
ahead = st.sampled_from([timedelta(hours=1), timedelta(days=1), timedelta(days=4)])


@dataclass(frozen=True)
class Stage:
    """A province with three titles, to begin each run from."""

    both: Both
    url: str
    server: str | None

    @classmethod
    @contextmanager
    def on(cls, server: str | None, folder: Path) -> Iterator[Stage]:
        """On a PostgreSQL server, or in a file of the folder."""
        with ExitStack() as stack:
            url = f"sqlite:///{folder / 'office.db'}"
            if server is not None:
                url = stack.enter_context(postgres.database(server))
            world = Province.found(url, folder)
            both = Both(world, Model(), Tally())
            for slug in (ZONE, PLANT):
                both.admit_committee(slug)
            world.go(RECEIVED)
            for batch, (slug, lines) in enumerate(((ZONE, {2, 3}), (PLANT, {2}))):
                both.hand_in(slug, lines)
                both.declare(batch, LONG)
                both.confirm(batch)
                both.mint(batch)
            both.check()
            world.close()
            yield cls(both, url, server)

    @contextmanager
    def copy_of(self, url: str, folder: Path, name: str) -> Iterator[str]:
        """A copy of a database, to which nobody is connected, under an address of its own."""
        if self.server is None:
            shutil.copy(str(make_url(url).database), folder / name)
            yield f"sqlite:///{folder / name}"
            return
        with postgres.database(self.server, template=str(make_url(url).database)) as copied:
            yield copied


class AnyOrder(RuleBasedStateMachine):
    """One run: a copy of the stage, and acts upon it."""

    stage: ClassVar[Stage]
    tally: ClassVar[Tally]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.url = self.stack.enter_context(
            self.stage.copy_of(self.stage.url, self.folder, "office.db")
        )
        self.both = self.stage.both.beside(self.url, self.folder, self.tally)
        self.older: str | None = None
        self.last: TitleKey | None = None
        self.stack.callback(self.both.world.close)

    def batch(self, place: int) -> int:
        """The newest batches come first: they are under way."""
        return len(self.both.papers) - 1 - place % len(self.both.papers)

    def title(self, place: int) -> TitleKey:
        """Half of the time the same as before: what follows upon what is asked."""
        numbers = list(self.both.numbers)
        if self.last is None or place % 2:
            self.last = numbers[-1 - place % len(numbers)]
        return self.last

    def first(self, batch: int, wanted: bool) -> list[int]:
        """The first line of a list, or none."""
        return [min(each.line for each in self.both.papers[batch].rows)] if wanted else []

    @initialize()
    def begin(self) -> None:
        """The titles of the stage are as they were."""
        self.both.wait(timedelta(0))

    @rule(slug=slugs, lines=listed)
    def hand_in(self, slug: str, lines: set[int]) -> None:
        self.both.hand_in(slug, lines)

    @rule(slug=slugs, lines=listed, kind=st.sampled_from((LONG, RUNNING)), objected=flags)
    def hand_in_and_declare(self, slug: str, lines: set[int], kind: str, objected: bool) -> None:
        batch = len(self.both.papers)
        self.both.hand_in(slug, lines)
        self.both.declare(batch, kind, self.first(batch, objected))

    @rule(slug=slugs, place=pick)
    def hand_in_for_a_holder(self, slug: str, place: int) -> None:
        self.both.hand_in(slug, {self.title(place)[1]})

    @rule(place=pick)
    def hand_in_again(self, place: int) -> None:
        self.both.hand_in_again(self.batch(place))

    @rule(place=pick)
    def release(self, place: int) -> None:
        self.both.release(self.batch(place))

    @rule(place=pick, objected=flags)
    def declare(self, place: int, objected: bool) -> None:
        batch = self.batch(place)
        self.both.declare(batch, LONG, self.first(batch, objected))

    @rule(place=pick, kind=st.sampled_from((SHORT, EARLY, RUNNING)))
    def declare_wrongly(self, place: int, kind: str) -> None:
        self.both.declare(self.batch(place), kind)

    @precondition(lambda self: self.both.notices)
    @rule(place=pick)
    def declare_again(self, place: int) -> None:
        self.both.declare_again(place % len(self.both.notices))

    @rule(
        place=pick,
        withheld=flags,
        days=st.sampled_from((0, 0, 0, 0, 1, None)),
    )
    def confirm(self, place: int, withheld: bool, days: int | None) -> None:
        batch = self.batch(place)
        self.both.confirm(batch, self.first(batch, withheld), days)

    @rule(place=pick)
    def carry_on(self, place: int) -> None:
        """The next proper act for a batch that is under way, if one is."""
        batches = self.both.model.batches
        waiting = [each for each in batches if batches[each].state in NEXT]
        if waiting:
            batch = waiting[place % len(waiting)]
            NEXT[batches[batch].state](self.both, batch)

    @rule(place=pick)
    def mint(self, place: int) -> None:
        self.both.mint(self.batch(place))

    @rule(place=pick, who=st.sampled_from((ONE, TWICE, BOTH)))
    def suspend(self, place: int, who: str) -> None:
        self.both.suspend(self.title(place), who)

    @rule(place=pick, cause=causes, who=too_few)
    def revoke_alone(self, place: int, cause: Cause, who: str) -> None:
        self.both.revoke(self.title(place), cause, who)

    @rule(place=pick, cause=causes)
    def revoke_and_reinstate(self, place: int, cause: Cause) -> None:
        title = self.title(place)
        self.both.revoke(title, cause)
        self.both.reinstate(title)

    @rule(place=pick, who=too_few)
    def reinstate_alone(self, place: int, who: str) -> None:
        self.both.reinstate(self.title(place), who)

    @rule(place=pick, slug=slugs, state=st.sampled_from(CommitteeState), who=too_few)
    def do_alone(self, place: int, slug: str, state: CommitteeState, who: str) -> None:
        self.both.hand_in(slug, {min(LINES)}, who)
        self.both.release(self.batch(place), who)
        self.both.confirm(self.batch(place), who=who)
        self.both.supervise(slug, state, who)

    @rule(place=pick)
    def reinstate(self, place: int) -> None:
        self.both.reinstate(self.title(place))

    @rule(place=pick, cause=causes)
    def revoke(self, place: int, cause: Cause) -> None:
        self.both.revoke(self.title(place), cause)

    @rule(place=pick, cause=causes)
    def revoke_by_order(self, place: int, cause: Cause) -> None:
        title = self.title(place)
        slug = self.both.model.batches[title[0]].slug
        self.both.revoke_by_order(title, cause, slug, cause)

    @rule(place=pick, cause=causes, ordered=causes, slug=slugs)
    def revoke_by_any_order(self, place: int, cause: Cause, ordered: Cause, slug: str) -> None:
        self.both.revoke_by_order(self.title(place), cause, slug, ordered)

    @rule(
        slug=slugs,
        state=st.sampled_from([*CommitteeState, *OFTEN]),
    )
    def supervise(self, slug: str, state: CommitteeState) -> None:
        self.both.supervise(slug, state)

    @precondition(lambda self: self.both.decided)
    @rule(place=pick)
    def decide_again(self, place: int) -> None:
        self.both.decide_again(-1 - place % len(self.both.decided))

    @precondition(lambda self: self.both.world.at < LAST_DAY)
    @rule(ahead=ahead)
    def wait(self, ahead: timedelta) -> None:
        self.both.wait(ahead)

    @rule()
    def restart(self) -> None:
        self.both.restart()

    @precondition(lambda self: self.older is None)
    @rule()
    def back_up(self) -> None:
        self.both.world.close()
        self.older = self.stack.enter_context(
            self.stage.copy_of(self.url, self.folder, "backup.db")
        )

    @precondition(lambda self: self.older is not None)
    @rule(place=pick)
    def restore(self, place: int) -> None:
        assert self.older is not None
        self.both.restore(self.older, self.title(place))

    def teardown(self) -> None:
        with self.stack:
            if sys.exception() is None:
                self.both.check()
                self.tally.runs += 1


def drill(
    stage: Stage,
    runs: int,
    steps: int,
    *,
    phases: tuple[Phase, ...] = (Phase.generate, Phase.shrink),
) -> Tally:
    """Run it, each time in another order; raises Difference."""
    tally = Tally()
    machine = type("Drill", (AnyOrder,), {"stage": stage, "tally": tally})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            derandomize=False,
            database=None,
            print_blob=True,
            phases=phases,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return tally
