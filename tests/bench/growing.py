"""Row 8: how cost grows with the certificates that an office holds.

The same work, in turn, in an office that holds many certificates, in one that holds few, and in
an empty one. The many are put in directly (`crowd`); what is measured is really minted on top.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time

from issuer.fsck import fsck
from issuer.public_records import proof_of
from issuer.store import log, session
from tests.authority import Authority
from tests.bench.apart import Taken, apart, here
from tests.bench.crowd import Crowd
from tests.bench.office import Business, a_list, open_for_business
from tests.bench.rounds import Fact, Line, Row, Side, measure_together
from tests.cast import CONFIRMED
from verifier.acts import Cause
from verifier.bundle import Bundle, open_bundle
from verifier.decision import Revoke
from verifier.proof import LogProof
from verifier.verdict import VerdictCode
from verifier.verify import verify

FEW = 1_000
SOME = 10_000
GOAL_VERIFY, GOAL_MINT = 0.90, 0.85
GOAL_SIZE, GOAL_AUDIT = 1.10, 1.25
LIST = 250  # people on each list that is minted on top
READS = 400


def growing(certificates: int, *, rounds: int) -> list[Line]:
    """Rows that hold an office of so many certificates against one of few and an empty one."""
    few = SOME if certificates > SOME else FEW
    with ExitStack() as stack:
        empty, base, full = (_Held.open(stack, held) for held in (0, few, certificates))
        lines: list[Line] = [*_mint(full, (empty, base), rounds=rounds)]
        for what, goal, ask in (
            ("find by code", None, _Held.find),
            ("verify, proof and all", GOAL_VERIFY, _Held.verify),
            ("make a proof", None, _Held.prove),
        ):
            row = Row(f"8 {what}, {full.name} held", f"{base.name} held", goal, 1)
            lines += measure_together(_side(ask, full), [(row, _side(ask, base))], rounds=rounds)
        for what, ask in (
            ("open the bundle", _Held.open_lists),
            ("revoke one and publish", _Held.revoke),
        ):
            name = f"8 {what}, {full.name} held"
            row = Row(name, f"{base.name} held", None, 1, falling=True)
            lines += measure_together(_side(ask, full), [(row, _side(ask, base))], rounds=rounds)
        return [*lines, *_facts(full, base)]


def _mint(full: _Held, others: Sequence[_Held], *, rounds: int) -> list[Row]:
    contests: list[tuple[Row, Side]] = []
    for other in others:
        goal = None if other.certificates else GOAL_MINT
        row = Row(f"8 mint {LIST}, {full.name} held", f"{other.name} held", goal, LIST)
        contests.append((row, _side(_Held.mint, other)))
    return measure_together(_side(_Held.mint, full), contests, rounds=rounds)


def _side(ask: Callable[[_Held], Taken], office: _Held) -> Side:
    return lambda: ask(office)


def _facts(full: _Held, base: _Held) -> Iterator[Fact]:
    """What no clock measures, and an audit of the whole."""
    peer = f"{base.name} held"
    hashes, size = full.hashes()
    bound = math.ceil(math.log2(size))
    yield Fact(f"8 hashes in a proof, {size:,} entries", "log2, up", hashes, bound, "", 1.0)
    told = [(each.bytes_of_rows(), each.bytes_of_lists(), each.audit()) for each in (full, base)]
    (rows, lists, audit), (few_rows, few_lists, few_audit) = told
    held = f"{full.name} held"
    yield Fact(f"8 database, a certificate, {held}", peer, rows, few_rows, "B", GOAL_SIZE)
    yield Fact(f"8 bundle, {held}", peer, lists, few_lists, "kB")
    yield Fact(f"8 fsck, a certificate, {held}", peer, audit[0], few_audit[0], "us", GOAL_AUDIT)
    yield Fact(f"8 fsck, memory, {held}", peer, audit[1], few_audit[1], "MiB")


@dataclass
class _Held:
    """An office that holds so many certificates, and what it is asked to do."""

    authority: Authority
    certificates: int
    codes: list[str]
    shown: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    lists: int = 0

    @classmethod
    def open(cls, stack: ExitStack, certificates: int) -> _Held:
        authority = stack.enter_context(open_for_business())
        codes = []
        if certificates:
            crowd = Crowd(authority, certificates)
            crowd.fill()
            codes = crowd.codes
        return cls(authority, certificates, codes)

    @property
    def name(self) -> str:
        return f"{self.certificates:,}" if self.certificates else "none"

    def mint(self) -> Taken:
        self.lists += 1
        business = Business(self.authority, f"2025-{self.lists}")
        xlsx = a_list(LIST, first=1 + self.lists * LIST)
        began, cpu = perf_counter(), process_time()
        business.whole(xlsx, workers=1)
        taken = Taken(perf_counter() - began, process_time() - cpu, 0.0)
        self.shown = [credential for credential, _ in business.shown()]
        with session.read(self.authority.office.engine) as connection:
            self.numbers += [award.number for award in business.awards(connection)]
        return taken

    def find(self) -> Taken:
        records, codes = self.authority.records, random.sample(self.codes, READS)
        return here(lambda: sum(records.find(code) is not None for code in codes))

    def verify(self) -> Taken:
        bundle = self._bundle()

        def judge() -> int:
            found = [verify(text, bundle, CONFIRMED).code for text in self.shown]
            assert set(found) == {VerdictCode.VALID}, set(found)
            return len(found)

        return here(judge)

    def prove(self) -> Taken:
        with session.read(self.authority.office.engine) as connection:
            size = log.head(connection).size
            places = [random.randrange(size) for _ in range(READS)]
            return here(lambda: sum(bool(proof_of(connection, place)) for place in places))

    def open_lists(self) -> Taken:
        return here(lambda: len([self._bundle()]))

    def revoke(self) -> Taken:
        number = self.numbers.pop()
        act = Revoke(number, Cause.ERROR, f"威人社撤〔2025〕{number}号（示例）", CONFIRMED.date())
        return here(lambda: len([self.authority.decide(act)]))

    def hashes(self) -> tuple[int, int]:
        """Most hashes in a proof, over some entries and both ends; entries in the log."""
        with session.read(self.authority.office.engine) as connection:
            size = log.head(connection).size
            places = [0, size - 1, *(random.randrange(size) for _ in range(READS))]
            proofs = [LogProof.from_text(proof_of(connection, place)) for place in places]
        return max(len(proof.path) for proof in proofs), size

    def bytes_of_rows(self) -> float:
        engine = self.authority.office.engine
        engine.dispose()
        database = Path(str(engine.url.database))
        return database.stat().st_size / (self.certificates + self.lists * LIST)

    def bytes_of_lists(self) -> float:
        return (self.authority.office.public_dir / "bundle.json").stat().st_size / 1000

    def audit(self) -> tuple[float, float]:
        """Microseconds a certificate, and the most memory in MiB; no defect may be found."""
        office = self.authority.office

        def once() -> float:
            began = perf_counter()
            defects = list(fsck(office.engine, office.public_dir))
            assert not defects, defects[:3]
            return perf_counter() - began

        taken = apart(once)
        return taken.seconds / (self.certificates + self.lists * LIST) * 1e6, taken.peak_mib

    def _bundle(self) -> Bundle:
        data = (self.authority.office.public_dir / "bundle.json").read_bytes()
        return open_bundle(data, self.authority.office.anchor, at=CONFIRMED)
