"""A real server for tests and benchmarks: its own process, data folder and port."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import httpx


class Server(NamedTuple):
    """A server that is up.

    Attributes:
        address: where it listens, ``127.0.0.1:PORT``.
        pid: of the server process.
        healthy_s: seconds from its start to the first answer of ``/health``.
    """

    address: str
    pid: int
    healthy_s: float

    @property
    def api(self) -> str:
        """Root of the REST API."""
        return f"http://{self.address}/api/v1"

    def memory_bytes(self) -> int:
        """Proportional memory of the server and all its children."""
        return sum(_memory(pid) for pid in [self.pid, *_children(self.pid)])

    def own_memory_bytes(self) -> int:
        """Proportional memory of the server alone."""
        return _memory(self.pid)


@contextlib.contextmanager
def serving(workers: int, data: Path | None = None, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A fresh server with ``workers`` workers, and further settings in its environment; ended when the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        command = [sys.executable, "-m", "glassnet.cli", "serve", "--port", str(port), "--no-browser"]
        command += ["--workers", str(workers), "--data-dir", str(data or folder)]
        begun = time.perf_counter()
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **(environment or {})})
        try:
            address = f"127.0.0.1:{port}"
            _until_healthy(address, Path(folder) / "log", process)
            yield Server(address, process.pid, time.perf_counter() - begun)
        finally:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


def until_workers(server: Server, workers: int = 1, deadline_s: float = 60.0) -> None:
    """Wait until so many workers have joined."""
    end = time.monotonic() + deadline_s
    while time.monotonic() < end:
        if httpx.get(f"{server.api}/health").json()["hosts"] >= workers:
            return
        time.sleep(0.1)
    raise TimeoutError(f"{workers} workers did not join")


def _until_healthy(address: str, log: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"http://{address}/api/v1/health", timeout=1).status_code == 200:
                return
        time.sleep(0.02)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *_children(child)]
    return found


def _memory(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def children(pid: int) -> list[int]:
    """Process ids of all descendants."""
    return _children(pid)


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
