"""The tables. A change here needs a migration in `migrations/versions`, and a number more in `LAYOUT`.

Times are seconds since 1970; ids come from `glassnet.ids`. Columns named ``user`` hold the id of an account but refer
to nothing: on a laptop there is one user, ``local``, who has no row in `accounts`. Likewise a run outlives its project,
the run it was forked from and its class; who deletes those decides what becomes of it.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

LAYOUT = 3
"""Number of the newest migration."""

metadata = MetaData()

_Id = String(64)
_Hash = String(64)
_Name = String(200)
Whole = Integer().with_variant(BigInteger(), "postgresql")
"""An integer of 64 bits: what SQLite calls an integer is one."""

about = Table("about", metadata, Column("key", String(40), primary_key=True), Column("value", String(200)))

# ------------------------------------------------------------------------------------------------ people and classes

accounts = Table(
    "accounts",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("role", String(16), nullable=False),
    Column("name", _Name, nullable=False),
    Column("name_key", _Name, unique=True),  # casefolded; only who signs in by name has one
    Column("password", String(400)),
    Column("resume_hash", _Hash, unique=True),
    Column("class", _Id),
    Column("created_at", Float, nullable=False),
    Column("seen_at", Float),
    Column("closed_at", Float),
    Index("accounts_by_class", "class"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", _Hash, primary_key=True),
    Column("account", _Id, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    Index("sessions_by_account", "account"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("account", _Id, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("title", _Name, nullable=False),
    Column("hash", _Hash, nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    Column("used_at", Float),
    Index("tokens_by_account", "account"),
)

classes = Table(
    "classes",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("teacher", _Id, ForeignKey("accounts.id"), nullable=False),
    Column("title", _Name, nullable=False),
    Column("weight", Float, nullable=False, server_default=text("1")),
    Column("created_at", Float, nullable=False),
    Column("closed_at", Float),
    Index("classes_by_teacher", "teacher"),
)

members = Table(
    "members",
    metadata,
    Column("class", _Id, ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True),
    Column("account", _Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("nickname", _Name, nullable=False),
    Column("joined_at", Float, nullable=False),
    Column("removed_at", Float),
    Index("members_by_account", "account"),
)

join_codes = Table(
    "join_codes",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("class", _Id, ForeignKey("classes.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    Column("closed_at", Float),
    Index("join_codes_by_class", "class"),
)

usage = Table(
    "usage",
    metadata,
    Column("user", _Id, primary_key=True),
    Column("day", String(10), primary_key=True),  # such as 2026-11-23, UTC
    Column("training_s", Float, nullable=False),
)

# ------------------------------------------------------------------------------------------------------------- work

projects = Table(
    "projects",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", _Id, nullable=False, unique=True),
    Column("user", _Id, nullable=False),
    Column("title", _Name, nullable=False),
    Column("notes", Text, nullable=False, server_default=""),
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("created_at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("handed_from", _Id),
    Column("class", _Id),
    Column("deleted_at", Float),  # for 30 days it can be brought back
    Index("projects_by_user", "user", "changed_at"),
    Index("projects_by_class", "class"),
    sqlite_autoincrement=True,
)

project_versions = Table(
    "project_versions",
    metadata,
    Column("project", _Id, ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", Float, nullable=False),
    Column("document", JSON, nullable=False),
)

handouts = Table(  # what those who join a class later are given
    "handouts",
    metadata,
    Column("class", _Id, ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True),
    Column("project", _Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("title", _Name, nullable=False),
    Column("notes", Text, nullable=False),
    Column("document", JSON, nullable=False),
    Column("at", Float, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", _Id, nullable=False, unique=True),
    Column("user", _Id, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("spec_version", Integer, nullable=False, default=1),
    Column("spec", JSON, nullable=False),
    Column("status", String(16), nullable=False),
    Column("step", Whole, nullable=False),
    Column("epoch", Float, nullable=False),
    Column("stop_reason", JSON(none_as_null=True)),
    Column("newest", JSON, nullable=False),
    Column("device", String(80), nullable=False),
    Column("placement", Integer, nullable=False),
    Column("history", Integer, nullable=False),
    Column("title", _Name, nullable=False, server_default=""),
    Column("notes", Text, nullable=False, server_default=""),
    Column("project", _Id),
    Column("parent", _Id),
    Column("parent_step", Whole),
    Column("group", _Id),  # the class it belongs to
    Index("runs_by_status", "status"),
    Index("runs_by_user", "user", "number"),
    Index("runs_by_project", "project", "number"),
    sqlite_autoincrement=True,
)

metrics = Table(
    "metrics",
    metadata,
    Column("run", _Id, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("first", Whole, primary_key=True, autoincrement=False),
    Column("history", Integer, nullable=False),
    Column("rows", JSON, nullable=False),
)

datasets = Table(
    "datasets",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("user", _Id, primary_key=True),  # data sets are named by their content: two may own the same one
    Column("created_at", Float, nullable=False),
    Column("bytes", Whole, nullable=False),
    Column("title", _Name),  # none: as its files say
    Column("notes", JSON),
    Index("datasets_by_user", "user"),
)

shares = Table(
    "shares",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("hash", _Hash, nullable=False, unique=True),
    Column("user", _Id, nullable=False),
    Column("project", _Id, ForeignKey("projects.id", ondelete="CASCADE")),
    Column("run", _Id, ForeignKey("runs.id", ondelete="CASCADE")),
    Column("mode", String(16), nullable=False),
    Column("options", JSON, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float),
    Column("closed_at", Float),
    Index("shares_by_user", "user"),
    Index("shares_by_project", "project"),
    Index("shares_by_run", "run"),
)
