"""Units that verify rosters, what they had verified, and comparisons that failed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_LIVING = "withdrawn_at IS NULL"


def upgrade() -> None:
    """Four tables beside the register; no certificate is named in any of them."""
    op.create_table(
        "unit",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("uscc", sa.String(40), nullable=False),
        sa.Column("sealed_contact", sa.LargeBinary(), nullable=False),
        sa.Column("decision_no", sa.String(200), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_by", sa.String(200), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_unit"),
    )
    op.create_index(
        "ix_unit_living",
        "unit",
        ["uscc"],
        unique=True,
        sqlite_where=sa.text(_LIVING),
        postgresql_where=sa.text(_LIVING),
    )
    op.create_table(
        "roster",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("sealed_purpose", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name="fk_roster_unit_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_roster"),
    )
    op.create_index("ix_roster_unit", "roster", ["unit"])
    op.create_table(
        "roster_check",
        sa.Column("roster", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(43), nullable=False),
        sa.ForeignKeyConstraint(["roster"], ["roster.id"], name="fk_roster_check_roster_roster"),
        sa.PrimaryKeyConstraint("roster", "subject", name="pk_roster_check"),
    )
    op.create_index("ix_roster_check_subject", "roster_check", ["subject"])
    op.create_table(
        "roster_failure",
        sa.Column("roster", sa.String(40), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(43), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["roster"], ["roster.id"], name="fk_roster_failure_roster_roster"),
        sa.PrimaryKeyConstraint("roster", "line", name="pk_roster_failure"),
    )
    op.create_index("ix_roster_failure_subject_at", "roster_failure", ["subject", "at"])


def downgrade() -> None:
    """They go, and with them the bounds on comparisons: no unit may be let in afterwards."""
    op.drop_table("roster_failure")
    op.drop_table("roster_check")
    op.drop_table("roster")
    op.drop_table("unit")
