"""An office that is open for business, and a committee's list on its way through it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Connection

from issuer.committee.drafts import Paper, Sitting, header_of, make_drafts
from issuer.committee.line import Terms
from issuer.committee.reading import read_list
from issuer.committee.sealing import Shown, make_notice, seal_notice, sign_draft
from issuer.committee.workbook import read_grid
from issuer.example.workbooks import workbook
from issuer.public_records import proof_of
from issuer.store import awards, copies, session
from issuer.store.awards import Award
from keys.encoding import Sha256, sha256
from tests import postgres
from tests.authority import Authority
from tests.cast import (
    CLOSED,
    CONFIRMED,
    EMPLOYER,
    HOST,
    MEETING,
    POSTED,
    PUBLISHED,
    RECEIVED,
    ZONE,
    id_no,
    name,
)
from verifier.batch import Meeting, batch_digest
from verifier.decision import Confirm
from verifier.titles import Method
from verifier.wire import offline_link

HEADINGS = ["姓名", "证件类型", "证件号码", "工作单位", "专业", "级别", "职称"]


def a_list(rows: int, *, first: int = 1) -> bytes:
    """A committee's list as xlsx; everybody on it is fictitious.

    Args:
        rows: People on it.
        first: Serial of the first; two lists of other serials have nobody in common.
    """
    lines = [
        [name(serial), "居民身份证", id_no(serial), EMPLOYER, "电子信息", "中级", "工程师"]
        for serial in range(first, first + rows)
    ]
    return workbook([HEADINGS, *lines])


@contextmanager
def open_for_business(server_url: str | None = None) -> Iterator[Authority]:
    """An office with one committee, over SQLite or over a new database of a PostgreSQL server."""
    with TemporaryDirectory(prefix="zc-bench-") as folder:
        place = Path(folder)
        if server_url is None:
            yield _founded(f"sqlite:///{place / 'office.db'}", place)
            return
        with postgres.database(server_url) as url:
            authority = _founded(url, place)
            try:
                yield authority
            finally:
                authority.close()


def _founded(url: str, folder: Path) -> Authority:
    authority = Authority.found(url, folder)
    authority.admit_committee(ZONE)
    # Forked processes open connections of their own.
    authority.office.engine.dispose()
    return authority


@dataclass
class Business:
    """One list, from the clerk's file to published certificates.

    Attributes:
        number: Of the committee's meeting; a committee gives each once.
        batches: Those that the list came to: one, or more where it is longer than a batch may be.
    """

    authority: Authority
    number: str = "2025-1"
    batches: list[Sha256] = field(default_factory=list)

    def whole(self, xlsx: bytes, *, workers: int) -> float:
        """Seconds from the file to committed rows, log and published lists."""
        began = perf_counter()
        for paper in self.at_the_desk(xlsx):
            self.at_the_counter(paper)
        self.mint(workers=workers)
        return perf_counter() - began

    def at_the_desk(self, xlsx: bytes) -> list[Paper]:
        """Read, check, draft, and two people sign."""
        committee = self.authority.committees[ZONE]
        profile, rules = committee.profile(), self.authority.office.rules
        terms = Terms(profile.committee, rules, method=Method.REVIEW, decided_on=MEETING)
        read = read_list(read_grid(xlsx), terms, salt=lambda: secrets.token_bytes(16))
        sitting = Sitting(
            number=self.number,
            method=Method.REVIEW,
            decided_on=MEETING,
            meeting=Meeting(MEETING, 1, sha256(b"tally")),
            applied=len(read.rows) + 4,
            reviewed=len(read.rows) + 3,
            standards=("示例标准条件（2025版）",),
            undertakings=("个人承诺书（2025版）", "单位承诺书（2025版）"),
        )
        at = self._now - timedelta(hours=1)
        whole = header_of(read.rows, sitting, profile, rules=rules, at=at)
        problems = read.check(whole, terms)
        assert not problems, problems[:3]
        drafts = make_drafts(read.rows, sitting, profile, rules=rules, at=at)
        return [sign_draft(draft, list(committee.signers)) for draft in drafts]

    def at_the_counter(self, paper: Paper) -> None:
        """Hand in, declare the notice, confirm with the publication."""
        registrar, committee = self.authority.registrar, self.authority.committees[ZONE]
        registrar.receive(paper.to_bytes(), at=self._now)
        shown = Shown("示例公示栏", POSTED, CLOSED)
        notice = make_notice(paper, shown, at=self._now)
        registrar.declare(seal_notice(notice, committee.clerk), at=self._now)
        batch = batch_digest(paper.header.to_bytes())
        self.batches.append(batch)
        self.authority.at = CONFIRMED
        self.authority.decide(Confirm(batch, "威人社字〔2025〕61号（示例）", PUBLISHED))

    def mint(self, *, workers: int) -> None:
        """Make and publish every certificate."""
        for batch in self.batches:
            made = self.authority.registrar.mint(batch, at=CONFIRMED, workers=workers)
            assert made, "nothing was made"

    @property
    def _now(self) -> datetime:
        """The first list comes in before any other is confirmed; all later ones after."""
        return max(self.authority.at, RECEIVED)

    def shown(self) -> Iterator[tuple[str, str]]:
        """What each holder shows: the whole credential with its proof, and the offline QR."""
        office = self.authority.office
        with session.read(office.engine) as connection:
            for award in self.awards(connection):
                (copy,) = copies.of_award(connection, award.number)
                text = copies.text(connection, copy.copy_id, vault=office.vault)
                proof = proof_of(connection, copy.log_index or 0)
                yield (
                    f"{text.credential}\n\n{proof}",
                    offline_link(HOST, text.code, text.cwt),
                )

    def awards(self, connection: Connection) -> Iterator[Award]:
        """The titles that came of the list."""
        for batch in self.batches:
            yield from awards.of_batch(connection, batch, vault=self.authority.office.vault)
