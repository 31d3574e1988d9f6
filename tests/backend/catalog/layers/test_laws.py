"""Laws of every layer, over generated inputs: shapes, refusals, gradients, traces, start values."""

from __future__ import annotations

import re
from math import prod
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet import ops
from glassnet.catalog.base import marked
from glassnet.catalog.layers import LAYERS, Context, Layer, Shape, describe
from glassnet.errors import ShapeError
from tests.backend.compiling import quick
from tests.backend.specimens import settings_of

shapes = st.lists(st.integers(1, 6), min_size=1, max_size=3).map(tuple)
every_layer = pytest.mark.parametrize("cls", LAYERS.values(), ids=LAYERS)
FITTING: list[Shape] = [(4,), (12, 4), (12, 10, 4), (28, 28, 1)]
"""Examples of every rank; each layer takes some of them as it is."""

SMALL = {"units": 6, "filters": 6, "multiplier": 3, "kernel": 5, "dilation": 3, "groups": 4, "size": 3, "factor": 3}


def fitting(cls: type[Layer]) -> list[Shape]:
    """What ``cls`` takes with its defaults."""
    found = []
    for shape in FITTING:
        try:
            cls(id="n").out_shape([shape] * max(1, cls.ports[0]))
        except ShapeError:
            continue
        found.append(shape)
    return found


layers_and_inputs = pytest.mark.parametrize(
    ("cls", "shape"),
    [(cls, shape) for cls in LAYERS.values() for shape in fitting(cls)],
    ids=[f"{kind}-{len(shape)}" for kind, cls in LAYERS.items() for shape in fitting(cls)],
)


@st.composite
def placed(draw: st.DrawFn, cls: type[Layer], fits: bool = False) -> tuple[Layer, list[Shape]]:
    """A layer with any settings, and as many inputs as it takes, often of one shape; if told, all goes together."""
    least, most = cls.ports
    count = draw(st.integers(least, least + 2 if most is None else most))
    one = draw(shapes)
    if fits:
        rank = draw(st.sampled_from([len(shape) for shape in fitting(cls)]))
        one = tuple(draw(st.integers(2, 6)) for _ in range(rank))
    inputs = [one if fits else draw(st.sampled_from([one, one, one, draw(shapes)])) for _ in range(count)]
    fixed: dict[str, Any] = {
        name: draw(st.integers(1, most))
        for name, most in SMALL.items()
        if name in cls.model_fields and cls.model_fields[name].annotation is int
    }
    if "stride" in cls.model_fields:
        fixed["stride"] = draw(st.integers(1, 3))
    if "shape" in cls.model_fields:
        numbers = prod(one)
        known = [[numbers], [1, numbers], [1, numbers, 1], list(one)]
        fixed["shape"] = draw(st.sampled_from(known if fits else [*known, [3, 2]]))
    if fits:
        fixed |= {name: value for name, value in {"padding": "same", "groups": 1}.items() if name in cls.model_fields}
    return cls.model_validate(draw(settings_of(cls, **fixed))), inputs


def applied(layer: Layer, params: Any, arrays: list[Any], context: Context) -> Any:
    """The layer on batches as they are outside: the batch first, channels last."""
    return ops.leave(layer.apply(params, [ops.enter(array) for array in arrays], context))


def repaired(layer: Layer, inputs: list[Shape], error: ShapeError) -> tuple[Layer, list[Shape]]:
    """The layer and what enters it after the repair that ``error`` proposes."""
    repair = error.repair
    assert repair is not None
    assert repair.node == layer.id
    if not repair.insert:
        return type(layer).model_validate({**dict(layer), **repair.fields}), inputs
    insert = LAYERS[repair.insert].model_validate({"id": "new", **repair.fields})
    ports = range(len(inputs)) if repair.port is None else [repair.port]
    return layer, [insert.out_shape([shape]) if port in ports else shape for port, shape in enumerate(inputs)]


