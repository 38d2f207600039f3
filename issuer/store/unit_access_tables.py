"""The tables of units that sign in; see `issuer.store.tables` for the rules.

Invitations, attempts and sessions are found by keyed digests of what only their bearers hold. Who
was invited is sealed under the pepper, because the surface of units has no data key. What has run
out is swept away, and what has ended is deleted: none of these rows is a record of the office.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, Table

from issuer.store.column_types import DIGEST, WORD, Moment
from issuer.store.tables import metadata
from issuer.store.unit_tables import unit

unit_invitation: Final = Table(
    "unit_invitation",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    Column("unit", ForeignKey(unit.c.id), nullable=False, index=True),
    Column("holder", WORD, nullable=False),  # user handle: random, one for each person
    Column("sealed_person", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

unit_passkey: Final = Table(
    "unit_passkey",
    metadata,
    Column("id", WORD, primary_key=True),
    Column("credential", DIGEST, nullable=False, unique=True),
    Column("unit", ForeignKey(unit.c.id), nullable=False, index=True),
    Column("holder", WORD, nullable=False),
    Column("sealed_person", LargeBinary, nullable=False),
    Column("data", LargeBinary, nullable=False),  # id and public key of the credential
    Column("counter", BigInteger, nullable=False),
    Column("device", WORD, nullable=False),  # browser and system, in two words
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=True),
)

unit_attempt: Final = Table(
    "unit_attempt",
    metadata,
    Column("digest", DIGEST, primary_key=True),  # of what the browser holds for some minutes
    Column("purpose", WORD, nullable=False),
    Column("challenge", DIGEST, nullable=False),  # 32 random bytes
    Column("about", DIGEST, nullable=True),  # the invitation, or the session, that it is for
    Column("expires_at", Moment, nullable=False, index=True),
)

unit_session: Final = Table(
    "unit_session",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    Column("passkey", ForeignKey(unit_passkey.c.id), nullable=False, index=True),
    Column("device", WORD, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False, index=True),
)
