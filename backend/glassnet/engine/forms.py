"""What each compiled program of a run computes, and on what shapes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import numpy as np
from jax import Array

from glassnet.engine import feature_maps, mask_maps, passes, pictures
from glassnet.engine.chunk import Loop
from glassnet.engine.options import QUICK, stepped
from glassnet.engine.single import RING, Single
from glassnet.ops.random import fold, permutations

if TYPE_CHECKING:
    from glassnet.engine.program import Program

f32, i32, u32, u8 = np.float32, np.int32, np.uint32, np.uint8


class Form(NamedTuple):
    """A function to compile, the compiler's options, and the shapes of its arguments."""

    function: Callable[..., Any]
    options: dict[str, Any] | None
    shapes: tuple[Any, ...]


class Judged(NamedTuple):
    """Some examples: predictions ``(n, outputs)`` and losses ``(n,)``, per replica.

    Of masks pixels are counted instead: ``(n, classes, classes)`` float32, row truth, column prediction.
    """

    predictions: Array
    losses: Array


class Inspected(NamedTuple):
    """One batch: every node's output, the mean loss, and its gradient ``(parameters,)``."""

    values: dict[str, Array]
    loss: Array
    gradient: Array


def form(program: Program, name: Any) -> Form:
    """The form of a program by its name.

    Raises:
        KeyError: when there is no such program.
    """
    found = _training(program, name) or _judging(program, name) or _picture(program, name) or _inside(program, name)
    if found is None:
        raise KeyError(name)
    if not program.stepped:
        return found
    return found._replace(options=stepped(plain=found.options is QUICK or program.deep))


def _training(program: Program, name: Any) -> Form | None:
    replicas, loop = program.key.replicas, program.loop
    flat, live, slots = _state(program)
    seeds, epoch, scalar = _shape((replicas,), u32), _shape((), u32), _shape((), i32)
    inputs, targets = _data(program, program.key.parts[0])
    shapes: tuple[Any, ...]
    match name:
        case "train" if isinstance(loop, Loop):
            axes = (0, 0, 0, 0, None, None, None, None, None, None)
            shapes = (flat, slots, live, seeds, inputs, targets, epoch, scalar, scalar, scalar)
            return Form(jax.vmap(loop.chunk, axes), None, shapes)
        case "watched" if isinstance(loop, Loop):
            part = _data(program, program.key.parts[1])
            shapes = (flat, slots, live, seeds, inputs, targets, *part, epoch, scalar, scalar, scalar)
            return Form(jax.vmap(program.watched, (0, 0, 0, 0, *[None] * 8)), None, shapes)
        case "order" if isinstance(loop, Loop):
            return Form(
                lambda seeds, epoch: permutations(fold(seeds, epoch), program.key.parts[0]), None, (seeds, epoch)
            )
        case "train" if isinstance(loop, Single):
            order, at = _shape((replicas, loop.length), i32), _shape((5,), i32)
            shapes = (flat, slots, _shape((replicas, RING)), live, seeds, *_data(program), order, at)
            return Form(_replicated(loop.step, (0, 0, 0, 0, 0, None, None, 0, None), replicas), None, shapes)
        case "order" if isinstance(loop, Single):
            return Form(jax.vmap(loop.order, (0, None, None)), QUICK, (seeds, epoch, scalar))
        case ("inspect", rows):
            shapes = (
                _shape((program.layout.size,)),
                _shape((program.live_size,)),
                *_data(program, rows),
                _shape((3,), u32),
            )
            return Form(program.inspected, QUICK, shapes)
    return None


def _judging(program: Program, name: Any) -> Form | None:
    flat, live, _ = _state(program)
    replicas = program.key.replicas
    match name:
        case "judge" if program.images:
            judge = _replicated(program.judged_block, (0, 0, None, None, None), replicas)
            return Form(judge, None, (flat, live, *_data(program), _shape((), i32)))
        case "judge":
            return Form(jax.vmap(program.judged, (0, 0, None, None)), QUICK, (flat, live, *_data(program)))
        case ("predict", rows):
            inputs = _shape((rows, *program.key.input_shape))
            return Form(_replicated(program.predicted, (0, 0, None), replicas), QUICK, (flat, live, inputs))
    return None


