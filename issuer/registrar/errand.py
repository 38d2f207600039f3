"""One errand of the office: one transaction, and its trace in the public record.

Whatever an errand makes public (log entries, signed lists, the checkpoint) is a row, written in
the errand's own transaction: the errand and its trace are kept together or not at all. Files
come after the commit, by `publication`, and can be made again from the rows at any time.

Follows C2SP tlog-tiles and tlog-checkpoint; the lists follow Token Status List draft-21 and
OpenID Federation 1.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from issuer.ledger import entry_time
from issuer.office import Office
from issuer.status_guard import brings_back
from issuer.store import batches, lists, log, revocations, session, statuses
from issuer.store.lists import REVOCATIONS, TRUST, SignedList, status_name
from keys.encoding import Json, Sha256, canonical, sha256
from keys.envelope import peek
from keys.errors import Refused
from keys.public_key import Keyring
from keys.roles import Role
from keys.trust import TrustList, issue_trust_list, open_trust_list
from verifier.log import Checkpoint, DigestEntry, EntryKind, read_entry, sign_checkpoint
from verifier.profile import EXP, STATUS_PATH
from verifier.proof import LogProof
from verifier.status import issue_revocations, issue_status_list, read_status_list

TRUST_LIST_LIFE: Final = timedelta(days=90)


@dataclass
class Errand:
    """A running errand.

    Attributes:
        connection: Its writing transaction.
        at: Its moment: never before the last entry of the log, so that the log's time runs one
            way even where the clock of the machine was set back.
    """

    connection: Connection
    office: Office
    at: datetime
    _entries: list[log.NewEntry] = field(default_factory=list)

    def enter(self, kind: EntryKind, digest: Sha256, *, journal: Json = None) -> None:
        """Note a digest for the public log, and beside it what only the office may read."""
        leaf = DigestEntry(kind=kind, time=self.at, digest=digest).to_bytes()
        self.enter_leaf(kind, leaf, journal=journal)

    def enter_leaf(self, kind: EntryKind, leaf: bytes, *, journal: Json = None) -> None:
        """Note a whole leaf of the public log."""
        body = None if journal is None else canonical(journal)
        self._entries.append(log.NewEntry(kind=kind.value, time=self.at, leaf=leaf, body=body))

    def close(self) -> None:
        """Append what was noted and sign the new head; a no-op where nothing was."""
        if not self._entries:
            return
        appended = log.append(self.connection, self._entries, vault=self.office.vault)
        note = sign_checkpoint(
            Checkpoint(self.office.profile.log_origin, appended.size, appended.root),
            self.office.signers[Role.LOG],
        )
        log.keep_checkpoint(self.connection, size=appended.size, note=note, at=self.at)
        self._prove_batches(appended, note)
        self._entries.clear()

    def _prove_batches(self, appended: log.Appended, note: str) -> None:
        """A batch keeps the proof of when it came in: every bundle shows it, and it never ages."""
        tiles = log.tiles(self.connection)
        for index, noted in enumerate(self._entries, appended.first):
            entry = read_entry(noted.leaf) if noted.kind == EntryKind.BATCH else None
            if isinstance(entry, DigestEntry):
                path = tiles.inclusion_path(index, appended.size)
                proof = LogProof(entry=noted.leaf, index=index, path=path, checkpoint=note)
                batches.keep_proof(self.connection, entry.digest, proof.to_text())

    def trust_list(self) -> TrustList:
        """The authority's trust list as it stands in this transaction."""
        return read_trust_list(self.connection, self.office, at=self.at)

    def renew_trust_list(self, statements: Sequence[str], history: Sequence[str]) -> None:
        """Sign the next trust list of this authority."""
        last = lists.latest(self.connection, TRUST)
        token = issue_trust_list(
            issuer=self.office.entity,
            seq=last.seq + 1 if last else 1,
            prev=last.digest if last else None,
            statements=statements,
            history=history,
            signer=self.office.signers[Role.AUTHORITY],
            at=self.at,
            expires_at=self.at + TRUST_LIST_LIFE,
        )
        self._keep_list(TRUST, token, last, expires_at=self.at + TRUST_LIST_LIFE)
        self.enter(EntryKind.TRUST, sha256(token.encode()))

    def renew_status_list(self, number: int) -> None:
        """Sign the next token of one status list from the statuses in this transaction.

        Raises:
            Refused: A certificate that the last token revoked is not revoked in the rows any more
                ("publication.unrevoked"): no act of ours does that, so the rows were changed.
        """
        last = lists.latest(self.connection, status_name(number))
        now = statuses.of_list(self.connection, number)
        if last is not None and brings_back(read_status_list(peek(last.token)), now):
            raise Refused("publication.unrevoked", file=status_name(number))
        token = issue_status_list(
            f"{self.office.entity}{STATUS_PATH}{number}",
            last.seq + 1 if last else 1,
            prev=last.digest if last else None,
            statuses=now,
            issuer=self.office.entity,
            at=self.at,
            signer=self.office.signers[Role.STATUS],
        )
        self._keep_list(status_name(number), token, last, expires_at=self.at + EXP)
        self.enter(EntryKind.STATUS, sha256(token.encode()))

    def renew_revocations(self) -> None:
        """Sign the next public revocation list."""
        last = lists.latest(self.connection, REVOCATIONS)
        token = issue_revocations(
            revocations.every(self.connection),
            last.seq + 1 if last else 1,
            prev=last.digest if last else None,
            issuer=self.office.entity,
            at=self.at,
            signer=self.office.signers[Role.STATUS],
        )
        self._keep_list(REVOCATIONS, token, last, expires_at=self.at + EXP)
        self.enter(EntryKind.REVOCATIONS, sha256(token.encode()))

    def _keep_list(
        self, name: str, token: str, last: SignedList | None, *, expires_at: datetime
    ) -> None:
        lists.keep(
            self.connection,
            SignedList(
                name=name,
                seq=last.seq + 1 if last else 1,
                token=token,
                digest=sha256(token.encode()),
                at=self.at,
                expires_at=expires_at,
            ),
        )


@contextmanager
def errand(office: Office, *, at: datetime) -> Iterator[Errand]:
    """Run one errand: one writing transaction, closed with its log entries and checkpoint.

    An exception rolls everything back: an errand that failed left no trace and can be run again.
    """
    with session.begin_write(office.engine) as connection:
        running = Errand(connection, office, entry_time(log.head(connection).time, at))
        yield running
        running.close()


def read_trust_list(connection: Connection, office: Office, *, at: datetime) -> TrustList:
    """The authority's own trust list; raises Refused("office.no-trust-list") before the first."""
    return trust_list_of(connection, office.entity, office.authority_keys(connection), at=at)


def trust_list_of(connection: Connection, entity: str, keys: Keyring, *, at: datetime) -> TrustList:
    """The same, for a process that holds no key of the office: `keys` may have signed it."""
    last = lists.latest(connection, TRUST)
    if last is None:
        raise Refused("office.no-trust-list")
    # An office that slept past the end of its own list wakes up and signs the next one.
    moment = min(max(at, last.at), last.expires_at - timedelta(seconds=1))
    return open_trust_list(last.token, keys, issuer=entity, at=moment)