def repairs_lead_on(layer: Layer, inputs: list[Shape], error: ShapeError) -> None:
    """Every repair does away with the misfit it is for; what comes up then has its own."""
    seen: list[str] = []
    while error.repair is not None:
        assert error.detail not in seen
        seen.append(error.detail)
        layer, inputs = repaired(layer, inputs, error)
        try:
            layer.out_shape(inputs)
            return
        except ShapeError as next_one:
            error = next_one


def context(layer: Layer, training: bool = True) -> Context:
    knobs = {name: jnp.float32(getattr(layer, name)) for name in marked(type(layer), "live")}
    return Context(training, jnp.uint32(7) if training else None, knobs)


def start(layer: Layer, inputs: list[Shape], seed: int = 0) -> dict[str, Any]:
    return layer.init(np.random.default_rng(seed), inputs)


def batch(inputs: list[Shape], size: int = 3) -> list[Any]:
    rng = np.random.default_rng(1)
    return [jnp.asarray(rng.normal(0, 1, (size, *shape)), jnp.float32) for shape in inputs]


def explains_itself(error: ShapeError, layer: Layer, inputs: list[Shape]) -> None:
    assert error.where == f"network.nodes.{layer.id}"
    assert error.detail.startswith(f"{layer.title} '{layer.id}' ")
    assert "but gets" in error.detail, "what was expected and what came"
    assert any(describe(shape) in error.detail for shape in inputs)
    assert re.fullmatch(r"[A-Z].+\.", error.hint)
    repairs_lead_on(layer, inputs, error)


@every_layer
@settings(max_examples=25)
@given(drawn=st.data())
def test_declared_shape_is_the_computed_one_and_misfits_explain_themselves(
    cls: type[Layer], drawn: st.DataObject
) -> None:
    layer, inputs = drawn.draw(placed(cls))
    try:
        declared = layer.out_shape(inputs)
    except ShapeError as error:
        explains_itself(error, layer, inputs)
        return
    params = {one.name: jax.ShapeDtypeStruct(one.shape, np.float32) for one in layer.parameters(inputs)}
    arrays = [jax.ShapeDtypeStruct((3, *shape), np.float32) for shape in inputs]
    for training in (True, False):
        found = jax.eval_shape(lambda p, x: applied(layer, p, x, context(layer, training)), params, arrays)  # noqa: B023
        assert found.shape == (3, *declared)
        assert found.dtype == np.float32


@every_layer
def test_something_fits(cls: type[Layer]) -> None:
    """So the laws are not true for want of examples."""
    assert fitting(cls)


@every_layer
@settings(max_examples=25)
@given(drawn=st.data())
def test_start_values_fit_the_declared_parameters(cls: type[Layer], drawn: st.DataObject) -> None:
    layer, inputs = drawn.draw(placed(cls, fits=True))
    values = start(layer, inputs)
    assert [(name, value.shape) for name, value in values.items()] == [
        (one.name, one.shape) for one in layer.parameters(inputs)
    ]
    for value in values.values():
        assert value.dtype == np.float32
        assert np.isfinite(value).all()
    assert layer.flops(inputs) >= 2 * sum(prod(one.shape) for one in layer.parameters(inputs) if len(one.shape) > 1)
    again = start(layer, inputs)
    assert all(np.array_equal(values[name], again[name]) for name in values)


@every_layer
@settings(max_examples=3)
@given(drawn=st.data())
def test_gradients_are_finite(cls: type[Layer], drawn: st.DataObject) -> None:
    layer, inputs = drawn.draw(placed(cls, fits=True))

    def total(params: Any, arrays: Any) -> Any:
        return (applied(layer, params, arrays, context(layer)) ** 2).sum()

    gradients = quick(jax.grad(total, (0, 1)))(start(layer, inputs), batch(inputs))
    for leaf in jax.tree.leaves(gradients):
        assert np.isfinite(np.asarray(leaf)).all()


