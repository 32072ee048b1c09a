"""Channels that a tenant has closed to the bot."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "loss",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenant.id"], name="fk_loss_tenant_tenant"),
        sa.PrimaryKeyConstraint("tenant", "channel", name="pk_loss"),
    )


def downgrade() -> None:
    op.drop_table("loss")
