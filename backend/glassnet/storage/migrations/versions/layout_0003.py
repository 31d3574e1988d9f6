"""Uploaded data sets have a title and notes for each of those who brought them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Who brought a data set first keeps the title of its files; for who brought the same later there is none."""
    op.add_column("datasets", sa.Column("title", sa.String(200)))
    op.add_column("datasets", sa.Column("notes", sa.JSON))
    op.execute(
        "UPDATE datasets SET title = 'Images' WHERE bytes > 0 AND EXISTS (SELECT 1 FROM datasets AS earlier "
        "WHERE earlier.id = datasets.id AND earlier.created_at < datasets.created_at)"
    )
    op.execute("UPDATE about SET value = '3' WHERE key = 'schema_version'")
