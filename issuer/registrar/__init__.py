"""The shell of the office: one method an errand; load, decide, store, publish, in that order.

The only place where the pure core meets the store and the published files. It holds no policy:
an `if` about a rule belongs to `issuer.admission`, `issuer.lifecycle` or the rule catalogue.

    reception        batches come in
    notice_desk      and are shown to the public
    decisions_desk   sealed decisions are carried out
    taking_back      revoke, cancel, suspend, reinstate
    trust_desk       committees in and out of the trust list
    units_desk       employers that may verify rosters
    planning         released rows get their numbers, bits and codes
    minting_room     planned rows become certificates
    presses          signing and judging, in several processes at once
    errand           one transaction and its trace in the public record
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from issuer.admission import BatchRejected
from issuer.ledger import entry_time
from issuer.lifecycle import BatchState
from issuer.office import Office, check_named
from issuer.publication import not_rolled_back, publish
from issuer.registrar import decisions_desk, minting_room, notice_desk, reception, taking_back
from issuer.registrar.decisions_desk import Done
from issuer.registrar.errand import Errand, errand
from issuer.registrar.minting_room import Progress
from issuer.registrar.reception import BatchStatus, Receipt
from issuer.registrar.rule_book import enter_book
from issuer.registrar.trust_desk import CommitteeFile
from issuer.store import batches, lists, log, session, settings, statuses
from issuer.store.lists import REVOCATIONS, TRUST, status_name, status_number
from keys.encoding import Sha256
from verifier.acts import RevocationOrder
from verifier.decision import Reinstate, Revoke, Suspend

RENEW_DAILY: Final = timedelta(hours=20)
"""A list older than this is signed again at the next publication: daily, with room for a night
in which nobody looked."""
RENEW_TRUST: Final = timedelta(days=30)
"""A trust list that ends within this time is signed again."""


class Registrar:
    """The office's counter."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def receive(self, data: bytes, *, at: datetime) -> Receipt:
        """Receive a batch; see `reception.receive`."""
        self._be_ready(at=at)
        try:
            receipt = reception.receive(self.office, data, at=at)
        except BatchRejected:
            # Refused, and kept: its digest is in the log.
            self.publish(at=at)
            raise
        self.publish(at=at)
        return receipt

    def declare(self, sealed: bytes, *, at: datetime) -> BatchStatus:
        """Take in a notice; see `notice_desk.declare`."""
        self._be_ready(at=at)
        status = notice_desk.declare(self.office, sealed, at=at)
        self.publish(at=at)
        return status

    def decide(self, sealed: bytes, *, at: datetime, file: CommitteeFile | None = None) -> Done:
        """Carry out a decision and publish what it changed, before the caller is told."""
        self._be_ready(at=at)
        done = decisions_desk.decide(self.office, sealed, at=at, file=file)
        self.publish(at=at)
        act = done.decision.act
        if isinstance(act, Revoke | Suspend | Reinstate):
            taking_back.check_shown(self.office, act.certificate_no, at=at)
        return done

    def order(self, sealed: bytes, *, at: datetime) -> RevocationOrder:
        """Take in a committee's revocation order."""
        self._be_ready(at=at)
        with errand(self.office, at=at) as running:
            order = taking_back.receive_order(running, sealed)
        self.publish(at=at)
        return order

    def batch_status(self, sealed: bytes, *, at: datetime) -> BatchStatus:
        """Where a batch stands, for its committee."""
        return reception.batch_status(self.office, sealed, at=at)

    def batch_state(self, digest: Sha256) -> BatchStatus:
        """Where a batch stands, for anyone."""
        return reception.batch_state(self.office, digest)

    def mint(
        self,
        batch: Sha256 | None = None,
        *,
        at: datetime,
        progress: Progress = lambda _: None,
        workers: int = 1,
    ) -> int:
        """Make all certificates that publications release, of one batch or of all; publish.

        Args:
            workers: Processes that sign. More than one only where no other thread runs.
        """
        self._be_ready(at=at)
        # A certificate is judged by the lists of its day before it leaves: they must be of today.
        self.renew(at=at)
        if batch is None:
            with session.read(self.office.engine) as connection:
                confirmed = batches.in_state(connection, BatchState.CONFIRMED.value)
            waiting = [each.digest for each in confirmed]
        else:
            waiting = [batch]
        made = 0
        for digest in waiting:
            made += minting_room.mint_batch(
                self.office, digest, at=at, progress=progress, workers=workers
            )
        self.publish(at=at)
        return made

    def publish(self, *, at: datetime) -> tuple[str, ...]:
        """Renew the lists that are due and write what changed into the public folder."""
        self._be_ready(at=at)
        self.renew(at=at)
        return publish(self.office.engine, self.office.public_dir)

    def _be_ready(self, *, at: datetime) -> None:
        """Before anything is signed: what we say must follow what we said, and be believed.

        Raises:
            RolledBack: An older database lies under newer published files.
            Untrusted: "office.key-unnamed": the anchor names another key than ours.
        """
        not_rolled_back(self.office.engine, self.office.public_dir)
        with session.read(self.office.engine) as connection:
            moment = entry_time(log.head(connection).time, at)
            check_named(self.office, connection, at=moment)

    def renew(self, *, at: datetime) -> None:
        """Sign again every list that would soon be too old; log the rule book when it changed."""
        book = self.office.rules.digest
        with session.read(self.office.engine) as connection:
            if not _due(connection, at, book):
                return
        with errand(self.office, at=at) as running:
            # Asked again: several processes keep house side by side, and one of them renews.
            for name in _due(running.connection, at, book):
                _renew(running, name)


def _due(connection: Connection, at: datetime, book: Sha256) -> list[str]:
    """Names of the lists that are to be signed again, and BOOK where another one is in force."""
    daily = [*map(status_name, statuses.in_use(connection)), REVOCATIONS]
    found = {name: lists.latest(connection, name) for name in daily}
    due = [name for name, last in found.items() if last is None or at - last.at >= RENEW_DAILY]
    trust = lists.latest(connection, TRUST)
    if trust is not None and trust.expires_at - at < RENEW_TRUST:
        due.append(TRUST)
    # Before the books are opened there is none, and opening them enters the first.
    if settings.find(connection, settings.BOOK) not in {None, book}:
        due.append(settings.BOOK)
    return due


def _renew(running: Errand, name: str) -> None:
    if name == TRUST:
        standing = running.trust_list()
        running.renew_trust_list(
            [each.token for each in standing.statements],
            [each.token for each in standing.history],
        )
    elif name == REVOCATIONS:
        running.renew_revocations()
    elif name == settings.BOOK:
        enter_book(running)
    else:
        running.renew_status_list(status_number(name))
