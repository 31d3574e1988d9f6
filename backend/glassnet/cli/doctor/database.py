"""The database: whether it is reached, which layout it has, and whether its clock is this machine's."""

from __future__ import annotations

import time

from sqlalchemy import text

from glassnet.cli.doctor.finding import Finding
from glassnet.errors import GlassnetError
from glassnet.settings import Settings
from glassnet.storage.database import Database, database_of
from glassnet.storage.migrations import layout_of
from glassnet.storage.schema import LAYOUT

SKEW_S = 2.0
_NEWEST = "SELECT max(created_at) FROM runs"
_NOW = "SELECT EXTRACT(EPOCH FROM clock_timestamp())"


async def database(given: Settings) -> list[Finding]:
    """Look, and change nothing: a database that is not there is not made."""
    try:
        found = database_of(given)
        if found.path is not None and not found.path.exists():
            return [Finding("database", "ok", f"{found.name} is made when the server starts.")]
        layout, ahead_s = await _looked_at(found)
    except GlassnetError as error:
        hint = error.hint or "Name it with GLASSNET_DATABASE_URL."
        if error.code == "database":
            hint = "Is it running, and may this user reach it? Name it with GLASSNET_DATABASE_URL."
        return [Finding("database", "fault", error.detail, hint)]
    return [_layout(found, layout), _clock(found, ahead_s)]


async def _looked_at(found: Database) -> tuple[int, float]:
    """The layout, and how many seconds the database is ahead of this machine (SQLite's newest run, at least 0)."""
    async with found.apart(writes=False) as connection:
        layout = await connection.run_sync(layout_of)
        began = time.time()
        if found.kind == "postgresql":
            there = float((await connection.execute(text(_NOW))).scalar_one())
            return layout, there - (began + time.time()) / 2
        newest = (await connection.execute(text(_NEWEST))).scalar() if 0 < layout <= LAYOUT else None
        return layout, max(0.0, float(newest or 0.0) - time.time())


def _layout(found: Database, layout: int) -> Finding:
    if layout > LAYOUT:
        detail = f"{found.name} was written by a newer Glassnet (layout {layout}; this one knows {LAYOUT})."
        return Finding("database", "fault", detail, "Start the newer version.")
    if layout == LAYOUT:
        return Finding("database", "ok", f"{found.name} answers and has layout {layout}.")
    if layout == 0:
        return Finding("database", "ok", f"{found.name} answers and is empty; the server makes its tables.")
    detail = f"{found.name} has layout {layout}; the next start brings it to {LAYOUT}."
    return Finding("database", "warning", detail, "Make a backup first: an older version does not start with it then.")


def _clock(found: Database, ahead_s: float) -> Finding:
    if abs(ahead_s) <= SKEW_S:
        return Finding("clock of the database", "ok", f"It agrees within {SKEW_S:g} s.")
    if found.kind == "sqlite":
        detail = f"The newest run was made {ahead_s:.0f} s in the future: this machine's clock went back."
    else:
        detail = f"The database is {abs(ahead_s):.0f} s {'ahead of' if ahead_s > 0 else 'behind'} this machine."
    hint = "Let the machines take the time from a server (NTP): codes and sessions end by the clock."
    return Finding("clock of the database", "warning", detail, hint)
