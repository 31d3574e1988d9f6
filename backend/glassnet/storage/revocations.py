"""How a command line tells a running server that it has sent somebody away."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from glassnet.storage.database import Database
from glassnet.storage.schema import about

_KEY = "revocations"


class Revocations:
    """Counts how often another process has ended accounts or sessions.

    Args:
        database: opened by its owner.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self) -> int:
        """How often so far."""
        return int(await self._database.value(select(about.c.value).where(about.c.key == _KEY)) or 0)

    async def tell(self) -> None:
        """Somebody may be let in no more: a server that works with this database looks within seconds."""
        async with self._database.write() as connection:
            before = int(await connection.scalar(select(about.c.value).where(about.c.key == _KEY)) or 0)
            await connection.execute(delete(about).where(about.c.key == _KEY))
            await connection.execute(insert(about).values(key=_KEY, value=str(before + 1)))
