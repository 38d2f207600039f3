"""A small office with real keys, for what is published: lists, log and checkpoint as rows."""

from __future__ import annotations

from datetime import timedelta

from issuer.public_records import proof_of
from issuer.store import batches, lists, log, revocations, settings, statuses
from issuer.store.lists import SignedList, status_name
from issuer.store.log import NewEntry
from issuer.store.session import begin_write
from keys.encoding import sha256
from keys.public_key import Keyring, TrustedKey
from keys.roles import Role
from keys.signer import MemorySigner
from keys.trust import issue_trust_list
from tests.issuer import office_rows
from tests.issuer.office_rows import NOON
from verifier.checkpoint import Checkpoint, sign_checkpoint
from verifier.log_entry import DigestEntry, EntryKind
from verifier.status import issue_revocations, issue_status_list

ENTITY = "https://zc.weihai.example"
ANCHOR = "https://anchor.example"
ORIGIN = "zc.weihai.example/log"
WEEK = timedelta(days=7)

SIGNERS = {
    role: MemorySigner.generate(role)
    for role in (Role.ANCHOR, Role.AUTHORITY, Role.LOG, Role.STATUS)
}
KEYS = Keyring(
    TrustedKey(signer.public, role, None, NOON - WEEK) for role, signer in SIGNERS.items()
)


class SmallOffice:
    """Does on rows what the registrar does, without its rules."""

    def __init__(self, engine, vault):
        self.engine, self.vault = engine, vault

    def found(self):
        """The first lists, and the texts of the instance."""
        with begin_write(self.engine) as connection:
            settings.keep(connection, settings.ANCHOR, '{"an":"anchor"}\n')
            settings.keep(connection, settings.FEDERATION, "a.statement.signed")
            settings.keep(connection, settings.BOOK, sha256(b"book"))
            self.trust(connection, lists.AUTHORITIES, ANCHOR, Role.ANCHOR)
            self.trust(connection, lists.TRUST, ENTITY, Role.AUTHORITY)
            self.sign_lists(connection)

    def issue(self, *, name="first", number="2025-1", size=3, first=0):
        """One batch, all the way to signed certificates."""
        with begin_write(self.engine) as connection:
            batch = office_rows.admit(
                connection, self.vault, name=name, number=number, size=size, first=first
            )
            place = log.head(connection).size
            self.enter(connection, EntryKind.BATCH, batch)
            plans = office_rows.plan(connection, self.vault, batch)
            office_rows.mint(connection, self.vault, batch)
            self.sign_lists(connection)
            batches.keep_proof(connection, batch, proof_of(connection, place))
        return plans

    def revoke(self, plan, revocation):
        with begin_write(self.engine) as connection:
            statuses.change(connection, [plan.copy_id], before=[0], after=1, at=NOON)
            revocations.keep(connection, revocation, at=NOON)
            self.sign_lists(connection)

    def trust(self, connection, name, issuer, role):
        last = lists.latest(connection, name)
        token = issue_trust_list(
            issuer=issuer,
            seq=last.seq + 1 if last else 1,
            prev=last.digest if last else None,
            statements=[],
            history=[],
            signer=SIGNERS[role],
            at=NOON,
            expires_at=NOON + WEEK,
        )
        self.keep(connection, name, token, EntryKind.TRUST)

    def sign_lists(self, connection):
        for number in statuses.in_use(connection):
            last = lists.latest(connection, status_name(number))
            token = issue_status_list(
                f"{ENTITY}/status/{number}",
                last.seq + 1 if last else 1,
                prev=last.digest if last else None,
                statuses=statuses.of_list(connection, number),
                issuer=ENTITY,
                at=NOON,
                signer=SIGNERS[Role.STATUS],
            )
            self.keep(connection, status_name(number), token, EntryKind.STATUS)
        last = lists.latest(connection, lists.REVOCATIONS)
        token = issue_revocations(
            revocations.every(connection),
            last.seq + 1 if last else 1,
            prev=last.digest if last else None,
            issuer=ENTITY,
            at=NOON,
            signer=SIGNERS[Role.STATUS],
        )
        self.keep(connection, lists.REVOCATIONS, token, EntryKind.REVOCATIONS)
        self.checkpoint(connection)

    def keep(self, connection, name, token, kind):
        last = lists.latest(connection, name)
        digest = sha256(token.encode())
        edition = SignedList(name, last.seq + 1 if last else 1, token, digest, NOON, NOON + WEEK)
        lists.keep(connection, edition)
        self.enter(connection, kind, digest)

    def enter(self, connection, kind, digest):
        leaf = DigestEntry(kind=kind, time=NOON, digest=digest).to_bytes()
        log.append(connection, [NewEntry(kind, NOON, leaf)], vault=self.vault)

    def checkpoint(self, connection):
        head = log.head(connection)
        checkpoint = Checkpoint(ORIGIN, head.size, head.root)
        note = sign_checkpoint(checkpoint, SIGNERS[Role.LOG])
        log.keep_checkpoint(connection, size=head.size, note=note, at=NOON)
