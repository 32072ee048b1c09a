"""The tables, as the newest migration leaves them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

HEAD = "0007"
"""The migration that makes exactly these tables; here, so that asking for it does not import Alembic."""


class Moment(TypeDecorator[dt.datetime]):
    """A moment in UTC, to the microsecond. A datetime without a zone is refused: nobody can tell what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002  as it is called
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002  as it is called
        return None if value is None else moment(value)


def moment(raw: dt.datetime | str) -> dt.datetime:
    """Read what a driver gives for a `Moment`: SQLite's text, which is without a zone and in UTC, or a datetime."""
    read = dt.datetime.fromisoformat(raw) if isinstance(raw, str) else raw
    return read.replace(tzinfo=dt.UTC) if read.tzinfo is None else read.astimezone(dt.UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _owner() -> Column[str]:
    return Column("tenant", String, ForeignKey("tenant.id"), primary_key=True)


def _number() -> Column[int]:
    # Counted for each tenant under its lock, so never by the database.
    return Column("number", Integer, primary_key=True, autoincrement=False)


tenant = Table(
    "tenant",
    metadata,
    Column("id", String, primary_key=True),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("generation", Integer, nullable=False, server_default="0"),
)

revision = Table(
    "revision",
    metadata,
    _owner(),
    _number(),
    Column("record", String, nullable=False),
    Column("noun", String, nullable=False),
    Column("dossier", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("against", Integer, nullable=False, server_default="0"),
    Column("action", String, nullable=False),
    Column("status", String, nullable=False),
    Column("fields", String, nullable=False),
    Column("base", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undoes", Integer),
    UniqueConstraint("tenant", "record", "version"),
    Index(None, "tenant", "at"),
    Index(None, "tenant", "actor"),
    Index(None, "tenant", "undoes"),
)

curator = Table(
    "curator",
    metadata,
    _owner(),
    Column("user", String, primary_key=True),
    Column("role", String, CheckConstraint("role IN ('curator', 'admin')", name="role"), nullable=False),
    Column("by", String, nullable=False),
    Column("at", Moment, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    _owner(),
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

suggestion = Table(
    "suggestion",
    metadata,
    _owner(),
    _number(),
    Column("user", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("line", String, nullable=False),
    Column(
        "status",
        String,
        CheckConstraint("status IN ('open', 'approved', 'rejected')", name="status"),
        nullable=False,
        server_default="open",
    ),
    Column("decided_by", String),
    Column("decided_at", Moment),
    Column("reason", String),
    Column("record", String),
    Index(None, "tenant", "status"),
    Index(None, "tenant", "user"),
    Index(None, "tenant", "record"),
)

notice = Table(
    "notice",
    metadata,
    _owner(),
    _number(),
    Column("user", String, nullable=False),
    Column("line", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("told_at", Moment),
    Column("role", String, nullable=False, server_default="everyone"),
)
Index(
    "ix_notice_untold",
    notice.c.tenant,
    notice.c.user,
    sqlite_where=notice.c.told_at.is_(None),
    postgresql_where=notice.c.told_at.is_(None),
)

deed = Table(
    "deed",
    metadata,
    _owner(),
    _number(),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("note", String, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "tenant", "actor"),
    Index(None, "tenant", "at"),
)

call = Table(
    "call",
    metadata,
    _owner(),
    Column("key", String, primary_key=True),
    Column("line", String, nullable=False),
    Column("at", Moment, nullable=False),
)

claim = Table(
    "claim",
    metadata,
    _owner(),
    Column("key", String, primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "tenant", "at"),
)

subscription = Table(
    "subscription",
    metadata,
    _owner(),
    _number(),
    Column("channel", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("about", String, nullable=False),
    Column("every", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("skip", String, nullable=False),
    Column("until", String, nullable=False),
    Column("only_new", Boolean, nullable=False),
    Column("lateness", Integer, nullable=False),
    Column(
        "status",
        String,
        CheckConstraint("status IN ('active', 'paused', 'ended', 'deleted')", name="status"),
        nullable=False,
    ),
    Column("why", String, nullable=False),
    Column("next_at", Moment),
    Column("by", String, nullable=False),
    Column("at", Moment, nullable=False),
)
Index(
    "ix_subscription_due",
    subscription.c.next_at,
    sqlite_where=subscription.c.next_at.is_not(None),
    postgresql_where=subscription.c.next_at.is_not(None),
)

delivery = Table(
    "delivery",
    metadata,
    _owner(),
    Column("subscription", Integer, primary_key=True, autoincrement=False),
    Column("slot", Moment, primary_key=True),
    Column("platform", String, nullable=False),
    Column("channel", String, nullable=False),
    Column(
        "status",
        String,
        CheckConstraint("status IN ('pending', 'posted', 'skipped', 'unconfirmed', 'failed')", name="status"),
        nullable=False,
    ),
    Column("why", String, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("unclear", Boolean, nullable=False),
    Column("try_at", Moment),
    Column("settled_at", Moment),
    Column("messages", String, nullable=False),
    Column("link", String, nullable=False),
    Column("records", String, nullable=False),
    ForeignKeyConstraint(["tenant", "subscription"], ["subscription.tenant", "subscription.number"]),
    Index(None, "tenant", "slot"),
)
Index(
    "ix_delivery_waiting",
    delivery.c.platform,
    delivery.c.try_at,
    sqlite_where=delivery.c.try_at.is_not(None),
    postgresql_where=delivery.c.try_at.is_not(None),
)

Index(
    "ix_delivery_settled",
    delivery.c.settled_at,
    sqlite_where=delivery.c.settled_at.is_not(None),
    postgresql_where=delivery.c.settled_at.is_not(None),
)

pace = Table(
    "pace",
    metadata,
    Column("platform", String, primary_key=True),
    Column("next_at", Moment, nullable=False),
)

loss = Table(
    "loss",
    metadata,
    _owner(),
    Column("channel", String, primary_key=True),
    Column("at", Moment, nullable=False),
)

content = Table(
    "content",
    metadata,
    Column("digest", String, primary_key=True),
    Column("at", Moment, nullable=False),
)

install = Table(
    "install",
    metadata,
    _owner(),
    Column("app", String, nullable=False),
    Column("enterprise", String),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("bot_user", String, nullable=False),
    Column("bot", String, nullable=False),
    Column("installer", String, nullable=False),
    Column("scopes", String, nullable=False),
    Column("token", String),
    Column("refresh_token", String),
    Column("expires_at", Moment),
    Column("installed_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("refresh_after", Moment),
    Column("ended_at", Moment),
    Column("ended_why", String),
)

oauth_state = Table(
    "oauth_state",
    metadata,
    Column("state", String, primary_key=True),
    Column("browser", String, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index(None, "expires_at"),
)
