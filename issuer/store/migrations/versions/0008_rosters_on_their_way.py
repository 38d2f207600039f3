"""Rosters on their way: what a unit handed in, how far it is judged, and what it gets back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables beside the rosters; sealed, and without a certificate in any column.

    Who asked about a certificate is found by the data key from now on; what was recorded before
    is found no more, and goes when its time is over.
    """
    op.create_table(
        "roster_job",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("language", sa.String(40), nullable=False),
        sa.Column("encoding", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sealed_purpose", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_upload", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(40), nullable=True),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("lists", sa.LargeBinary(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.Column("counts", sa.Text(), nullable=True),
        sa.Column("sealed_result", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_receipt", sa.LargeBinary(), nullable=True),
        sa.Column("files_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name="fk_roster_job_unit_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_roster_job"),
    )
    op.create_index("ix_roster_job_state", "roster_job", ["state"])
    op.create_index("ix_roster_job_unit_at", "roster_job", ["unit", "at"])
    op.create_table(
        "roster_part",
        sa.Column("job", sa.String(40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sealed_lines", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["roster_job.id"], name="fk_roster_part_job_roster_job"),
        sa.PrimaryKeyConstraint("job", "place", name="pk_roster_part"),
    )


def downgrade() -> None:
    """They go, and with them what units have not fetched."""
    op.drop_table("roster_part")
    op.drop_table("roster_job")
