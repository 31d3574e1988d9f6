from __future__ import annotations

import numpy as np
import pytest

from glassnet.catalog.initialisers import INITIALISERS
from glassnet.engine.layout import Layout
from glassnet.spec import NetworkSpec
from tests.backend.specimens import chain, with_dropout


@pytest.fixture
def layout() -> Layout:
    return Layout(NetworkSpec.model_validate(with_dropout()), (2,))


def test_names_and_shapes(layout: Layout) -> None:
    assert {place.key: place.shape for place in layout.places} == {
        "left.weight": (2, 4),
        "left.bias": (4,),
        "right.weight": (2, 4),
        "right.bias": (4,),
        "out.weight": (6, 1),
        "out.bias": (1,),
    }
    assert layout.size == 31


def test_naming_and_packing_are_inverse(layout: Layout) -> None:
    flat = np.arange(31, dtype=np.float32)
    named = layout.named(flat, "optimiser.mean.")
    assert set(named) == {f"optimiser.mean.{place.key}" for place in layout.places}
    np.testing.assert_array_equal(layout.packed(named, "optimiser.mean."), flat)
    arrays = layout.unflatten(flat)
    for place in layout.places:
        np.testing.assert_array_equal(arrays[place.node][place.name], named[f"optimiser.mean.{place.key}"])


def test_weights_are_regularised_and_biases_not(layout: Layout) -> None:
    named = layout.named(layout.regularised())
    assert {key: set(array.ravel().tolist()) for key, array in named.items()} == {
        key: {1.0} if key.endswith("weight") else {0.0} for key in named
    }


def test_a_start_depends_on_seed_and_id_alone(layout: Layout) -> None:
    start = layout.named(layout.start(layout.network, 3))
    network = with_dropout()
    network["nodes"].reverse()
    other = Layout(NetworkSpec.model_validate(network), (2,))
    for key, array in other.named(other.start(other.network, 3)).items():
        np.testing.assert_array_equal(array, start[key])
    again = layout.named(layout.start(layout.network, 4))
    assert not np.array_equal(again["left.weight"], start["left.weight"])
    assert not np.array_equal(start["left.weight"], start["right.weight"])


@pytest.mark.parametrize("kind", INITIALISERS)
def test_a_start_uses_the_initialisers_of_the_network_given(kind: str) -> None:
    layout = Layout(NetworkSpec.model_validate(chain((300, "tanh"))), (2,))
    network = NetworkSpec.model_validate(chain((300, "tanh"), initialiser=kind))
    found = layout.named(layout.start(network, 0))["out.weight"]
    expected = INITIALISERS[kind].draw(np.random.default_rng(1), (300, 1), 300, 1).std()
    assert found.std() == pytest.approx(expected, rel=0.15, abs=1e-9)


def test_a_network_without_weights() -> None:
    nodes = [{"id": "in", "kind": "input"}, {"id": "out", "kind": "activation", "activation": "tanh"}]
    layout = Layout(NetworkSpec.model_validate({"nodes": nodes, "edges": [("in", "out")]}), (1,))
    assert (layout.size, layout.places, layout.unflatten(np.zeros(0, np.float32))) == (0, [], {})
