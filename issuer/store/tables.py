"""The tables, and which column holds what.

Three kinds of column: public text and digests as they are; `sealed_...` bytes under the data key,
bound to "table/row/column"; blind indexes, which find a person without naming one. No column
holds a name, an identity number or a code in clear, and `public_record` and `door` have no column
that leads to a person.

Moments are whole seconds, days are dates; see `column_types`.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from issuer.store.column_types import DIGEST, NAME, WORD, Moment

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

person: Final = Table(
    "person",
    metadata,
    Column("id", WORD, primary_key=True),
    Column("at", Moment, nullable=False),
)

person_identity: Final = Table(
    "person_identity",
    metadata,
    Column("blind", DIGEST, primary_key=True),
    Column("person_id", ForeignKey(person.c.id), nullable=False, index=True),
    Column("sealed_identity", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
)

integrity_record: Final = Table(
    "integrity_record",
    metadata,
    Column("id", WORD, primary_key=True),
    Column("person_id", ForeignKey(person.c.id), nullable=False, index=True),
    Column("sealed_reason", LargeBinary, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("decision_no", NAME, nullable=False),
    Column("annulled_by", NAME, nullable=True),
)

batch: Final = Table(
    "batch",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    Column("committee", NAME, nullable=False),
    Column("number", NAME, nullable=False),
    Column("method", WORD, nullable=False),
    Column("state", WORD, nullable=False, index=True),
    Column("received_at", Moment, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("header", LargeBinary, nullable=False),  # the signed header as received: public
    Column("sealed_body", LargeBinary, nullable=False),  # the whole file as received
    Column("sealed_findings", LargeBinary, nullable=True),
    Column("proof", Text, nullable=True),  # of its entry in the log, under the first checkpoint
    UniqueConstraint("committee", "number"),
)

publication: Final = Table(
    "publication",
    metadata,
    Column("decision_no", NAME, primary_key=True),
    Column("batch", ForeignKey(batch.c.digest), nullable=False, index=True),
    Column("document_no", NAME, nullable=False),
    Column("published_on", Date, nullable=False),
    Column("at", Moment, nullable=False),
)

batch_row: Final = Table(
    "batch_row",
    metadata,
    Column("row_hash", DIGEST, primary_key=True),  # once, for ever, over all batches
    Column("batch", ForeignKey(batch.c.digest), nullable=False),
    Column("position", Integer, nullable=False),  # place in the batch's tree
    Column("line", Integer, nullable=False),
    Column("state", WORD, nullable=False),
    Column("publication", ForeignKey(publication.c.decision_no), nullable=True),
    Column("claim", DIGEST, nullable=False, index=True),  # blind: identity, series, ... level
    Column("sealed_row", LargeBinary, nullable=False),
    UniqueConstraint("batch", "position"),
    Index(None, "batch", "state"),
)

nomination: Final = Table(
    "nomination",
    metadata,
    Column("row_hash", ForeignKey(batch_row.c.row_hash), primary_key=True),
    Column("enterprise", DIGEST, nullable=False, index=True),  # blind: its code, year, grade
    Column("level", WORD, nullable=False),
)

notice: Final = Table(
    "notice",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    Column("batch", ForeignKey(batch.c.digest), nullable=False, index=True),
    Column("token", LargeBinary, nullable=False),
    Column("posted_on", Date, nullable=False),
    Column("closed_on", Date, nullable=False),
    Column("at", Moment, nullable=False),
)

decision: Final = Table(
    "decision",
    metadata,
    Column("number", NAME, primary_key=True),
    Column("act", WORD, nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", DIGEST, nullable=False),
    Column("sealed_decision", LargeBinary, nullable=False),
)

award: Final = Table(
    "award",
    metadata,
    Column("number", WORD, primary_key=True),
    Column("person_id", ForeignKey(person.c.id), nullable=False, index=True),
    # Blind: person, series, specialty, level. One living award for each; NULL once it is given up.
    Column("claim", DIGEST, nullable=True, unique=True),
    Column("series", WORD, nullable=False),
    Column("sealed_specialty", LargeBinary, nullable=False),
    Column("level", WORD, nullable=False),
    Column("year", Integer, nullable=False),
    Column("state", WORD, nullable=False),
    Column("batch", ForeignKey(batch.c.digest), nullable=True, index=True),
    Column("row_hash", ForeignKey(batch_row.c.row_hash), nullable=True, unique=True),
)

version: Final = Table(
    "version",
    metadata,
    Column("number", ForeignKey(award.c.number), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("sealed_facts", LargeBinary, nullable=False),
    Column("reason", NAME, nullable=True),
    Column("at", Moment, nullable=False),
)

_NOT_VALID: Any = {f"{on}_where": text("status != 0") for on in ("sqlite", "postgresql")}

copy: Final = Table(
    "copy",
    metadata,
    Column("id", WORD, primary_key=True),  # "<number>.<version>.<turn>"
    Column("number", ForeignKey(award.c.number), nullable=False),
    Column("version", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("state", WORD, nullable=False, index=True),
    Column("planned_at", Moment, nullable=False),
    Column("status_list", Integer, nullable=False),
    Column("status_index", Integer, nullable=False),
    Column("status", Integer, nullable=False),
    Column("status_changed_at", Moment, nullable=True),
    Column("credential_digest", DIGEST, nullable=True, unique=True),
    Column("cwt_digest", DIGEST, nullable=True, unique=True),
    Column("log_index", BigInteger, nullable=True, unique=True),
    Column("issued_at", Moment, nullable=True),
    Column("sealed_code", LargeBinary, nullable=False),
    Column("sealed_check_code", LargeBinary, nullable=False),
    Column("sealed_credential", LargeBinary, nullable=True),
    Column("sealed_cwt", LargeBinary, nullable=True),
    UniqueConstraint("number", "version", "turn"),
    UniqueConstraint("status_list", "status_index"),
    # A list of a million places is signed anew for one: those that are valid are not read for it.
    Index("ix_copy_not_valid", "status_list", "status_index", "status", **_NOT_VALID),
)

public_record: Final = Table(
    "public_record",
    metadata,
    Column("code_digest", DIGEST, primary_key=True),
    Column("sealed_record", LargeBinary, nullable=False),  # under the code, not the data key
)

door: Final = Table(
    "door",
    metadata,
    Column("door_id", DIGEST, primary_key=True),
    Column("wrapped_code", LargeBinary, nullable=False),  # under number, name and check code
)

revocation: Final = Table(
    "revocation",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("certificate_no", WORD, nullable=False, index=True),
    Column("on", Date, nullable=False),
    Column("authority", NAME, nullable=False),
    Column("decision_no", NAME, nullable=False),
    Column("cause", WORD, nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_by", NAME, nullable=True),
    UniqueConstraint("decision_no", "certificate_no"),
)

signed_list: Final = Table(
    "signed_list",
    metadata,
    Column("name", NAME, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("token", Text, nullable=False),
    Column("digest", DIGEST, nullable=False),
    Column("at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

log_head: Final = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # one row, 1: locked by writers
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("time", Moment, nullable=False),
)

log_entry: Final = Table(
    "log_entry",
    metadata,
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", WORD, nullable=False, index=True),
    Column("time", Moment, nullable=False),
    Column("leaf", LargeBinary, nullable=False),  # public bytes
    Column("sealed_body", LargeBinary, nullable=True),  # the office's journal
)

log_tile: Final = Table(
    "log_tile",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),  # 1 to 256 hashes of 32 bytes
)

checkpoint: Final = Table(
    "checkpoint",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

fake_report: Final = Table(
    "fake_report",
    metadata,
    Column("number", WORD, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("sealed_report", LargeBinary, nullable=False),  # under the pepper, not the data key
    Column("closed_at", Moment, nullable=True),
)

counter: Final = Table(
    "counter",
    metadata,
    Column("name", NAME, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

setting: Final = Table(
    "setting",
    metadata,
    Column("name", NAME, primary_key=True),
    Column("value", Text, nullable=False),
)
