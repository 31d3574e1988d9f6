"""From a specification to a trainer that is ready to train and to be watched."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from glassnet.engine.mask_maps import AT_ONCE
from glassnet.engine.program import Program, program_for
from glassnet.engine.questions import at_once
from glassnet.engine.setup import give_back
from glassnet.engine.trainer import Trainer
from glassnet.spec.run import RunSpec
from glassnet.spec.templates import TEMPLATES


class Needs(NamedTuple):
    """Names of the programs of a run, each part the slowest first.

    Attributes:
        first: without which it cannot train, or nothing can be seen.
        soon: compiled beside the first updates, not before: it would take the time of what they wait for.
        later: what may be needed at all.
    """

    first: list[Any]
    soon: list[Any]
    later: list[Any]


SETTLED_S = 3.0
"""How old a run is before what it may need later is compiled: who tries network after network waits for none of it."""

_PATIENCE_S = 0.05

_waiting: set[object] = set()
_crowd: list[Callable[[], bool]] = []
"""Whether several people train here: then what may be needed later is compiled only when it is asked for."""
_later = ThreadPoolExecutor(1, "later")
"""Compiles what may be needed later: one program at a time, so that who comes next does not queue behind it."""


def needs(program: Program) -> Needs:
    """What a run compiles, and in which order."""
    predict, inspect = ("predict", at_once(program)), ("inspect", program.key.batch_size)
    if not program.images:
        later: list[Any] = [("unit", 100), "order", predict]
        if program.stepped:
            later.append(inspect)
        return Needs([("surface", 100), ("units", 32), "train", "judge"], [], later)
    if program.key.encoding.masks:
        later = ["maps", ("masks", 1), "activity", predict, inspect]
        return Needs(["train", ("masks", AT_ONCE), "order"], ["judge"], later)
    return Needs(["train", "maps", "order"], ["judge"], ["activity", predict, inspect])


def prepare(spec: RunSpec) -> Trainer:
    """A trainer at step 0, its programs compiled. Slow for a network never seen; call it beside the training thread.

    Raises:
        GlassnetError: when the run cannot be built.
    """
    mark = object()
    _waiting.add(mark)
    try:
        program, known = program_for(spec)
        begun = time.perf_counter()
        first, soon, later = needs(program)
        if spec.training.patience is not None and not program.stepped:
            first = ["watched" if name == "train" else name for name in first]
        futures = program.compile(first)
        trainer = Trainer(spec, program)
        for future in futures:
            future.result()
        program.compile(soon)
    finally:
        _waiting.discard(mark)
    give_back()
    trainer.compile_seconds, trainer.compile_cached = time.perf_counter() - begun, known
    run, settled = weakref.ref(trainer), time.monotonic() + SETTLED_S
    for name in later:
        _later.submit(_beforehand, run, settled, name)
    return trainer


def _beforehand(run: weakref.ref[Trainer], settled: float, name: Any) -> None:
    """Compile a program of a run that is still there at a time, once nobody waits for another."""
    while run() is not None and (_waiting or time.monotonic() < settled or any(crowded() for crowded in _crowd)):
        time.sleep(_PATIENCE_S)
    if (trainer := run()) is not None:
        trainer.program.build(name)
        give_back()


def warm(idle: Callable[[], bool], crowded: Callable[[], bool]) -> None:
    """Compile what most learners open first: the templates, one program at a time, while `idle` and nobody waits.

    From now on nothing is compiled beforehand while the host is `crowded`: it would take the time of somebody else.
    Heavy ones are left until somebody asks for them. From the second start on programs come from the cache on disk.
    """
    _crowd[:] = [crowded]
    for template in (one for one in TEMPLATES if not one.heavy):
        program, _ = program_for(template.spec)
        first, soon, _ = needs(program)
        for name in first + soon:
            while _waiting or not idle():
                time.sleep(_PATIENCE_S)
            program.build(name)
        give_back()
