"""Begin: tenants, their revisions, curators, settings, suggestions, notices and deeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("curator", "setting", "notice", "deed", "suggestion", "revision", "content", "tenant")


def upgrade() -> None:
    op.create_table(
        "tenant",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("generation", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tenant"),
    )
    op.create_table(
        "content",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_content"),
    )
    _revision()
    _suggestion()
    _deed()
    _notice()
    _owned(
        "setting",
        "name",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
    )
    _owned(
        "curator",
        "user",
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('curator', 'admin')", name=op.f("ck_curator_role")),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _owned(name: str, key: str, *rest: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("tenant", sa.String(), nullable=False),
        *rest,
        sa.ForeignKeyConstraint(["tenant"], ["tenant.id"], name=op.f(f"fk_{name}_tenant_tenant")),
        sa.PrimaryKeyConstraint("tenant", key, name=op.f(f"pk_{name}")),
    )


def _numbered(name: str, *rest: sa.schema.SchemaItem) -> None:
    _owned(name, "number", sa.Column("number", sa.Integer(), autoincrement=False, nullable=False), *rest)


def _indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_tenant_{column}", table, ["tenant", column])


def _revision() -> None:
    _numbered(
        "revision",
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("dossier", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.UniqueConstraint("tenant", "record", "version", name="uq_revision_tenant_record_version"),
    )
    _indexed("revision", "at", "actor", "undoes")


def _suggestion() -> None:
    _numbered(
        "suggestion",
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("status", sa.String(), server_default="open", nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("record", sa.String(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'approved', 'rejected')", name=op.f("ck_suggestion_status")),
    )
    _indexed("suggestion", "status", "user", "record")


def _deed() -> None:
    _numbered(
        "deed",
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    _indexed("deed", "actor", "at")


def _notice() -> None:
    _numbered(
        "notice",
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
    )
    untold = sa.text("told_at IS NULL")
    op.create_index("ix_notice_untold", "notice", ["tenant", "user"], sqlite_where=untold, postgresql_where=untold)
