"""The tables of a database as lines of JSON, the same whatever the dialect, and back.

What is written is what the tables hold at one moment, in the layout that they have; a newer program reads it into that
layout first and then brings it to its own.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Connection, Integer, MetaData, Table, func, insert, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from glassnet.errors import GlassnetError
from glassnet.storage import schema
from glassnet.storage.migrations import layout_of, migrate

_AT_ONCE = 200


async def freeze(connection: AsyncConnection) -> None:
    """Have a reading transaction see one moment. It must be the first thing in it; SQLite does so anyway."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))


async def tables_in(connection: AsyncConnection) -> list[Table]:
    """The tables that a database has, each after those it refers to."""
    return await connection.run_sync(_reflected)


def _reflected(connection: Connection) -> list[Table]:
    tables = _ours(connection, set(schema.metadata.tables)).sorted_tables
    for column in (column for table in tables for column in table.columns):
        if isinstance(column.type, JSON):
            column.type = JSON(none_as_null=bool(column.nullable))
    return tables


async def layout_in(connection: AsyncConnection) -> int:
    """Number of the layout; 0 for an empty database."""
    return await connection.run_sync(layout_of)


async def run_ids(connection: AsyncConnection) -> list[str]:
    """Ids of all runs."""
    return list(await connection.scalars(text("SELECT id FROM runs ORDER BY number")))


async def lines_of(connection: AsyncConnection, table: Table) -> AsyncIterator[bytes]:
    """The rows of a table, a line each; the first line names the columns."""
    names = [column.name for column in table.columns]
    yield _line(names)
    keys = list(table.primary_key.columns)
    query = select(table).order_by(*keys).execution_options(yield_per=_AT_ONCE)
    if table.name == "about":  # the layout is of the tables, not of what is in them
        query = query.where(table.c.key != "schema_version")
    async for row in await connection.stream(query):
        yield _line(list(row))


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode() + b"\n"


async def lay_out(connection: AsyncConnection, name: str, layout: int) -> dict[str, Table]:
    """The empty tables of a layout, by name, in an empty database."""
    await connection.run_sync(migrate, name, layout)
    return {table.name: table for table in await tables_in(connection)}


async def fill(connection: AsyncConnection, table: Table, lines: Iterable[bytes]) -> int:
    """Put lines as `lines_of` wrote them into an empty table; how many rows there were.

    Raises:
        GlassnetError: ``backup_damaged``, when they are not such lines.
    """
    rows, count = _rows(table, iter(lines)), 0
    while some := list(islice(rows, _AT_ONCE)):
        await connection.execute(insert(table), some)
        count += len(some)
    await _continue_numbers(connection, table)
    return count


def _rows(table: Table, lines: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    try:
        names = json.loads(next(lines, b"[]"))
        unknown = [name for name in names if name not in table.c]
        if unknown:
            raise ValueError(f"it has no column {unknown[0]}")
        for line in lines:
            yield dict(zip(names, json.loads(line), strict=True))
    except (ValueError, TypeError) as error:
        detail = f"The rows of the table {table.name} cannot be read: {error}."
        raise GlassnetError("backup_damaged", detail, "Use another backup.") from None


async def _continue_numbers(connection: AsyncConnection, table: Table) -> None:
    """PostgreSQL counts by itself, and must go on after the numbers that were brought in."""
    column = table.autoincrement_column
    if connection.dialect.name != "postgresql" or column is None or not isinstance(column.type, Integer):
        return
    largest = await connection.scalar(select(func.max(column)))
    sequence = await connection.scalar(select(func.pg_get_serial_sequence(f'"{table.name}"', column.name)))
    if largest is not None and sequence is not None:
        await connection.execute(select(func.setval(sequence, largest)))


async def drop_all(connection: AsyncConnection) -> None:
    """Remove the tables, with all that is in them."""
    await connection.run_sync(_drop)


def _drop(connection: Connection) -> None:
    _ours(connection, {*schema.metadata.tables, "alembic_version"}).drop_all(connection)


def _ours(connection: Connection, names: set[str]) -> MetaData:
    """The tables as they are in the database; those of other programs in it are no business of ours."""
    metadata = MetaData()
    metadata.reflect(connection, only=[name for name in inspect(connection).get_table_names() if name in names])
    return metadata
