"""The version that each change was made against."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Until now it was the version before: the tenant's own, and the shipped ones ("" owns them) that were there by then.
_FILL = """
    UPDATE revision SET against = version - 1 + CASE WHEN tenant = '' THEN 0 ELSE (
        SELECT count(*) FROM revision AS shipped
        WHERE shipped.tenant = '' AND shipped.record = revision.record AND shipped.at <= revision.at
    ) END
"""


def upgrade() -> None:
    op.add_column("revision", sa.Column("against", sa.Integer(), server_default="0", nullable=False))
    op.execute(_FILL)


def downgrade() -> None:
    op.drop_column("revision", "against")
