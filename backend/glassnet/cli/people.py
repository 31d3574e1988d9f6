"""``glassnet teacher`` and ``glassnet admin``: who may sign in at a hosted server, from its own command line."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from glassnet.cli.settled import refused, settled
from glassnet.errors import GlassnetError, NotFoundError, shown
from glassnet.ids import new_code
from glassnet.storage.classes import Classes
from glassnet.storage.database import Database, database_of
from glassnet.storage.people import STAFF, People, StoredAccount
from glassnet.storage.revocations import Revocations

T = TypeVar("T")
LEAST_PASSWORD = 8
MOST_NAME = 40

teacher = typer.Typer(help="Teachers of a hosted server.", no_args_is_help=True, rich_markup_mode=None)
admin = typer.Typer(help="Administrators of a hosted server.", no_args_is_help=True, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(help="What they sign in with.")]
DataDir = Annotated[Path | None, typer.Option(help="Folder for runs and checkpoints.")]
Config = Annotated[Path | None, typer.Option(help="File of settings (TOML).")]
FromInput = Annotated[bool, typer.Option("--password-stdin", help="Read the password from the input.")]
Generate = Annotated[bool, typer.Option("--generate", help="Make a password up and print it.")]


@teacher.command("add")
def add_teacher(
    name: Name,
    password_stdin: FromInput = False,
    generate: Generate = False,
    data_dir: DataDir = None,
    config: Config = None,
) -> None:
    """Let a teacher sign in."""
    _add("teacher", name, password_stdin, generate, data_dir, config)


@admin.command("add")
def add_admin(
    name: Name,
    password_stdin: FromInput = False,
    generate: Generate = False,
    data_dir: DataDir = None,
    config: Config = None,
) -> None:
    """Let an administrator sign in, who sees everything and makes teachers."""
    _add("admin", name, password_stdin, generate, data_dir, config)


@teacher.command("list")
def list_teachers(data_dir: DataDir = None, config: Config = None) -> None:
    """List teachers and administrators, how many classes they have and when they were last here."""

    async def ask(database: Database) -> None:
        for one in await People(database).staff():
            seen = one.account.seen_at
            last = datetime.fromtimestamp(seen, UTC).strftime("%Y-%m-%d %H:%M UTC") if seen else "never"
            typer.echo(f"{one.account.name}\t{one.account.role}\tclasses: {one.classes}\tlast here: {last}")

    _with_database(ask, data_dir, config)


@teacher.command("reset")
def reset_teacher(
    name: Name,
    password_stdin: FromInput = False,
    generate: Generate = False,
    data_dir: DataDir = None,
    config: Config = None,
) -> None:
    """Give a teacher or administrator another password, and end all their sessions and tokens."""
    hashed = _hashed(_password(password_stdin, generate))

    async def ask(database: Database) -> None:
        found = await _staff(database, name)
        await People(database).set_password(found.id, hashed)
        await Revocations(database).tell()
        typer.echo(f"{found.name} signs in with the new password from now on.")

    _with_database(ask, data_dir, config)


@teacher.command("remove")
def remove_teacher(name: Name, data_dir: DataDir = None, config: Config = None) -> None:
    """Let a teacher or administrator in no more. What they made stays; an administrator sees it."""

    async def ask(database: Database) -> None:
        found = await _staff(database, name)
        kept = await Classes(database).of_teacher(found.id)
        await People(database).close(found.id, time.time())
        await Revocations(database).tell()
        ending = f" {len(kept)} classes stay, for an administrator to see and delete." if kept else ""
        typer.echo(f"{found.name} is let in no more.{ending}")

    _with_database(ask, data_dir, config)


def _add(
    role: str, name: str, password_stdin: bool, generate: bool, data_dir: Path | None, config: Path | None
) -> None:
    name = name.strip()
    if not 0 < len(name) <= MOST_NAME or not name.isprintable():
        raise refused(f"{shown(name)} is no name.", f"Choose 1 to {MOST_NAME} characters that can be seen.", status=2)
    hashed = _hashed(_password(password_stdin, generate))

    async def ask(database: Database) -> None:
        made = await People(database).add_staff(role, name, hashed, time.time())
        typer.echo(f"{made.name} can sign in as {'an administrator' if role == 'admin' else 'a teacher'}.")

    _with_database(ask, data_dir, config)


async def _staff(database: Database, name: str) -> StoredAccount:
    found = await People(database).by_name(name)
    if found is None or found.role not in STAFF:
        raise NotFoundError(
            "no_such_teacher", f"Nobody signs in as {shown(name)}.", "See `glassnet teacher list`.", "name"
        )
    return found


def _password(from_input: bool, generate: bool) -> str:
    if generate:
        made = new_code(4, 4)
        typer.echo(f"Password: {made}")
        return made
    if from_input:
        said = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        said = str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    else:
        raise refused("There is no password.", "Give it with --password-stdin, or have one made: --generate.", status=2)
    if len(said) < LEAST_PASSWORD:
        raise refused("This password is too short.", f"Take at least {LEAST_PASSWORD} characters.", status=2)
    return said


def _hashed(password: str) -> str:
    from glassnet.api.passwords import hashed

    return hashed(password)


def _with_database(ask: Callable[[Database], Awaitable[T]], data_dir: Path | None, config: Path | None) -> T:
    """Open the database of the settings, whether a server works with it or not, and close it again."""
    settings = settled(data_dir=data_dir, config=config)

    async def work() -> T:
        database = database_of(settings)
        await database.open()
        try:
            return await ask(database)
        finally:
            await database.close()

    try:
        return asyncio.run(work())
    except GlassnetError as error:
        raise refused(error.detail, error.hint, status=1) from None