def _picture(program: Program, name: Any) -> Form | None:
    graph, replicas = program.graph, program.key.replicas
    flat, live, _ = _state(program)
    scalar = _shape((), i32)

    def of_graph(function: Callable[..., Any], *shared: Any) -> Form:
        whole = _replicated(lambda *arguments: function(graph, *arguments), (0, 0, *[None] * len(shared)), replicas)
        return Form(whole, QUICK, (flat, live, *shared))

    match name:
        case ("surface" | "units" as which, side) if not program.images:
            points = _shape((side * side, *program.key.input_shape))
            return of_graph(pictures.surface if which == "surface" else pictures.units, points)
        case ("unit", side) if not program.images:
            return of_graph(pictures.unit, _shape((side * side, *program.key.input_shape)), scalar, scalar)
        case "maps" if program.images:
            return of_graph(feature_maps.maps, _data(program, 1)[0])
        case "activity" if program.images:
            inputs = _data(program)[0]
            count = feature_maps.examined(program.block, inputs.shape[0])
            return of_graph(partial(feature_maps.activity, count=count), inputs)
        case ("masks", count) if program.key.encoding.masks:
            return of_graph(partial(mask_maps.masks, classes=program.classes), *_data(program, count))
        case ("augmented", count) if program.images:
            shapes = (_shape((program.live_size,)), *_data(program, count), _shape((), u32))
            return Form(lambda *arguments: feature_maps.augmented(graph, *arguments), QUICK, shapes)
    return None


def _inside(program: Program, name: Any) -> Form | None:
    """Passes looked into, of one replica."""
    graph = program.graph
    state = _shape((program.layout.size,)), _shape((program.live_size,))
    scalar = _shape((), i32)
    match name:
        case ("batch", rows):
            shapes = (*state, *_data(program, rows), _shape((rows,)), _shape((3,), u32), scalar)
            return Form(partial(passes.batch, graph), QUICK, shapes)
        case "sample":
            return Form(partial(passes.sample, graph), QUICK, (*state, *_data(program, 1)))
        case ("curve", node):
            row = _shape(program.layout.shapes[node][-1:])
            return Form(partial(passes.curve, graph, node), QUICK, (*state, row, scalar, _shape((passes.POINTS,))))
    return None


def _state(program: Program) -> tuple[Any, Any, dict[str, Any]]:
    """Shapes of parameters, live values and slots."""
    replicas, size = program.key.replicas, program.layout.size
    slots = {slot: _shape((replicas, size)) for slot in program.slots}
    return _shape((replicas, size)), _shape((replicas, program.live_size)), slots


def _data(program: Program, rows: int | None = None) -> tuple[Any, Any]:
    """Shapes of the inputs and the targets as they are stored; of all examples when ``rows`` is not said."""
    count = sum(program.key.parts) if rows is None else rows
    kind = u8 if program.images else f32
    inputs = _shape((count, *program.key.input_shape), kind)
    if program.key.encoding.masks:
        return inputs, _shape(inputs.shape[:-1], u8)
    return inputs, _shape((count, program.key.encoding.outputs))


def _shape(shape: tuple[int, ...], kind: Any = f32) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(shape, kind)


def _replicated(function: Callable[..., Any], axes: tuple[int | None, ...], replicas: int) -> Callable[..., Any]:
    """``function`` over a leading axis; a single replica is unpacked, so that convolutions see no axis of their own."""
    if replicas > 1:
        return jax.vmap(function, axes)

    def alone(*arguments: Any) -> Any:
        pairs = zip(arguments, axes, strict=True)
        own = [one if axis is None else jax.tree.map(lambda a: a.reshape(a.shape[1:]), one) for one, axis in pairs]
        return jax.tree.map(lambda a: a[None], function(*own))

    return alone
