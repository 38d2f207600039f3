"""The tests' province and the model of it, side by side: each act is done to both and compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from sqlalchemy import Engine

from issuer.registrar.trust_desk import committee_file
from issuer.store import log, session
from keys.encoding import Sha256, sha256
from keys.errors import RolledBack
from keys.signer import MemorySigner
from tests.cast import CLOSED, FILINGS, MEETING, POSTED, row
from tests.drill.compared import Compared, same
from tests.drill.model import EARLY, OK, RUNNING, SHORT, Codes, TitleKey
from tests.province import digest_of
from verifier.acts import Cause
from verifier.china_time import china_day
from verifier.committee import CommitteeState
from verifier.decision import Act, ChangeCommittee, Confirm, Reinstate, Release, Revoke, Suspend

DAY: Final = timedelta(days=1)
ONE, TWICE, BOTH = "one", "one twice", "both"
PAPER: Final = "威人社函〔2025〕7号（示例）"


class Both(Compared):
    """Every act that anybody can do to an office."""

    def admit_committee(self, slug: str) -> None:
        self.world.admit_committee(slug)
        self.model.committees[slug] = [(self.world.at, "ACTIVE")]

    def hand_in(self, slug: str, lines: Collection[int], who: str = BOTH) -> None:
        committee = self.world.committees[slug]
        signers = _signers(who, committee.clerk, committee.spare, committee.chair)
        # A row of `tests.cast` stands on the line after its serial number.
        people = [row(line - 1, FILINGS[slug]) for line in sorted(lines)]
        paper = self.world.paper(slug, people, signers=signers)
        batch = len(self.papers)
        expected = self.model.receive(batch, slug, lines, persons=_persons(who), at=self.world.at)
        self.held("hand in", expected, lambda: self.world.hand_in(paper))
        if batch in self.model.batches:
            self.papers[batch] = paper
            self.same_state(batch)

    def hand_in_again(self, batch: int) -> None:
        paper = self.papers[batch]
        self.held("again", self.model.again(batch), lambda: self.world.hand_in(paper))
        self.same_state(batch)

    def release(self, batch: int, who: str = BOTH) -> None:
        expected = self.model.release(batch, persons=_persons(who))
        act = Release(digest_of(self.papers[batch]), PAPER, "示例理由")
        self._decide("release", expected, act, who)
        self.same_state(batch)

    def declare(self, batch: int, kind: str, objections: Collection[int] = ()) -> None:
        paper = self.papers[batch]
        posted = MEETING - DAY if kind == EARLY else POSTED
        closed = {SHORT: CLOSED - 4 * DAY, RUNNING: china_day(self.world.at) + 3 * DAY}
        ends = closed.get(kind, CLOSED)
        sealed = self.world.notice(paper, posted=posted, closed=ends, objections=sorted(objections))
        expected = self.model.notice(batch, kind, ends, frozenset(objections), at=self.world.at)
        self.held("notice", expected, lambda: self._declare(sealed))
        if not expected:
            self.notices.append((batch, sealed))
        self.same_state(batch)

    def declare_again(self, which: int) -> None:
        batch, sealed = self.notices[which]
        self.held("notice again", OK, lambda: self._declare(sealed))
        self.same_state(batch)

    def _declare(self, sealed: bytes) -> None:
        self.world.registrar.declare(sealed, at=self.world.at)

    def confirm(
        self, batch: int, withheld: Collection[int] = (), days: int | None = 0, who: str = BOTH
    ) -> None:
        """`days` after today the document is dated; None for the last day of an old notice."""
        paper, today = self.papers[batch], china_day(self.world.at)
        published = CLOSED if days is None else today + days * DAY
        expected = self.model.confirm(
            batch, frozenset(withheld), published, today=today, persons=_persons(who)
        )
        act: Confirm = self.world.confirmation(paper, tuple(withheld), PAPER, published)
        self._decide("confirm", expected, act, who)
        self.same_state(batch)

    def mint(self, batch: int) -> None:
        paper = self.papers[batch]
        expected = self.model.mint(batch, at=self.world.at)
        made: list[TitleKey] = []

        def act() -> None:
            for title in self.world.mint(paper):
                made.append((batch, title.row.line))
                self.numbers[batch, title.row.line] = title.number

        self.held("mint", OK, act)
        same("made", sorted(made), expected)
        self.same_state(batch)
        for title in expected:
            self.same_verdict(title)

    def suspend(self, title: TitleKey, who: str = ONE) -> None:
        expected = self.model.act("suspend", title, persons=_persons(who))
        self._decide("suspend", expected, Suspend(self.numbers[title], PAPER), who, title)

    def reinstate(self, title: TitleKey, who: str = BOTH) -> None:
        expected = self.model.act("reinstate", title, persons=_persons(who))
        self._decide("reinstate", expected, Reinstate(self.numbers[title], PAPER), who, title)

    def revoke(self, title: TitleKey, cause: Cause, who: str = BOTH) -> None:
        expected = self.model.revoke(title, cause.value, persons=_persons(who))
        self._decide("revoke", expected, self._revocation(title, cause), who, title)

    def revoke_by_order(
        self, title: TitleKey, cause: Cause, slug: str, ordered: Cause, who: str = BOTH
    ) -> None:
        """The committee of `slug` orders it for one cause, and the office acts for a cause."""
        committee = self.world.committees[slug]
        signers = _signers(who, committee.clerk, committee.spare, committee.chair)
        sealed = self.world.order(self.numbers[title], ordered, slug=slug, by=signers)
        accepted = self.model.order(title, slug, persons=_persons(who))
        order = lambda: self.world.registrar.order(sealed, at=self.world.at)  # noqa: E731
        self.held("order", accepted, order)
        fits = not accepted and ordered is cause
        expected = self.model.revoke(title, cause.value, persons=2, order_fits=fits)
        act = self._revocation(title, cause, order=sha256(sealed))
        self._decide("revoke by order", expected, act, BOTH, title)

    def _revocation(self, title: TitleKey, cause: Cause, order: Sha256 | None = None) -> Revoke:
        return Revoke(self.numbers[title], cause, PAPER, china_day(self.world.at), order)

    def supervise(self, slug: str, state: CommitteeState, who: str = BOTH) -> None:
        world = self.world
        before = committee_file(world.office, FILINGS[slug].entity, at=world.at)
        number = None if state is CommitteeState.ACTIVE else PAPER
        file = before.in_state(state, decision_no=number)
        sealed = world.sealed(
            ChangeCommittee(FILINGS[slug].entity, file.digest, PAPER), by=self._operators(who)
        )
        expected = self.model.supervise(slug, state.value, persons=_persons(who), at=world.at)
        self.held(
            "supervise",
            expected,
            lambda: world.registrar.decide(sealed, at=world.at, file=file),
        )
        # A batch and a statement never are of one second: the log may be a second ahead.
        world.at = max(world.at, _head(world.office.engine).time)
        for title in self.titles_of(slug)[-1:]:
            self.same_verdict(title)

    def decide_again(self, which: int) -> None:
        sealed = self.decided[which]

        def act() -> None:
            same("new", self.world.registrar.decide(sealed, at=self.world.at).new, False)

        self.held("decision again", OK, act)

    def wait(self, ahead: timedelta) -> None:
        self.world.go(self.world.at + ahead)
        self.tally.accepted += 1
        for title in list(self.numbers)[-1:]:
            self.same_verdict(title)

    def restart(self) -> None:
        """Another process opens the same database and the same folder; it has nothing to say."""
        url = self.world.office.engine.url
        self.world.close()
        engine = session.open_engine(url.render_as_string(hide_password=False))
        self.world.office = replace(self.world.office, engine=engine)
        same("published again", self.world.registrar.publish(at=self.world.at), ())
        self.tally.accepted += 1
        for title in list(self.numbers)[-1:]:
            self.same_verdict(title)

    def restore(self, url: str, number: TitleKey | None) -> None:
        """An older database under the published files; then the newer one is put back."""
        newer = self.world.office
        older = session.open_engine(url)
        grown = _head(older).size < _head(newer.engine).size
        self.world.office = replace(newer, engine=older)
        try:
            acts: list[Callable[[], object]] = [
                lambda: self.world.registrar.publish(at=self.world.at)
            ]
            if number is not None:
                acts.append(lambda: self.world.decide(Suspend(self.numbers[number], PAPER)))
            for act in acts if grown else ():
                self.held("restore", Codes({"publication.rolled-back"}), act, error=RolledBack)
        finally:
            older.dispose()
            self.world.office = newer
        same("published again", self.world.registrar.publish(at=self.world.at), ())

    def _operators(self, who: str) -> Sequence[MemorySigner]:
        chen, lin = self.world.operators
        return _signers(who, chen, self.world.spare_operator, lin)

    def _decide(
        self, name: str, expected: Codes, act: Act, who: str, title: TitleKey | None = None
    ) -> None:
        sealed = self.world.sealed(act, by=self._operators(who))
        self.held(name, expected, lambda: self.world.registrar.decide(sealed, at=self.world.at))
        if not expected:
            self.decided.append(sealed)
        if title is not None:
            self.same_verdict(title)


def _head(engine: Engine) -> log.Head:
    with session.read(engine) as connection:
        return log.head(connection)


def _signers(who: str, *three: MemorySigner) -> list[MemorySigner]:
    """Of one person, his second key, and another person."""
    one, spare, other = three
    return {ONE: [one], TWICE: [one, spare], BOTH: [one, other]}[who]


def _persons(who: str) -> int:
    return 2 if who == BOTH else 1
