"""What the public process finds: the record behind a code, the code behind a door.

Both are ciphertext for this process and for whoever takes the database: a record opens under the
code in the QR, a door under number, name and check code. Neither row leads to a person.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from issuer.store.session import slices
from issuer.store.tables import door as doors
from issuer.store.tables import public_record
from keys.encoding import Sha256


def find(connection: Connection, code_digest: Sha256) -> bytes | None:
    """The record, sealed under its code, or None."""
    table = public_record
    query = select(table.c.sealed_record).where(table.c.code_digest == code_digest)
    return connection.scalar(query)


def door(connection: Connection, door_id: Sha256) -> bytes | None:
    """The wrapped code, or None."""
    return connection.scalar(select(doors.c.wrapped_code).where(doors.c.door_id == door_id))


def find_all(connection: Connection, code_digests: Iterable[Sha256]) -> dict[Sha256, bytes]:
    """The records that there are, by digest of their codes."""
    table = public_record
    return {
        Sha256(row.code_digest): row.sealed_record
        for part in slices(code_digests)
        for row in connection.execute(select(table).where(table.c.code_digest.in_(part)))
    }


def doors_of(connection: Connection, door_ids: Iterable[Sha256]) -> dict[Sha256, bytes]:
    """The wrapped codes that there are, by id of their doors."""
    return {
        Sha256(row.door_id): row.wrapped_code
        for part in slices(door_ids)
        for row in connection.execute(select(doors).where(doors.c.door_id.in_(part)))
    }
