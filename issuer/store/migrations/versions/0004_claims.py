"""Claims: codes by which holders fetch their certificates, kept as digests.

Certificates that were made before have none until somebody makes them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ISSUED = "state = 'ISSUED'"


def upgrade() -> None:
    """A table beside the awards; one code of each award may be open."""
    op.create_table(
        "claim",
        sa.Column("digest", sa.String(43), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ticket", sa.String(43), nullable=True),
        sa.Column("ticket_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["award.number"], name="fk_claim_number_award"),
        sa.PrimaryKeyConstraint("digest", name="pk_claim"),
        sa.UniqueConstraint("ticket", name="uq_claim_ticket"),
    )
    op.create_index("ix_claim_number", "claim", ["number"])
    op.create_index(
        "ix_claim_open",
        "claim",
        ["number"],
        unique=True,
        sqlite_where=sa.text(_ISSUED),
        postgresql_where=sa.text(_ISSUED),
    )


def downgrade() -> None:
    """It goes, and with it every code that was handed out; files are then handed out by hand."""
    op.drop_index("ix_claim_open", "claim")
    op.drop_index("ix_claim_number", "claim")
    op.drop_table("claim")
