"""The first schema."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The first schema."""
    op.create_table(
        "batch",
        sa.Column("digest", sa.String(length=43), nullable=False),
        sa.Column("committee", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_findings", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_batch")),
        sa.UniqueConstraint("committee", "number", name=op.f("uq_batch_committee_number")),
    )
    op.create_index(op.f("ix_batch_state"), "batch", ["state"], unique=False)
    op.create_table(
        "checkpoint",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "decision",
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=43), nullable=False),
        sa.Column("sealed_decision", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_decision")),
    )
    op.create_table(
        "door",
        sa.Column("door_id", sa.String(length=43), nullable=False),
        sa.Column("wrapped_code", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("door_id", name=op.f("pk_door")),
    )
    op.create_table(
        "log_entry",
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_log_entry")),
    )
    op.create_index(op.f("ix_log_entry_kind"), "log_entry", ["kind"], unique=False)
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    op.create_table(
        "log_tile",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "index", name=op.f("pk_log_tile")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "public_record",
        sa.Column("code_digest", sa.String(length=43), nullable=False),
        sa.Column("sealed_record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("code_digest", name=op.f("pk_public_record")),
    )
    op.create_table(
        "revocation",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("certificate_no", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("decision_no", sa.String(length=200), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_revocation")),
        sa.UniqueConstraint(
            "decision_no", "certificate_no", name=op.f("uq_revocation_decision_no_certificate_no")
        ),
    )
    op.create_index(
        op.f("ix_revocation_certificate_no"), "revocation", ["certificate_no"], unique=False
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "signed_list",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=43), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "seq", name=op.f("pk_signed_list")),
    )
    op.create_table(
        "integrity_record",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("decision_no", sa.String(length=200), nullable=False),
        sa.Column("annulled_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_integrity_record_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integrity_record")),
    )
    op.create_index(
        op.f("ix_integrity_record_person_id"), "integrity_record", ["person_id"], unique=False
    )
    op.create_table(
        "notice",
        sa.Column("digest", sa.String(length=43), nullable=False),
        sa.Column("batch", sa.String(length=43), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batch.digest"], name=op.f("fk_notice_batch")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_batch"), "notice", ["batch"], unique=False)
    op.create_table(
        "person_identity",
        sa.Column("blind", sa.String(length=43), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("sealed_identity", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_identity_person_id")
        ),
        sa.PrimaryKeyConstraint("blind", name=op.f("pk_person_identity")),
    )
    op.create_index(
        op.f("ix_person_identity_person_id"), "person_identity", ["person_id"], unique=False
    )
    op.create_table(
        "publication",
        sa.Column("decision_no", sa.String(length=200), nullable=False),
        sa.Column("batch", sa.String(length=43), nullable=False),
        sa.Column("document_no", sa.String(length=200), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batch.digest"], name=op.f("fk_publication_batch")),
        sa.PrimaryKeyConstraint("decision_no", name=op.f("pk_publication")),
    )
    op.create_index(op.f("ix_publication_batch"), "publication", ["batch"], unique=False)
    op.create_table(
        "batch_row",
        sa.Column("row_hash", sa.String(length=43), nullable=False),
        sa.Column("batch", sa.String(length=43), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("publication", sa.String(length=200), nullable=True),
        sa.Column("claim", sa.String(length=43), nullable=False),
        sa.Column("sealed_row", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batch.digest"], name=op.f("fk_batch_row_batch")),
        sa.ForeignKeyConstraint(
            ["publication"], ["publication.decision_no"], name=op.f("fk_batch_row_publication")
        ),
        sa.PrimaryKeyConstraint("row_hash", name=op.f("pk_batch_row")),
        sa.UniqueConstraint("batch", "position", name=op.f("uq_batch_row_batch_position")),
    )
    op.create_index(op.f("ix_batch_row_batch_state"), "batch_row", ["batch", "state"], unique=False)
    op.create_index(op.f("ix_batch_row_claim"), "batch_row", ["claim"], unique=False)
    op.create_table(
        "award",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("claim", sa.String(length=43), nullable=True),
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("sealed_specialty", sa.LargeBinary(), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("batch", sa.String(length=43), nullable=True),
        sa.Column("row_hash", sa.String(length=43), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["batch.digest"], name=op.f("fk_award_batch")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_award_person_id")),
        sa.ForeignKeyConstraint(
            ["row_hash"], ["batch_row.row_hash"], name=op.f("fk_award_row_hash")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_award")),
        sa.UniqueConstraint("claim", name=op.f("uq_award_claim")),
        sa.UniqueConstraint("row_hash", name=op.f("uq_award_row_hash")),
    )
    op.create_index(op.f("ix_award_batch"), "award", ["batch"], unique=False)
    op.create_index(op.f("ix_award_person_id"), "award", ["person_id"], unique=False)
    op.create_table(
        "copy",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.Column("status_list", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("status_changed_at", sa.BigInteger(), nullable=True),
        sa.Column("credential_digest", sa.String(length=43), nullable=True),
        sa.Column("cwt_digest", sa.String(length=43), nullable=True),
        sa.Column("log_index", sa.BigInteger(), nullable=True),
        sa.Column("issued_at", sa.BigInteger(), nullable=True),
        sa.Column("sealed_code", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_check_code", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_credential", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_cwt", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["award.number"], name=op.f("fk_copy_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copy")),
        sa.UniqueConstraint("credential_digest", name=op.f("uq_copy_credential_digest")),
        sa.UniqueConstraint("cwt_digest", name=op.f("uq_copy_cwt_digest")),
        sa.UniqueConstraint("log_index", name=op.f("uq_copy_log_index")),
        sa.UniqueConstraint("number", "version", "turn", name=op.f("uq_copy_number_version_turn")),
        sa.UniqueConstraint(
            "status_list", "status_index", name=op.f("uq_copy_status_list_status_index")
        ),
    )
    op.create_index(op.f("ix_copy_state"), "copy", ["state"], unique=False)
    op.create_table(
        "version",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_facts", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["award.number"], name=op.f("fk_version_number")),
        sa.PrimaryKeyConstraint("number", "version", name=op.f("pk_version")),
    )
    # The head of the empty log (RFC 9162 2.1.1): the row that writers lock.
    head = sa.table(
        "log_head",
        sa.column("id", sa.Integer),
        sa.column("size", sa.BigInteger),
        sa.column("root", sa.LargeBinary),
        sa.column("time", sa.BigInteger),
    )
    op.bulk_insert(head, [{"id": 1, "size": 0, "root": hashlib.sha256().digest(), "time": 0}])
