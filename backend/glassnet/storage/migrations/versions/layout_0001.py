"""Runs and their metrics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_whole = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Lay out an empty database."""
    op.create_table("about", sa.Column("key", sa.String(40), primary_key=True), sa.Column("value", sa.String(200)))
    op.create_table(
        "runs",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("user", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("spec_version", sa.Integer, nullable=False),
        sa.Column("spec", sa.JSON, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("step", _whole, nullable=False),
        sa.Column("epoch", sa.Float, nullable=False),
        sa.Column("stop_reason", sa.JSON(none_as_null=True)),
        sa.Column("newest", sa.JSON, nullable=False),
        sa.Column("device", sa.String(80), nullable=False),
        sa.Column("placement", sa.Integer, nullable=False),
        sa.Column("history", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("runs_by_status", "runs", ["status"])
    op.create_table(
        "metrics",
        sa.Column("run", sa.String(64), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("first", _whole, primary_key=True, autoincrement=False),
        sa.Column("history", sa.Integer, nullable=False),
        sa.Column("rows", sa.JSON, nullable=False),
    )
    op.execute("INSERT INTO about (key, value) VALUES ('schema_version', '1')")
