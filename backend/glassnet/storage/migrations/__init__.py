"""From any layout of the database to the present one, without losing anything."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

from glassnet.errors import GlassnetError
from glassnet.storage.schema import LAYOUT


def migrate(connection: Connection, name: str, layout: int = LAYOUT) -> None:
    """Bring a database to a layout, in the transaction of the connection: all of it or nothing.

    Args:
        connection: to the database, in a transaction that nobody else writes in.
        name: what to call the database when it is refused.
        layout: the layout to bring it to; never an older one than it has.

    Raises:
        GlassnetError: ``data_too_new``, when a newer version of the program wrote it.
    """
    present = layout_of(connection)
    if present > LAYOUT:
        raise GlassnetError(
            "data_too_new",
            f"{name} was written by a newer Glassnet (layout {present}; this one knows {LAYOUT}).",
            "Start the newer version, or name another place with GLASSNET_DATA_DIR or GLASSNET_DATABASE_URL.",
        )
    if present >= layout:
        return
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if present and not inspect(connection).has_table("alembic_version"):
        command.stamp(config, f"{present:04d}")
    command.upgrade(config, f"{layout:04d}")


def layout_of(connection: Connection) -> int:
    """Number of a database's layout; 0 when it is empty. Every migration writes it, so that older programs refuse."""
    if not inspect(connection).has_table("about"):
        return 0
    return int(connection.scalar(text("SELECT value FROM about WHERE key = 'schema_version'")) or 0)
