"""From when a platform may be posted to again, and deliveries by when they were settled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pace",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", name="pk_pace"),
    )
    there = sa.text("settled_at IS NOT NULL")
    op.create_index("ix_delivery_settled", "delivery", ["settled_at"], sqlite_where=there, postgresql_where=there)


def downgrade() -> None:
    op.drop_index("ix_delivery_settled", table_name="delivery")
    op.drop_table("pace")
