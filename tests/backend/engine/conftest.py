"""What the engine's tests share: counting compilations."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import jax
import pytest

from glassnet.engine import prepare, program
from glassnet.engine.prepare import _later as later

_COMPILATIONS: list[str] = []


def _note(event: str, duration: float, **_: object) -> None:
    del duration
    if event in ("/jax/core/compile/backend_compile_duration", "/jax/core/compile/jaxpr_trace_duration"):
        _COMPILATIONS.append(event.rsplit("/", 1)[1])


jax.monitoring.register_event_duration_secs_listener(_note)

Compilations = Callable[[], AbstractContextManager[list[str]]]


def _settle() -> None:
    """Wait until what earlier tests left to compile is done: both compilers have to meet here."""
    later.submit(int).result(120)
    barrier = threading.Barrier(2)
    for future in [program._compilers.submit(barrier.wait, 60) for _ in range(2)]:
        future.result()


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> Compilations:
    """A context whose value lists the traces and compilations that happened in it."""
    monkeypatch.setattr(sys.modules[prepare.__module__], "SETTLED_S", 0.0)

    @contextmanager
    def counted() -> Iterator[list[str]]:
        _settle()
        before, found = len(_COMPILATIONS), []
        yield found
        _settle()
        found += _COMPILATIONS[before:]

    return counted
