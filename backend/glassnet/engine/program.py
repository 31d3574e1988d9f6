"""Compiled programs: one set for each static half of a run, shared by all runs that have it."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray
from pydantic import TypeAdapter

from glassnet.catalog.augmentations import AugmentationSpec
from glassnet.engine.chunk import Loop, Seen
from glassnet.engine.forms import Inspected, Judged, form
from glassnet.engine.forward import UNCHANGED, Change, Graph
from glassnet.engine.layout import Layout
from glassnet.engine.options import DEEP
from glassnet.engine.passes import Insight, Sample
from glassnet.engine.single import Single, stepped
from glassnet.engine.tally import tally
from glassnet.engine.update import Rule
from glassnet.ops.random import fold
from glassnet.spec import cost, live
from glassnet.spec.key import ProgramKey, key_of
from glassnet.spec.network import NetworkSpec
from glassnet.spec.run import RunSpec

KEPT = 128
"""How heavy the programs kept in memory may be together, the least recently used going first; see `Program.weight`."""

_compilers = ThreadPoolExecutor(2, "compile")
_KINDS: TypeAdapter[list[AugmentationSpec]] = TypeAdapter(list[AugmentationSpec])

i32, u32 = np.int32, np.uint32
Floats = NDArray[np.float32]


class Chance(NamedTuple):
    """What decides the chance of an update: the seed, and which batch of which epoch it is."""

    seed: int = 0
    epoch: int = 0
    batch: int = 0


_FIRST = Chance()


class Program:
    """The compiled functions of one network, loss, optimiser and data size.

    Every function has a leading replica axis on parameters, slots, live values and seeds, and on its results.

    Attributes:
        images: whether examples are images, stored as bytes, and not vectors of features.
        stepped: whether each update is a call of its own (see `glassnet.engine.single`).
        deep: whether there is so much to compile that compiling soon comes first (see `glassnet.engine.options`).
        live_size: how many live values there are, with those behind them that say what is held at zero.
        loop: the training loop.
        block: images judged in one call.
        classes: how many classes there are, where there are classes.
        weight: how much memory it takes, in programs of small networks (about 4 MB).
    """

    def __init__(self, key: ProgramKey, live_paths: list[str]) -> None:
        self.key = key
        self.live_paths = live_paths
        network = NetworkSpec.model_validate_json(key.network)
        self.layout = Layout(network, key.input_shape)
        index = {path: k for k, path in enumerate(live_paths)}
        self.graph = Graph(self.layout, key.loss, key.encoding, index, _change(key.augment), held=key.held)
        holding = self.graph.holding
        self.live_size = len(live_paths) + (holding.size if holding is not None else 0)
        self.images = len(key.input_shape) > 1
        self.classes = max(2, key.encoding.outputs)
        self.weight = max(6, len(network.nodes) // 2) if self.images else 1
        self.stepped = stepped(self.layout)
        self.deep = len(network.nodes) >= DEEP
        rule = Rule(key.optimiser, key.schedule, key.clipping)
        self.loop: Loop | Single = Loop(self.graph, rule, key.parts[0], key.batch_size)
        if self.stepped:
            count = key.parts[0] if len(key.parts) > 1 else None
            self.loop = Single(self.graph, rule, count, key.parts[0], key.batch_size)
        self.slots = self.loop.update.optimiser.slots
        self.block = cost.block(network, key.input_shape)
        self._lock = threading.Lock()
        self._compiled: dict[Any, Any] = {}

    def live_values(self, spec: RunSpec) -> Floats:
        """The live values of a run as its programs take them, without the replica axis: ``(live_size,)``."""
        own = np.asarray(list(live.traced(spec).values()), np.float32)
        holding = self.graph.holding
        return own if holding is None else np.concatenate([own, holding.numbers(spec.network.held or ())])

    def kept(self, live_values: Floats) -> Floats | None:
        """0 where a weight is held at zero, 1 elsewhere ``(parameters,)``; None where nothing can be held."""
        holding = self.graph.holding
        return None if holding is None else holding.of_weights(live_values)

    def train(self, *arguments: Any) -> tuple[Array, dict[str, Array], Array]:
        """`Loop.chunk` or `Single.step` over the replica axis."""
        return self._ready("train")(*arguments)

    def train_watched(self, *arguments: Any) -> tuple[Array, dict[str, Array], Array, Seen]:
        """`watched` over the replica axis."""
        return self._ready("watched")(*arguments)

    def judge(self, flat: Any, live_values: Any, x: Any, target: Any, first: int = 0) -> Judged:
        """See `Judged`, of all examples; of images only of the `block` that begins at ``first``."""
        more = (i32(first),) if self.images else ()
        return Judged(*self._ready("judge")(flat, live_values, x, target, *more))

    def maps(self, flat: Any, live_values: Any, image: Any) -> dict[str, Array]:
        """See `feature_maps.maps`."""
        return self._ready("maps")(flat, live_values, image)

    def masks(self, flat: Any, live_values: Any, images: Any, truths: Any) -> dict[str, Array]:
        """See `mask_maps.masks`; compiled once per number of images."""
        return self._ready(("masks", len(images)))(flat, live_values, images, truths)

    def activity(self, flat: Any, live_values: Any, inputs: Any) -> dict[str, Array]:
        """See `feature_maps.activity`."""
        return self._ready("activity")(flat, live_values, inputs)

    def augmented(self, live_values: Any, images: Any, targets: Any, key: Any) -> tuple[Array, Array]:
        """See `feature_maps.augmented`; live values without the replica axis, compiled once per number of images."""
        return self._ready(("augmented", len(images)))(live_values, images, targets, u32(key))

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
        """Predictions for inputs ``(rows, *shape)`` float32, pixels 0 to 1; compiled once per number of rows."""
        return self._ready(("predict", len(x)))(flat, live_values, x)

    def order(self, seeds: Any, epoch: Any, count: int) -> Array:
        """Numbers of the ``count`` training examples in the order of an epoch, ``(replicas, count)`` or more.

        See `Single.order`.
        """
        return self._ready("order")(seeds, epoch, *((i32(count),) if self.stepped else ()))

    def inspect(self, flat: Any, live_values: Any, x: Any, target: Any, update: Chance = _FIRST) -> Inspected:
        """A training pass of one batch of one replica in full; compiled once per batch size."""
        chance = np.asarray([number & 0xFFFFFFFF for number in update], u32)
        return Inspected(*self._ready(("inspect", len(x)))(flat, live_values, x, target, chance))

    def batch(self, flat: Any, live_values: Any, x: Any, target: Any, weight: Any, at: Chance, place: int) -> Insight:
        """See `passes.batch`; compiled once per batch size."""
        chance = np.asarray([number & 0xFFFFFFFF for number in at], u32)
        return Insight(*self._ready(("batch", len(x)))(flat, live_values, x, target, weight, chance, i32(place)))

    def sample(self, flat: Any, live_values: Any, x: Any, target: Any) -> Sample:
        """See `passes.sample`."""
        return Sample(*self._ready("sample")(flat, live_values, x, target))

    def curve(self, node: str, flat: Any, live_values: Any, row: Any, unit: int, axis: Any) -> tuple[Array, ...]:
        """See `passes.curve`."""
        return self._ready(("curve", node))(flat, live_values, row, i32(unit), axis)

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
        made = form(self, name)
        return _compile(made.function, made.options, *made.shapes)

    def watched(
        self, flat: Array, slots: dict[str, Array], live_values: Array, seed: Array, *more: Array
    ) -> tuple[Array, dict[str, Array], Array, Seen]:
        """`Loop.watched` of one replica, to be traced; ``more``: what trains, what validates, and where it begins."""
        assert isinstance(self.loop, Loop)
        x, target, seen, truth, *at = more

        def look(vector: Array) -> Array:
            return self.judged(vector, live_values, seen, truth).losses.mean()

        return self.loop.watched(look, flat, slots, live_values, seed, x, target, *at)

    def judged(self, flat: Array, live_values: Array, x: Array, target: Array) -> Judged:
        """`judge` of one replica, to be traced."""
        passed = self.graph.run(flat, self.graph.enter(x, live_values), live_values)
        losses = self.graph.losses(passed, target, live_values)
        if self.key.encoding.masks:
            return Judged(tally(target, self.graph.found(passed), self.classes), losses)
        return Judged(self.graph.predictions(passed), losses)

    def judged_block(self, flat: Array, live_values: Array, x: Array, target: Array, first: Array) -> Judged:
        """`judge` of one replica on the `block` examples from ``first`` on; behind the last one come copies of it."""
        rows = first + jnp.arange(self.block)
        return self.judged(flat, live_values, *(jnp.take(part, rows, axis=0, mode="clip") for part in (x, target)))

    def inspected(self, flat: Array, live_values: Array, x: Array, target: Array, update: Array) -> Inspected:
        """`inspect`, to be traced."""
        key = fold(fold(update[0], update[1]), update[2])
        at, target = self.graph.enter_together(x, target, live_values, key)

        def objective(vector: Array) -> tuple[Array, dict[str, Array]]:
            passed = self.graph.run(vector, at, live_values, key)
            return self.graph.losses(passed, target, live_values).mean(), passed.values

        (loss, values), gradient = jax.value_and_grad(objective, has_aux=True)(flat)
        return Inspected(values, loss, gradient)

    def predicted(self, flat: Array, live_values: Array, x: Array) -> Array:
        """`predict` of one replica, to be traced."""
        return self.graph.predictions(self.graph.run(flat, self.graph.enter(x, live_values), live_values))


def _change(augment: str) -> Change:
    if not augment:
        return UNCHANGED
    said = json.loads(augment)
    return Change(tuple(_KINDS.validate_python(said["kinds"])), said["fill"])


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
        while len(_programs) > 1 and sum(one.weight for one in _programs.values()) > KEPT:
            _programs.popitem(last=False)
        return program, False
