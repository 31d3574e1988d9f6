"""People, classes, projects and shares; runs have titles, notes, a project and a parent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_whole = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
_id = sa.String(64)
_name = sa.String(200)


def upgrade() -> None:
    """Add what a class needs; what is there stays as it is."""
    _runs()
    _people()
    _classes()
    _projects()
    _shares()
    op.execute("UPDATE about SET value = '2' WHERE key = 'schema_version'")


def _runs() -> None:
    op.add_column("runs", sa.Column("title", _name, nullable=False, server_default=""))
    op.add_column("runs", sa.Column("notes", sa.Text, nullable=False, server_default=""))
    op.add_column("runs", sa.Column("project", _id))
    op.add_column("runs", sa.Column("parent", _id))
    op.add_column("runs", sa.Column("parent_step", _whole))
    op.add_column("runs", sa.Column("group", _id))
    op.create_index("runs_by_user", "runs", ["user", "number"])
    op.create_index("runs_by_project", "runs", ["project", "number"])
    op.create_table(
        "usage",
        sa.Column("user", _id, primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("training_s", sa.Float, nullable=False),
    )


def _people() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", _id, primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("name", _name, nullable=False),
        sa.Column("name_key", _name, unique=True),
        sa.Column("password", sa.String(400)),
        sa.Column("resume_hash", sa.String(64), unique=True),
        sa.Column("class", _id),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("seen_at", sa.Float),
        sa.Column("closed_at", sa.Float),
    )
    op.create_index("accounts_by_class", "accounts", ["class"])
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("account", _id, sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
    )
    op.create_index("sessions_by_account", "sessions", ["account"])
    op.create_table(
        "tokens",
        sa.Column("id", _id, primary_key=True),
        sa.Column("account", _id, sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("title", _name, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sa.Column("used_at", sa.Float),
    )
    op.create_index("tokens_by_account", "tokens", ["account"])


def _classes() -> None:
    op.create_table(
        "classes",
        sa.Column("id", _id, primary_key=True),
        sa.Column("teacher", _id, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("title", _name, nullable=False),
        sa.Column("weight", sa.Float, nullable=False, server_default=sa.text("1")),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("closed_at", sa.Float),
    )
    op.create_index("classes_by_teacher", "classes", ["teacher"])
    op.create_table(
        "members",
        sa.Column("class", _id, sa.ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("account", _id, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("nickname", _name, nullable=False),
        sa.Column("joined_at", sa.Float, nullable=False),
        sa.Column("removed_at", sa.Float),
    )
    op.create_index("members_by_account", "members", ["account"])
    op.create_table(
        "join_codes",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("class", _id, sa.ForeignKey("classes.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sa.Column("closed_at", sa.Float),
    )
    op.create_index("join_codes_by_class", "join_codes", ["class"])


def _projects() -> None:
    op.create_table(
        "projects",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", _id, nullable=False, unique=True),
        sa.Column("user", _id, nullable=False),
        sa.Column("title", _name, nullable=False),
        sa.Column("notes", sa.Text, nullable=False, server_default=""),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("changed_at", sa.Float, nullable=False),
        sa.Column("handed_from", _id),
        sa.Column("class", _id),
        sa.Column("deleted_at", sa.Float),
        sqlite_autoincrement=True,
    )
    op.create_index("projects_by_user", "projects", ["user", "changed_at"])
    op.create_index("projects_by_class", "projects", ["class"])
    op.create_table(
        "project_versions",
        sa.Column("project", _id, sa.ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
    )
    op.create_table(
        "handouts",
        sa.Column("class", _id, sa.ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("project", _id, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title", _name, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )


def _shares() -> None:
    op.create_table(
        "datasets",
        sa.Column("id", _id, primary_key=True),
        sa.Column("user", _id, primary_key=True),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("bytes", _whole, nullable=False),
    )
    op.create_index("datasets_by_user", "datasets", ["user"])
    op.create_table(
        "shares",
        sa.Column("id", _id, primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("user", _id, nullable=False),
        sa.Column("project", _id, sa.ForeignKey("projects.id", ondelete="CASCADE")),
        sa.Column("run", _id, sa.ForeignKey("runs.id", ondelete="CASCADE")),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float),
        sa.Column("closed_at", sa.Float),
    )
    for column in ("user", "project", "run"):
        op.create_index(f"shares_by_{column}", "shares", [column])
