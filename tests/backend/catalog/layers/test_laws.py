"""Laws of every layer, over generated inputs: shapes, refusals, gradients, traces, start values."""

from __future__ import annotations

import re
from math import prod
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from glassnet.catalog.base import marked
from glassnet.catalog.layers import LAYERS, Context, Layer, Shape, describe
from glassnet.errors import ShapeError
from tests.backend.specimens import settings_of

shapes = st.lists(st.integers(1, 5), min_size=1, max_size=3).map(tuple)
every_layer = pytest.mark.parametrize("cls", LAYERS.values(), ids=LAYERS)


@st.composite
def placed(draw: st.DrawFn, cls: type[Layer]) -> tuple[Layer, list[Shape]]:
    """A layer with any settings and as many inputs as it takes, often of one shape."""
    least, most = cls.ports
    count = draw(st.integers(least, least + 2 if most is None else most))
    one = draw(shapes)
    inputs = [draw(st.sampled_from([one, one, one, draw(shapes)])) for _ in range(count)]
    fields = draw(settings_of(cls, **({"units": draw(st.integers(1, 6))} if "units" in cls.model_fields else {})))
    return cls.model_validate(fields), inputs


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


@every_layer
@settings(max_examples=30)
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
        found = jax.eval_shape(lambda p, x: layer.apply(p, x, context(layer, training)), params, arrays)  # noqa: B023
        assert found.shape == (3, *declared)
        assert found.dtype == np.float32


@every_layer
def test_a_list_of_numbers_fits(cls: type[Layer]) -> None:
    """So the law above is not true for want of examples."""
    assert cls(id="n").out_shape([(4,)] * max(1, cls.ports[0]))


@every_layer
@settings(max_examples=30)
@given(drawn=st.data())
def test_start_values_fit_the_declared_parameters(cls: type[Layer], drawn: st.DataObject) -> None:
    layer, inputs = drawn.draw(placed(cls))
    try:
        layer.out_shape(inputs)
    except ShapeError:
        assume(False)
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
    layer, inputs = drawn.draw(placed(cls))
    try:
        layer.out_shape(inputs)
    except ShapeError:
        assume(False)

    def total(params: Any, arrays: Any) -> Any:
        return (layer.apply(params, arrays, context(layer)) ** 2).sum()

    params = start(layer, inputs)
    gradients = jax.grad(total, (0, 1))({name: jnp.asarray(value) for name, value in params.items()}, batch(inputs))
    for leaf in jax.tree.leaves(gradients):
        assert np.isfinite(np.asarray(leaf)).all()


@every_layer
def test_second_call_does_not_trace_whatever_the_live_values(cls: type[Layer]) -> None:
    layer, traces = cls(id="n"), []
    inputs = [(4,)] * max(1, cls.ports[0])

    @jax.jit
    def applied(params: Any, arrays: Any, live: Any, key: Any) -> Any:
        traces.append(1)
        return layer.apply(params, arrays, Context(True, key, live))

    for factor in (1.0, 0.5):
        live = {name: np.float32(factor * getattr(layer, name)) for name in marked(cls, "live")}
        applied(start(layer, inputs, seed=int(factor)), batch(inputs), live, np.uint32(factor * 10))
    assert len(traces) == 1


@every_layer
def test_examples_do_not_see_each_other(cls: type[Layer]) -> None:
    layer = cls(id="n")
    inputs = [(4,)] * max(1, cls.ports[0])
    params, arrays = start(layer, inputs), batch(inputs)
    together = layer.apply(params, arrays, context(layer, training=False))
    alone = layer.apply(params, [array[1:2] for array in arrays], context(layer, training=False))
    np.testing.assert_allclose(together[1:2], alone, rtol=1e-6, atol=1e-7)


@every_layer
def test_last_activation_can_be_taken_off(cls: type[Layer]) -> None:
    layer = cls(id="n")
    inputs = [(4,)] * max(1, cls.ports[0])
    params, arrays = start(layer, inputs), batch(inputs)
    whole = layer.apply(params, arrays, context(layer, training=False))
    bare = layer.without_squash().apply(params, arrays, context(layer, training=False))
    squash = layer.squash()
    np.testing.assert_allclose(whole, bare if squash is None else squash.apply(bare), rtol=1e-6)
