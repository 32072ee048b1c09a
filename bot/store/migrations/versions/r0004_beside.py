"""Lines that are kept for buttons, and claims of what is done once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, *rest in (("call", sa.Column("line", sa.String(), nullable=False)), ("claim",)):
        op.create_table(
            name,
            sa.Column("tenant", sa.String(), nullable=False),
            sa.Column("key", sa.String(), nullable=False),
            *rest,
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(["tenant"], ["tenant.id"], name=f"fk_{name}_tenant_tenant"),
            sa.PrimaryKeyConstraint("tenant", "key", name=f"pk_{name}"),
        )
    op.create_index("ix_claim_tenant_at", "claim", ["tenant", "at"])


def downgrade() -> None:
    op.drop_table("claim")
    op.drop_table("call")
