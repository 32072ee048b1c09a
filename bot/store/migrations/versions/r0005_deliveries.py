"""What channels subscribe to, and the ledger of what they were delivered."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("role", sa.String(), server_default="everyone", nullable=False))
    _subscription()
    _delivery()


def downgrade() -> None:
    op.drop_table("delivery")
    op.drop_table("subscription")
    op.drop_column("notice", "role")


def _subscription() -> None:
    op.create_table(
        "subscription",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("channel", "kind", "about")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("every", "zone", "skip", "until")),
        sa.Column("only_new", sa.Boolean(), nullable=False),
        sa.Column("lateness", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('active', 'paused', 'ended', 'deleted')", name=op.f("ck_subscription_status")),
        sa.ForeignKeyConstraint(["tenant"], ["tenant.id"], name=op.f("fk_subscription_tenant_tenant")),
        sa.PrimaryKeyConstraint("tenant", "number", name=op.f("pk_subscription")),
    )
    op.create_index("ix_subscription_due", "subscription", ["next_at"], **_where("next_at IS NOT NULL"))


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("subscription", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("platform", "channel", "status", "why")),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unclear", sa.Boolean(), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("messages", "link", "records")),
        sa.CheckConstraint(
            "status IN ('pending', 'posted', 'skipped', 'unconfirmed', 'failed')", name=op.f("ck_delivery_status")
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenant.id"], name=op.f("fk_delivery_tenant_tenant")),
        sa.ForeignKeyConstraint(
            ["tenant", "subscription"],
            ["subscription.tenant", "subscription.number"],
            name=op.f("fk_delivery_tenant_subscription_subscription"),
        ),
        sa.PrimaryKeyConstraint("tenant", "subscription", "slot", name=op.f("pk_delivery")),
    )
    op.create_index("ix_delivery_tenant_slot", "delivery", ["tenant", "slot"])
    op.create_index("ix_delivery_waiting", "delivery", ["platform", "try_at"], **_where("try_at IS NOT NULL"))


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
