"""Reports of fakes: what visitors saw, sealed, for the office to look into."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table that belongs to no certificate."""
    op.create_table(
        "fake_report",
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sealed_report", sa.LargeBinary(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_fake_report"),
    )


def downgrade() -> None:
    """It goes, and what was reported with it."""
    op.drop_table("fake_report")
