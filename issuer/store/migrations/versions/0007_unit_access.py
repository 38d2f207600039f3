"""Units that sign in: invitations, passkeys, attempts, sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Four tables beside the units; who was invited is sealed."""
    op.create_table(
        "unit_invitation",
        sa.Column("digest", sa.String(43), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(40), nullable=False),
        sa.Column("sealed_person", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name="fk_unit_invitation_unit_unit"),
        sa.PrimaryKeyConstraint("digest", name="pk_unit_invitation"),
    )
    op.create_index("ix_unit_invitation_unit", "unit_invitation", ["unit"])
    op.create_table(
        "unit_passkey",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("credential", sa.String(43), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(40), nullable=False),
        sa.Column("sealed_person", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.String(40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name="fk_unit_passkey_unit_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_unit_passkey"),
        sa.UniqueConstraint("credential", name="uq_unit_passkey_credential"),
    )
    op.create_index("ix_unit_passkey_unit", "unit_passkey", ["unit"])
    op.create_table(
        "unit_attempt",
        sa.Column("digest", sa.String(43), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("challenge", sa.String(43), nullable=False),
        sa.Column("about", sa.String(43), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_unit_attempt"),
    )
    op.create_index("ix_unit_attempt_expires_at", "unit_attempt", ["expires_at"])
    op.create_table(
        "unit_session",
        sa.Column("digest", sa.String(43), nullable=False),
        sa.Column("passkey", sa.String(40), nullable=False),
        sa.Column("device", sa.String(40), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passkey"], ["unit_passkey.id"], name="fk_unit_session_passkey_unit_passkey"
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_unit_session"),
    )
    op.create_index("ix_unit_session_passkey", "unit_session", ["passkey"])
    op.create_index("ix_unit_session_seen_at", "unit_session", ["seen_at"])


def downgrade() -> None:
    """They go: every unit is signed out, and must be invited anew."""
    op.drop_table("unit_session")
    op.drop_table("unit_attempt")
    op.drop_table("unit_passkey")
    op.drop_table("unit_invitation")
