"""Nominations: how many an enterprise nominated in a year is counted over all batches.

Rows that were kept before carried none.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table beside the rows; the enterprise is blind."""
    op.create_table(
        "nomination",
        sa.Column("row_hash", sa.String(43), nullable=False),
        sa.Column("enterprise", sa.String(43), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["row_hash"], ["batch_row.row_hash"], name="fk_nomination_row_hash_batch_row"
        ),
        sa.PrimaryKeyConstraint("row_hash", name="pk_nomination"),
    )
    op.create_index("ix_nomination_enterprise", "nomination", ["enterprise"])


def downgrade() -> None:
    """It goes; quotas are then counted within a list."""
    op.drop_index("ix_nomination_enterprise", "nomination")
    op.drop_table("nomination")