@layers_and_inputs
def test_second_call_does_not_trace_whatever_the_live_values(cls: type[Layer], shape: Shape) -> None:
    layer, traces = cls(id="n"), []
    inputs = [shape] * max(1, cls.ports[0])

    @quick
    def computed(params: Any, arrays: Any, live: Any, key: Any) -> Any:
        traces.append(1)
        return applied(layer, params, arrays, Context(True, key, live))

    for factor in (1.0, 0.5):
        live = {name: np.float32(factor * getattr(layer, name)) for name in marked(cls, "live")}
        computed(start(layer, inputs, seed=int(factor)), batch(inputs), live, np.uint32(factor * 10))
    assert len(traces) == 1


@layers_and_inputs
def test_examples_do_not_see_each_other(cls: type[Layer], shape: Shape) -> None:
    layer = cls(id="n")
    inputs = [shape] * max(1, cls.ports[0])
    params, arrays = start(layer, inputs), batch(inputs)
    answered = quick(lambda params, arrays: applied(layer, params, arrays, context(layer, training=False)))
    together = answered(params, arrays)
    alone = answered(params, [np.asarray(array)[1:2] for array in arrays])
    np.testing.assert_allclose(together[1:2], alone, rtol=1e-4, atol=1e-5)


@layers_and_inputs
def test_last_activation_can_be_taken_off(cls: type[Layer], shape: Shape) -> None:
    layer = cls(id="n")
    inputs = [shape] * max(1, cls.ports[0])
    squash = layer.squash()

    @quick
    def both(params: Any, arrays: Any) -> Any:
        entered = [ops.enter(array) for array in arrays]
        whole = layer.apply(params, entered, context(layer, training=False))
        bare = layer.without_squash().apply(params, entered, context(layer, training=False))
        return whole, bare if squash is None else squash.apply(bare)

    whole, squashed = both(start(layer, inputs), batch(inputs))
    np.testing.assert_allclose(whole, squashed, rtol=1e-6)


@layers_and_inputs
def test_what_is_not_learned_is_tracked_and_nothing_else(cls: type[Layer], shape: Shape) -> None:
    layer = cls(id="n")
    inputs = [shape] * max(1, cls.ports[0])
    tracked = quick(lambda params, arrays: layer.track(params, [ops.enter(x) for x in arrays], context(layer)))(
        start(layer, inputs), batch(inputs)
    )
    declared = {one.name: one.shape for one in layer.parameters(inputs) if not one.learned}
    assert {name: value.shape for name, value in tracked.items()} == declared
    assert all(value.dtype == np.float32 for value in tracked.values())


@layers_and_inputs
def test_what_a_position_sees_is_what_moves_it(cls: type[Layer], shape: Shape) -> None:
    """The window that a layer declares holds every input that has an influence on one output, and is no larger."""
    layer = cls(id="n")
    if "norm" in cls.kind_name() or layer.window() is None or len(shape) == 1:
        return
    inputs = [shape] * max(1, cls.ports[0])
    params, arrays = start(layer, inputs), batch(inputs)
    if layer.squash() is not None:
        layer = layer.without_squash()

    def middle(first: Any) -> Any:
        y = applied(layer, params, [first, *arrays[1:]], context(layer, training=False))
        at = tuple(n // 2 for n in y.shape[1:-1])
        return jnp.abs(y[(0, *at)]).sum()

    moved = np.abs(np.asarray(quick(jax.grad(middle))(arrays[0]))[0]).sum(-1) > 0
    window = layer.window()
    assert window is not None
    for axis in range(moved.ndim):
        along = np.flatnonzero(moved.any(tuple(other for other in range(moved.ndim) if other != axis)))
        assert along[-1] - along[0] + 1 <= window.extent
        if cls.kind_name() not in ("max_pool1d", "max_pool2d"):
            assert along[-1] - along[0] + 1 >= window.extent - 1
