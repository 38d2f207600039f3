"""What every publication reads: the proof of each batch, made once, and the places that count.

A batch that was received before has no proof kept: the header's own time is then told for it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A proof beside each batch; an index of the copies that are not valid."""
    op.add_column("batch", sa.Column("proof", sa.Text(), nullable=True))
    op.create_index(
        "ix_copy_not_valid",
        "copy",
        ["status_list", "status_index", "status"],
        sqlite_where=sa.text("status != 0"),
        postgresql_where=sa.text("status != 0"),
    )


def downgrade() -> None:
    """Both go; a publication then makes every proof again."""
    op.drop_index("ix_copy_not_valid", "copy")
    op.drop_column("batch", "proof")
