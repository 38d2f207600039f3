"""Many public records at once: the codes behind doors, and the certificates behind codes.

As `issuer.public_records` finds one, in a few statements for a whole roster: one key derivation
for a door and one for a record, and one statement for thousands of rows. Holds the pepper and no
other key. Missing is missing: which of number, name and check code was wrong is not known here.

Follows C2SP tlog-proof for the proof that travels beside a certificate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from issuer.public_records import PublicRecord
from issuer.store import log, records
from issuer.store.session import read
from keys.errors import Untrusted
from keys.secret import Pepper, code_digest, open_under_code, unwrap_code
from verifier.proof import LogProof


class Door(NamedTuple):
    """Number, full name and check code, each in its one spelling."""

    number: str
    name: str
    check_code: str


class Finder:
    """Finds by the hundred."""

    def __init__(self, engine: Engine, pepper: Pepper) -> None:
        self._engine = engine
        self._pepper = pepper

    def codes(self, doors: Sequence[Door]) -> dict[Door, str]:
        """The code behind each door that is one; the same work for one that is none."""
        keys = {
            door: self._pepper.door(door.number, door.name, door.check_code)
            for door in dict.fromkeys(doors)
        }
        with read(self._engine) as connection:
            wrapped = records.doors_of(connection, (door_id for door_id, _ in keys.values()))
        return {
            door: unwrap_code(wrap_key, wrapped[door_id])
            for door, (door_id, wrap_key) in keys.items()
            if door_id in wrapped
        }

    def texts(self, codes: Iterable[str]) -> dict[str, str]:
        """The certificate with its proof behind each code that has one.

        Raises:
            Untrusted: No checkpoint covers an entry ("records.no-checkpoint").
        """
        digests = {code: code_digest(code) for code in dict.fromkeys(codes)}
        with read(self._engine) as connection:
            sealed = records.find_all(connection, digests.values())
            opened = {
                code: PublicRecord.from_bytes(open_under_code(code, sealed[digest]))
                for code, digest in digests.items()
                if digest in sealed
            }
            proofs = _proofs(connection, [each.log_index for each in opened.values()])
        return {
            code: f"{record.credential}\n\n{proofs[record.log_index]}"
            for code, record in opened.items()
        }


def _proofs(connection: Connection, places: Sequence[int]) -> Mapping[int, str]:
    """Proofs of several entries, all under the newest checkpoint."""
    checkpoint = log.checkpoint(connection)
    leaves = log.leaves_at(connection, places)
    if any(checkpoint is None or place >= checkpoint.size for place in places):
        raise Untrusted("records.no-checkpoint")
    tiles = log.tiles(connection)
    return {
        place: LogProof(
            entry=leaf,
            index=place,
            path=tiles.inclusion_path(place, checkpoint.size),
            checkpoint=checkpoint.note,
        ).to_text()
        for place, leaf in leaves.items()
        if checkpoint is not None
    }
