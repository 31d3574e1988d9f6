"""A publisher of one's own on this machine, which can be slow, cut, lie, or send one elsewhere."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.catalog.datasets.mnist import Mnist
from glassnet.storage.datasets import downloads as service
from glassnet.storage.datasets.library import Library
from glassnet.storage.datasets.sources import RemoteFile, Source

TRAIN, TEST = 40, 10


class Small(Mnist):
    """MNIST in every way but its number of images."""

    def folder(self) -> str:
        return "small"

    def published(self) -> tuple[int, int]:
        return TRAIN, TEST


def idx(array: np.ndarray) -> bytes:
    """An array as an idx file, packed with gzip."""
    head = np.array([0x0800 + array.ndim, *array.shape], ">u4").tobytes()
    return gzip.compress(head + array.astype(np.uint8).tobytes(), mtime=0)


class Publisher:
    """Serves files and obeys the orders below.

    Attributes:
        files: content by path.
        cut: bytes after which each answer's connection is cut, one entry an answer, None for no cut.
        ranges: whether a part may be asked for.
        redirects: where a path leads.
        gate: set when data may flow; cleared, an answer stops after its first piece.
        asked: path and Range of every request.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.cut: list[int | None] = []
        self.ranges = True
        self.announce = True
        self.status = 200
        self.redirects: dict[str, str] = {}
        self.gate = threading.Event()
        self.gate.set()
        self.asked: list[tuple[str, str]] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self._thread.start()

    def end(self) -> None:
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path, wanted = handler.path, handler.headers.get("Range", "")
        self.asked.append((path, wanted))
        if path in self.redirects:
            handler.send_response(302)
            handler.send_header("Location", self.redirects[path])
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        data = self.files.get(path)
        if data is None or self.status != 200:
            handler.send_error(404 if data is None else self.status)
            return
        first = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and self.ranges else 0
        if first > len(data):
            handler.send_error(416)
            return
        handler.send_response(206 if wanted and self.ranges else 200)
        if wanted and self.ranges:
            handler.send_header("Content-Range", f"bytes {first}-{len(data) - 1}/{len(data)}")
        body = data[first:]
        if self.announce:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        cut = self.cut.pop(0) if self.cut else None
        for start in range(0, len(body), 1000):
            if cut is not None and start >= cut:
                handler.wfile.flush()
                handler.connection.shutdown(2)
                return
            try:
                handler.wfile.write(body[start : start + 1000])
                handler.wfile.flush()
            except OSError:
                return
            self.gate.wait(20)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    one = Publisher()
    yield one
    one.end()


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "datasets")


@pytest.fixture
def small(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> Source:
    """A published data set in four files, which the publisher has."""
    rng = np.random.default_rng(0)
    arrays = []
    for count in (TRAIN, TEST):
        arrays += [rng.integers(0, 256, (count, 28, 28)), np.arange(count) % 10]
    files = []
    for number, array in enumerate(arrays):
        data, name = idx(array), f"part{number}.gz"
        publisher.files[f"/{name}"] = data
        md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
        files.append(RemoteFile(name, f"{publisher.url}/{name}", md5, len(data), len(data)))
    source = Source("small", Small(), "Small", "idx", tuple(files), "none", verified=True)
    monkeypatch.setitem(service.SOURCES, "small", source)
    return source
