"""The table of claim codes; see `issuer.store.tables` for the rules.

A row is found by a keyed digest over code and name, and holds neither.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Column, ForeignKey, Index, Table, text

from issuer.store.column_types import DIGEST, WORD, Moment
from issuer.store.tables import award, metadata

_OPEN: Any = {f"{on}_where": text("state = 'ISSUED'") for on in ("sqlite", "postgresql")}

claim: Final = Table(
    "claim",
    metadata,
    Column("digest", DIGEST, primary_key=True),  # keyed, over code and name: finds, opens nothing
    Column("number", ForeignKey(award.c.number), nullable=False, index=True),
    Column("state", WORD, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    Column("ticket", DIGEST, nullable=True, unique=True),  # digest of what the downloads ask for
    Column("ticket_until", Moment, nullable=True),
    Index("ix_claim_open", "number", unique=True, **_OPEN),
)
