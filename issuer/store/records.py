"""What the public process finds: the record behind a code, the code behind a door.

Both are ciphertext for this process and for whoever takes the database: a record opens under the
code in the QR, a door under number, name and check code. Neither row leads to a person.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

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
