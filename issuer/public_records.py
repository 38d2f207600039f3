"""The public record: what lies behind a code, and how the public process finds it.

Needs the pepper and the pinned anchor and no other key: a record opens under the code that is
asked with, a door under number, name and check code. Certificates are judged with the published
bundle, the same file that a stranger downloads, so the page of this office can say nothing that
a stranger would not find.

Follows C2SP tlog-proof for the proof that travels beside a certificate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from issuer.proofs import Proofs
from issuer.published_bundle import BUNDLE_FILE, PublishedBundle
from issuer.store import log, records
from issuer.store.reader import Reader
from issuer.store.session import read
from issuer.up_to_date import UpToDate
from keys.encoding import b64, canonical, parse, sha256, unb64
from keys.errors import CredentialError, Unavailable, Untrusted
from keys.public_key import Keyring
from keys.secret import Pepper, code_digest, open_under_code, unwrap_code
from keys.trust import Anchor
from verifier.bundle import Bundle
from verifier.checkpoint import open_checkpoint
from verifier.members import Members
from verifier.profile import MAX_CREDENTIAL_BYTES, MAX_CWT_BYTES
from verifier.proof import LogProof
from verifier.rules import Rules

_NOBODYS: Final = sha256(b"reachable?")
_MAX_RECORD_BYTES: Final = MAX_CREDENTIAL_BYTES + 4096


class PublicRecords(Protocol):
    """What the public pages need, and all they need."""

    def find(self, code: str) -> str | None:
        """The certificate behind a code with its proof, as text; None for no such code."""
        ...

    def holds(self, code: str) -> bool:
        """Whether `find` would still find something; raises as it does."""
        ...

    def find_by_door(self, number: str, *, name: str, check_code: str) -> str | None:
        """The code behind number, full name and check code; None when one of them is wrong."""
        ...

    def current_bundle(self) -> Bundle:
        """The published lists, opened; raises CredentialError or OSError."""
        ...

    def last_bundle(self) -> Bundle | None:
        """The lists that were opened last, while those published now cannot be."""
        ...

    def reachable(self) -> None:
        """Nothing, where the records can be asked; raises CredentialError where not."""
        ...


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """What is sealed under a code: the certificate, and where the log has its entry.

    Attributes:
        credential: SD-JWT with every disclosure.
        cwt: The same facts for the offline QR.
        log_index: Place of its entry, from 0; the proof is made when it is asked for, up to the
            latest checkpoint.
    """

    credential: str
    cwt: bytes
    log_index: int

    def to_bytes(self) -> bytes:
        """The form that is sealed."""
        return canonical(
            {"credential": self.credential, "cwt": b64(self.cwt), "log_index": self.log_index}
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> PublicRecord:
        """Read it back; raises Malformed."""
        members = Members(parse(data, limit=_MAX_RECORD_BYTES), "record")
        record = cls(
            credential=members.text("credential", limit=MAX_CREDENTIAL_BYTES),
            cwt=unb64(members.text("cwt", limit=2 * MAX_CWT_BYTES)),
            log_index=members.integer("log_index"),
        )
        members.done()
        return record


class StoredRecords:
    """The public record as the store and the published bundle hold it."""

    def __init__(
        self,
        engine: Engine,
        pepper: Pepper,
        *,
        anchor: Anchor,
        public_dir: Path,
        clock: Callable[[], datetime],
        rules: Rules | None = None,
    ) -> None:
        self._engine = engine
        self._pepper = pepper
        self._reader = Reader(engine)
        self._proofs = Proofs(self._reader)
        self._bundle = PublishedBundle(public_dir / BUNDLE_FILE, anchor, clock=clock, rules=rules)
        self._clock = clock
        self._up_to_date = UpToDate(engine)

    def find(self, code: str) -> str | None:
        """See PublicRecords; raises CredentialError("records.unavailable")."""
        sealed = self._reader.record(code_digest(code))
        if sealed is None:
            return None
        record = PublicRecord.from_bytes(open_under_code(code, sealed))
        return f"{record.credential}\n\n{self._proofs.of(record.log_index)}"

    def holds(self, code: str) -> bool:
        """See PublicRecords; raises CredentialError("records.unavailable")."""
        return self._reader.holds(code_digest(code))

    def find_by_door(self, number: str, *, name: str, check_code: str) -> str | None:
        """See PublicRecords."""
        # The door's id is a digest over all three: whichever is wrong, the same row is missing
        # and the same work was done.
        door_id, wrap_key = self._pepper.door(number, name, check_code)
        try:
            with read(self._engine) as connection:
                wrapped = records.door(connection, door_id)
        except (SQLAlchemyError, Unavailable) as error:
            raise CredentialError("records.unavailable") from error
        return None if wrapped is None else unwrap_code(wrap_key, wrapped)

    def current_bundle(self) -> Bundle:
        """See PublicRecords; lists that the rows have left behind are none."""
        bundle = self._bundle.current()
        self._up_to_date.demand(bundle, self._clock())
        return bundle

    def last_bundle(self) -> Bundle | None:
        """See PublicRecords."""
        return self._bundle.last()

    def reachable(self) -> None:
        """See PublicRecords."""
        self._reader.holds(_NOBODYS)


class NoRecords:
    """The public record of a surface that has none: nothing can be said there."""

    def find(self, code: str) -> str | None:  # noqa: ARG002  the protocol's
        """See PublicRecords."""
        raise CredentialError("records.unavailable")

    def holds(self, code: str) -> bool:  # noqa: ARG002  the protocol's
        """See PublicRecords."""
        raise CredentialError("records.unavailable")

    def find_by_door(  # the protocol's
        self,
        number: str,  # noqa: ARG002
        *,
        name: str,  # noqa: ARG002
        check_code: str,  # noqa: ARG002
    ) -> str | None:
        """See PublicRecords."""
        raise CredentialError("records.unavailable")

    def current_bundle(self) -> Bundle:
        """See PublicRecords."""
        raise CredentialError("records.unavailable")

    def last_bundle(self) -> Bundle | None:
        """See PublicRecords."""
        return None

    def reachable(self) -> None:
        """See PublicRecords."""
        raise CredentialError("records.unavailable")


def _opens(note: str, keys: Keyring) -> bool:
    try:
        open_checkpoint(note, keys)
    except CredentialError:
        return False
    return True


def proof_of(connection: Connection, index: int, *, keys: Keyring | None = None) -> str:
    """The proof of one log entry, as tlog-proof text: always the same one.

    It stands under the first checkpoint that covers the entry, so that a file which carries it
    can be made again.

    Args:
        keys: LOG keys of the authority: a checkpoint that they did not sign, or whose key was
            revoked since, is passed over. None takes the first.

    Raises:
        Untrusted: No checkpoint covers it ("records.no-checkpoint").
    """
    covering = log.checkpoints_over(connection, index)
    checkpoint = next((each for each in covering if keys is None or _opens(each.note, keys)), None)
    if checkpoint is None:
        # A record is kept in the transaction that signs the checkpoint over it.
        raise Untrusted("records.no-checkpoint")
    return LogProof(
        entry=log.entry(connection, index).leaf,
        index=index,
        path=log.tiles(connection).inclusion_path(index, checkpoint.size),
        checkpoint=checkpoint.note,
    ).to_text()
