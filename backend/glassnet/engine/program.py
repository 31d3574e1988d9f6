"""Compiled programs: one set for each static half of a run, shared by all runs that have it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import jax
import numpy as np
from jax import Array

from glassnet.engine import pictures
from glassnet.engine.chunk import Loop
from glassnet.engine.forward import Graph
from glassnet.engine.key import ProgramKey, key_of
from glassnet.engine.layout import Layout
from glassnet.ops.random import fold, permutations
from glassnet.spec import live
from glassnet.spec.network import NetworkSpec
from glassnet.spec.run import RunSpec

KEPT = 128
"""Programs kept in memory, the least recently used going first."""

_PICTURES = {"xla_backend_optimization_level": 1}
"""Compiler options of programs that run at most a few dozen times a second: faster to compile."""

_compilers = ThreadPoolExecutor(2, "compile")

f32, i32, u32 = np.float32, np.int32, np.uint32


class Judged(NamedTuple):
    """All examples of all parts: predictions ``(n, outputs)`` and losses ``(n,)``, per replica."""

    predictions: Array
    losses: Array


class Inspected(NamedTuple):
    """One batch: every node's output, the mean loss, and its gradient ``(parameters,)``."""

    values: dict[str, Array]
    loss: Array
    gradient: Array


class Program:
    """The compiled functions of one network, loss, optimiser and data size.

    Every function has a leading replica axis on parameters, slots, live values and seeds, and on its results.
    """

    def __init__(self, key: ProgramKey, live_paths: list[str]) -> None:
        self.key = key
        self.live_paths = live_paths
        network = NetworkSpec.model_validate_json(key.network)
        self.layout = Layout(network, (key.features,))
        index = {path: k for k, path in enumerate(live_paths)}
        self.graph = Graph(self.layout, key.loss, key.encoding, index)
        self.loop = Loop(self.graph, key.optimiser, key.parts[0], key.batch_size)
        self.slots = self.loop.optimiser.slots
        self._lock = threading.Lock()
        self._compiled: dict[Any, Any] = {}

    def train(self, *arguments: Any) -> tuple[Array, dict[str, Array], Array]:
        """`Loop.chunk` over the replica axis."""
        return self._ready("train")(*arguments)

    def judge(self, flat: Any, live_values: Any, x: Any, target: Any) -> Judged:
        """Predictions and losses of all examples."""
        return Judged(*self._ready("judge")(flat, live_values, x, target))

    def surface(self, size: int, flat: Any, live_values: Any, at: Any) -> tuple[Array, Array]:
        """See `pictures.surface`."""
        return self._ready(("surface", size))(flat, live_values, at)

    def units(self, size: int, flat: Any, live_values: Any, at: Any) -> tuple[Array, Array]:
        """See `pictures.units`."""
        return self._ready(("units", size))(flat, live_values, at)

    def unit(self, size: int, flat: Any, live_values: Any, at: Any, node: int, index: int) -> tuple[Array, Array]:
        """See `pictures.unit`."""
        return self._ready(("unit", size))(flat, live_values, at, i32(node), i32(index))

    def predict(self, flat: Any, live_values: Any, x: Any) -> Array:
        """Predictions for inputs ``(rows, features)``; compiled once per number of rows."""
        return self._ready(("predict", len(x)))(flat, live_values, x)

    def order(self, seeds: Any, epoch: Any) -> Array:
        """Numbers of the training examples in the order of an epoch: ``(replicas, count)``."""
        return self._ready("order")(seeds, epoch)

    def inspect(self, flat: Any, live_values: Any, x: Any, target: Any) -> Inspected:
        """One batch of one replica in full; compiled once per batch size."""
        return Inspected(*self._ready(("inspect", len(x)))(flat, live_values, x, target))

    def has(self, name: Any) -> bool:
        """Whether a program is compiled."""
        return name in self._compiled

    def build(self, name: Any) -> None:
        """Compile a program now, in this thread, unless it is there."""
        self._ready(name)

    def compile(self, names: list[Any]) -> list[Future[Any]]:
        """Begin to compile programs by name, beside the caller; the results say when each is ready."""
        return [self._compiled.get(("future", name)) or _compilers.submit(self._ready, name) for name in names]

    def _ready(self, name: Any) -> Callable[..., Any]:
        found = self._compiled.get(name)
        if found is not None:
            return found
        with self._lock:
            future = self._compiled.get(("future", name))
            mine = future is None
            if future is None:
                future = self._compiled[("future", name)] = Future()
        if mine:
            try:
                self._compiled[name] = self._build(name)
                future.set_result(None)
            except BaseException as error:
                with self._lock:
                    del self._compiled[("future", name)]
                future.set_exception(error)
                raise
        future.result()
        return self._compiled[name]

    def _build(self, name: Any) -> Callable[..., Any]:
        replicas, size = self.key.replicas, self.layout.size
        total, outputs, features = sum(self.key.parts), self.key.encoding.outputs, self.key.features
        train = self.key.parts[0]
        flat, values = _shape((replicas, size)), _shape((replicas, len(self.live_paths)))
        slots = {slot: _shape((replicas, size)) for slot in self.slots}
        scalar = jax.ShapeDtypeStruct((), i32)
        match name:
            case "train":
                seeds = jax.ShapeDtypeStruct((replicas,), u32)
                epoch = jax.ShapeDtypeStruct((), u32)
                data = _shape((train, features)), _shape((train, outputs))
                axes = (0, 0, 0, 0, None, None, None, None, None, None)
                return _compile(
                    jax.vmap(self.loop.chunk, axes), None, flat, slots, values, seeds, *data, epoch, *[scalar] * 3
                )
            case "order":
                seeds, epoch = jax.ShapeDtypeStruct((replicas,), u32), jax.ShapeDtypeStruct((), u32)
                return _compile(lambda seeds, epoch: permutations(fold(seeds, epoch), train), None, seeds, epoch)
            case ("inspect", rows):
                data = _shape((rows, features)), _shape((rows, outputs))
                return _compile(self._inspect, _PICTURES, _shape((size,)), _shape((len(self.live_paths),)), *data)
            case "judge":
                data = _shape((total, features)), _shape((total, outputs))
                return _compile(jax.vmap(self._judge, (0, 0, None, None)), _PICTURES, flat, values, *data)
            case ("predict", rows):
                return _compile(
                    jax.vmap(self._predict, (0, 0, None)), _PICTURES, flat, values, _shape((rows, features))
                )
            case ("surface" | "units" as which, side):
                points = _shape((side * side, features))
                picture = pictures.surface if which == "surface" else pictures.units
                return _compile(_replicated(picture, self.graph, 1), _PICTURES, flat, values, points)
            case ("unit", side):
                points = _shape((side * side, features))
                return _compile(
                    _replicated(pictures.unit, self.graph, 3), _PICTURES, flat, values, points, scalar, scalar
                )
        raise KeyError(name)

    def _judge(self, flat: Array, live_values: Array, x: Array, target: Array) -> Judged:
        passed = self.graph.run(flat, x, live_values)
        return Judged(self.graph.predictions(passed), self.graph.losses(passed, target, live_values))

    def _inspect(self, flat: Array, live_values: Array, x: Array, target: Array) -> Inspected:
        def objective(vector: Array) -> tuple[Array, dict[str, Array]]:
            passed = self.graph.run(vector, x, live_values)
            return self.graph.losses(passed, target, live_values).mean(), passed.values

        (loss, values), gradient = jax.value_and_grad(objective, has_aux=True)(flat)
        return Inspected(values, loss, gradient)

    def _predict(self, flat: Array, live_values: Array, x: Array) -> Array:
        return self.graph.predictions(self.graph.run(flat, x, live_values))


def _shape(shape: tuple[int, ...]) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(shape, f32)


def _replicated(function: Callable[..., Any], graph: Graph, shared: int) -> Callable[..., Any]:
    return jax.vmap(lambda *arguments: function(graph, *arguments), (0, 0, *[None] * shared))


def _compile(function: Callable[..., Any], options: dict[str, Any] | None, *shapes: Any) -> Callable[..., Any]:
    return jax.jit(function).lower(*shapes).compile(compiler_options=options)


_programs: OrderedDict[ProgramKey, Program] = OrderedDict()
_programs_lock = threading.Lock()


def program_for(spec: RunSpec, replicas: int = 1) -> tuple[Program, bool]:
    """The program of ``spec``, and whether it was there already. Compiled when first used."""
    key = key_of(spec, replicas)
    with _programs_lock:
        if key in _programs:
            _programs.move_to_end(key)
            return _programs[key], True
        program = _programs[key] = Program(key, list(live.traced(spec)))
        if len(_programs) > KEPT:
            _programs.popitem(last=False)
        return program, False
