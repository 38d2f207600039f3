"""The tables of rosters on their way; see `issuer.store.tables` for the rules.

What a unit hands in and what it gets back are sealed under the pepper, because the surface that
takes and gives them holds no data key; they are there for days. What was judged of a roster that
is not finished is sealed under the data key.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from issuer.store.column_types import WORD, Moment
from issuer.store.tables import metadata
from issuer.store.unit_tables import unit

roster_job: Final = Table(
    "roster_job",
    metadata,
    Column("id", WORD, primary_key=True),  # also the roster's, once it was begun
    Column("unit", ForeignKey(unit.c.id), nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", WORD, nullable=False, index=True),
    Column("language", WORD, nullable=False),
    Column("encoding", WORD, nullable=False),
    Column("kind", WORD, nullable=False),
    Column("size", Integer, nullable=False),  # bytes of the sealed files that are there
    Column("sealed_purpose", LargeBinary, nullable=False),
    Column("sealed_upload", LargeBinary, nullable=True),
    Column("tries", Integer, nullable=False),  # without a step ahead
    Column("worker", WORD, nullable=True),
    Column("held_until", Moment, nullable=True),
    Column("begun_at", Moment, nullable=True),
    Column("row_count", Integer, nullable=False),
    Column("judged", Integer, nullable=False),
    Column("lists", LargeBinary, nullable=True),  # public, and compressed
    Column("ended_at", Moment, nullable=True),
    Column("sealed_reason", LargeBinary, nullable=True),
    Column("counts", Text, nullable=True),
    Column("sealed_result", LargeBinary, nullable=True),
    Column("sealed_receipt", LargeBinary, nullable=True),
    Column("files_until", Moment, nullable=True),
    Index("ix_roster_job_unit_at", "unit", "at"),
)

roster_part: Final = Table(
    "roster_part",
    metadata,
    Column("job", ForeignKey(roster_job.c.id), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("sealed_lines", LargeBinary, nullable=False),
)
