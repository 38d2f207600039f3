"""The tables of units and of what they had verified; see `issuer.store.tables` for the rules.

Who asked about a certificate is personal to its holder and sealed; a failed comparison is kept
under a blind index, so that nobody without the index key reads whose it was.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, text

from issuer.store.column_types import DIGEST, NAME, WORD, Moment
from issuer.store.tables import metadata

_LIVING: Any = {f"{on}_where": text("withdrawn_at IS NULL") for on in ("sqlite", "postgresql")}

unit: Final = Table(
    "unit",
    metadata,
    Column("id", WORD, primary_key=True),
    Column("name", NAME, nullable=False),  # of an organisation, and public
    Column("uscc", WORD, nullable=False),
    Column("sealed_contact", LargeBinary, nullable=False),
    Column("decision_no", NAME, nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("withdrawn_by", NAME, nullable=True),
    Column("withdrawn_at", Moment, nullable=True),
    Index("ix_unit_living", "uscc", unique=True, **_LIVING),
)

roster: Final = Table(
    "roster",
    metadata,
    Column("id", WORD, primary_key=True),
    Column("unit", ForeignKey(unit.c.id), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("sealed_purpose", LargeBinary, nullable=False),
)

roster_check: Final = Table(
    "roster_check",
    metadata,
    Column("roster", ForeignKey(roster.c.id), primary_key=True),
    Column("subject", DIGEST, primary_key=True, index=True),  # blind: the certificate's number
)

roster_failure: Final = Table(
    "roster_failure",
    metadata,
    Column("roster", ForeignKey(roster.c.id), primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("subject", DIGEST, nullable=False),  # blind: kind of failure, certificate's number
    Column("at", Moment, nullable=False),
    Index("ix_roster_failure_subject_at", "subject", "at"),
)
