"""The tables, and the version of their layout."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table

VERSION = 1

metadata = MetaData()

about = Table("about", metadata, Column("key", String(40), primary_key=True), Column("value", String(200)))

runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("user", String(64), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("spec_version", Integer, nullable=False, default=1),
    Column("spec", JSON, nullable=False),
    Column("status", String(16), nullable=False),
    Column("step", Integer, nullable=False),
    Column("epoch", Float, nullable=False),
    Column("stop_reason", JSON(none_as_null=True)),
    Column("newest", JSON, nullable=False),
    Column("device", String(80), nullable=False),
    Column("placement", Integer, nullable=False),
    Column("history", Integer, nullable=False),
    Index("runs_by_status", "status"),
    sqlite_autoincrement=True,
)

metrics = Table(
    "metrics",
    metadata,
    Column("run", String(64), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("first", Integer, primary_key=True),
    Column("history", Integer, nullable=False),
    Column("rows", JSON, nullable=False),
)
