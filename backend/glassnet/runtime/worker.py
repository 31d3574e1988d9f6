"""A worker process: ``python -m glassnet.runtime.worker --fd N --blame-fd M``, started by `runtime.local`.

It answers on the socket that it inherits and ends when that socket closes, however the server died.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from glassnet.runtime.blame import Blame
from glassnet.runtime.calls import to_fault
from glassnet.runtime.host import WorkerHost
from glassnet.runtime.rpc import PREFIX, Ask, AskPoll, Hello, decode_question, encode, told
from glassnet.runtime.trainer import Engine
from glassnet.settings import Settings

NICENESS = 2
SWITCH_S = 0.001
WARM_AFTER_S = 1.0


class _Line:
    """The worker's end of the socket: whole messages in, whole messages out."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._reader = connection.makefile("rb")
        self._writing = threading.Lock()

    def read(self) -> bytes | None:
        """The next message; None when the server is gone."""
        try:
            prefix = self._reader.read(PREFIX.size)
            if len(prefix) < PREFIX.size:
                return None
            size = PREFIX.unpack(prefix)[0]
            body = self._reader.read(size)
        except OSError:
            return None
        return body if len(body) == size else None

    def write(self, message: bytes) -> None:
        """Send a message; a server that is gone is noticed by the reader."""
        with self._writing, contextlib.suppress(OSError):
            self._connection.sendall(message)


class _Answers:
    """Hands questions to the host and its answers back."""

    def __init__(self, host: WorkerHost, line: _Line) -> None:
        self._host = host
        self._line = line

    def serve(self) -> None:
        """Answer until the server is gone."""
        while (body := self._line.read()) is not None:
            question = decode_question(body)
            if isinstance(question, Ask):
                self._ask(question)
            else:
                threading.Thread(target=self._poll, args=(question,), daemon=True).start()

    def _ask(self, question: Ask) -> None:
        def done(future: Future[Any]) -> None:
            error = future.exception()
            result = future.result() if error is None else to_fault(error)
            self._line.write(encode(told(question.number, result)))

        self._host.call(question.call).add_done_callback(done)

    def _poll(self, question: AskPoll) -> None:
        poll = self._host.poll(question.cursor, question.max_wait)
        self._line.write(encode(told(question.number, poll)))


def settle_in() -> None:
    """Be a good neighbour: low priority, and Ctrl-C is for the server alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        os.nice(NICENESS)
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    sys.setswitchinterval(SWITCH_S)


def load_engine(name: str, settings: Settings) -> Engine:
    """Import and configure the engine: this is where a worker loads JAX."""
    engine: Any = importlib.import_module(name)
    engine.configure(settings.data_dir / "compiled", settings.data_dir / "datasets")
    loaded: Engine = engine
    return loaded


def warm(engine: Engine, host: WorkerHost) -> None:
    """Compile what most learners open first; what is wrong with it is told to whoever uses it."""
    with contextlib.suppress(Exception):
        engine.warm(lambda: host.idle, lambda: host.crowded)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a worker until the server is gone."""
    parser = argparse.ArgumentParser(prog="glassnet.runtime.worker")
    parser.add_argument("--fd", type=int, required=True, help="the socket to the server")
    parser.add_argument("--blame-fd", type=int, required=True, help="the file that says which run is worked on")
    parser.add_argument("--engine", default="glassnet.engine")
    parser.add_argument("--settings", required=True, help="the settings as JSON")
    given = parser.parse_args(arguments)
    settle_in()
    settings = Settings.model_validate_json(given.settings)
    line = _Line(socket.socket(fileno=given.fd))
    engine = load_engine(given.engine, settings)
    host = WorkerHost(settings, engine, Blame(given.blame_fd))
    warming = threading.Timer(WARM_AFTER_S, warm, (engine, host))
    warming.daemon = True
    warming.start()
    line.write(encode(Hello(host.device, os.getpid())))
    _Answers(host, line).serve()
    os._exit(0)  # daemon threads may be inside XLA, which an orderly interpreter exit would wait for or crash in


if __name__ == "__main__":
    main()
