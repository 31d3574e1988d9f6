"""What is said of every output and every loss, against what the loss and its slope are on a grid of sums."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from glassnet.catalog.activations import ACTIVATIONS
from glassnet.catalog.base import marked
from glassnet.catalog.losses import LOSSES
from glassnet.errors import GlassnetError
from glassnet.spec import RunSpec
from glassnet.spec.outline import Outline, outline
from glassnet.spec.templates import TEMPLATES
from tests.backend.compiling import quick
from tests.backend.specimens import chain, run_spec

DATA: dict[int, dict[str, Any]] = {1: {"kind": "circles"}, 3: {"kind": "spiral", "classes": 3}}
SUMS = np.concatenate([-np.geomspace(4000, 0.01, 24), np.geomspace(0.01, 4000, 24)]).astype(np.float32)
WELL, WRONG = 0.06, 0.15
NO_SLOPE = 1e-4


def spec_of(loss: str, activation: str, units: int, data: dict[str, Any] | None = None) -> RunSpec | None:
    try:
        return run_spec(chain(output=(units, activation)), data or DATA[units], loss={"kind": loss})
    except GlassnetError:
        return None


def outlined(spec: RunSpec) -> Outline:
    return outline(spec.network.nodes, spec.network.edges, spec.data, spec.training)


def mended(spec: RunSpec) -> RunSpec:
    """The set-up after the first repair that is proposed."""
    (first, *_) = outlined(spec).pairing.advice
    assert first.repair is not None
    assert first.where == f"network.nodes.{first.repair.node}" or first.code == "squashed_twice"
    whole = spec.model_dump(mode="json")
    for node in whole["network"]["nodes"]:
        if node["id"] == first.repair.node:
            node |= dict(first.repair.fields)
    if first.repair.loss:
        whole["training"]["loss"] = {"kind": first.repair.loss}
    return RunSpec.model_validate(whole)


PAIRS = [
    (loss, activation, units)
    for units in DATA
    for loss in LOSSES
    for activation in ACTIVATIONS
    if spec_of(loss, activation, units) is not None
]


@cache
def landscape(loss: str, units: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """By activation: losses and the size of their slopes, of an example of each class at a grid of sums.

    Of one output rows are classes; of three the first is right, the two others have equal sums.
    """
    kinds = [activation for known, activation, count in PAIRS if (known, count) == (loss, units)]
    right, other = (part.ravel() for part in np.meshgrid(SUMS, SUMS, indexing="ij"))
    sums = np.stack([right, other, other], 1) if units == 3 else np.tile(SUMS, 2)[:, None]
    sides = np.zeros(len(sums), int) if units == 3 else np.repeat([0, 1], len(SUMS))
    entry = LOSSES[loss]()
    live = {name: jnp.asarray(getattr(entry, name), jnp.float32) for name in marked(type(entry), "live")}
    specs = {kind: spec_of(loss, kind, units) for kind in kinds}

    def measured(at: jax.Array) -> dict[str, tuple[jax.Array, jax.Array]]:
        found = {}
        for kind, spec in specs.items():
            assert spec is not None
            encoding = spec.encoding
            low, high = encoding.low, encoding.high
            rows = np.array([[high, low, low]]) if units == 3 else np.array([[low], [high]])
            target = jnp.asarray(rows[sides], jnp.float32)

            def total(v: jax.Array, kind: str = kind, reads: str = encoding.reads, aim: Any = target) -> Any:
                squash = ACTIVATIONS[kind]
                learned = {name: jnp.full(units, value) for name, value in squash.learned.items()}
                said = v if reads == "sums" else squash.apply_learned(v, learned)
                each = entry.per_sample(entry.logits(said) if reads == "probabilities" else said, aim, live)
                return each.sum(), each

            slope, each = jax.grad(total, has_aux=True)(at)
            found[kind] = each, jnp.abs(slope).max(1)
        return found

    return {kind: (np.asarray(a), np.asarray(b)) for kind, (a, b) in quick(measured)(jnp.asarray(sums)).items()}


@pytest.mark.parametrize(("loss", "activation", "units"), PAIRS)
def test_what_is_told_is_so(loss: str, activation: str, units: int) -> None:
    """Bad is what cannot come near 0, has no slope where it is wrong, or punishes being far on the right side."""
    losses, slopes = landscape(loss, units)[activation]
    floors = [losses.min()] if units == 3 else [half.min() for half in np.split(losses, 2)]
    out_of_reach = max(floors) > WELL
    stuck = bool(((losses > WRONG) & (slopes < NO_SLOPE)).any())
    far = losses[-len(SUMS)] if units == 3 else losses[-1]  # far on the right side of the second class
    too_right = far > 1.0 and loss != "delta_rule"
    another_rule = loss == "perceptron" and bool((np.abs(slopes[losses > 0] - 1.0) > 0.1).any())
    spec = spec_of(loss, activation, units)
    assert spec is not None
    told = outlined(spec).pairing
    assert bool(told.advice) == (out_of_reach or stuck or too_right or another_rule), (floors, stuck, too_right, told)
    assert bool(told.told) != bool(told.advice)


@pytest.mark.parametrize(("loss", "activation", "units"), PAIRS)
def test_every_repair_mends(loss: str, activation: str, units: int) -> None:
    spec = spec_of(loss, activation, units)
    assert spec is not None
    if outlined(spec).pairing.advice:
        assert not outlined(mended(spec)).pairing.advice


@pytest.mark.parametrize("activation", [kind for kind in ACTIVATIONS if kind != "step"])
@pytest.mark.parametrize("kind", ["plane", "diabetes"])
def test_values_must_be_within_reach(activation: str, kind: str) -> None:
    training = {"loss": {"kind": "mse"}}
    network = chain(output=(1, activation))
    spec = RunSpec.model_validate({"network": network, "data": {"kind": kind}, "training": training})
    squash = ACTIVATIONS[activation]
    learned = {name: jnp.full(1, value) for name, value in squash.learned.items()}
    said = np.asarray(squash.apply_learned(jnp.asarray(SUMS)[:, None], learned))
    most = 1.0 if kind == "plane" else 3.0  # a standardised value is rarely further out
    reached = said.min() <= -most + WELL and said.max() >= most - WELL
    assert bool(outlined(spec).pairing.advice) != reached


CASES = [
    ("binary_cross_entropy", "tanh", 1, "squashed_again", "it can only say 27 % to 73 %"),
    ("binary_cross_entropy", "hard_sigmoid", 1, "squashed_again", "it can only say 50 % to 73 %"),
    ("cross_entropy", "tanh", 3, "squashed_again", "of 3 classes none gets more than 79 %"),
    ("binary_cross_entropy", "relu", 1, "one_sided", "never less than 50 %"),
    ("cross_entropy", "sigmoid", 3, "mixed_probabilities", "divides them by their sum"),
    ("binary_cross_entropy", "softmax", 3, "mixed_probabilities", "yes or no"),
    ("mse", "softmax", 1, "constant_output", "always 1"),
    ("mse", "sigmoid", 1, "saturating_output", "sure and wrong"),
    ("mse", "linear", 1, "too_right", "exactly −1 or 1"),
    ("hinge", "tanh", 1, "bounded_score", "gives only −1 to 1"),
    ("perceptron", "tanh", 1, "not_the_rule", "multiplied by its slope"),
    ("cross_entropy", "relu", 3, "flat_below", "flat or nearly so below 0"),
    ("l1", "relu", 1, "dead_output", "flat below 0"),
]


@pytest.mark.parametrize(("loss", "activation", "units", "code", "words"), CASES)
def test_causes_are_told_in_numbers(loss: str, activation: str, units: int, code: str, words: str) -> None:
    spec = spec_of(loss, activation, units)
    assert spec is not None
    (advice,) = outlined(spec).pairing.advice
    assert (advice.code, advice.where) == (code, "network.nodes.out")
    assert words in advice.detail


def tail(*layers: dict[str, Any], loss: str = "binary_cross_entropy") -> RunSpec:
    ids = ["in", *(f"n{place}" for place in range(len(layers) - 1)), "out"]
    nodes = [
        {"id": "in", "kind": "input"},
        *({"id": name, **layer} for name, layer in zip(ids[1:], layers, strict=True)),
    ]
    return run_spec({"nodes": nodes, "edges": list(pairwise(ids))}, loss={"kind": loss})


def dense(units: int, activation: str) -> dict[str, Any]:
    return {"kind": "dense", "units": units, "activation": activation}


def test_two_squashes_in_a_row() -> None:
    spec = tail(dense(1, "softmax"), {"kind": "activation", "activation": "sigmoid"})
    (advice, *_) = outlined(spec).pairing.advice
    assert (advice.code, advice.where) == ("squashed_twice", "network.nodes.out")
    assert "the softmax of 'n0' gives 0 to 1, and the sigmoid of 'out' bends that once more" in advice.detail
    assert not outlined(mended(spec)).pairing.advice


def test_a_squash_is_found_through_layers_without_weights() -> None:
    spec = tail(dense(1, "hard_tanh"), {"kind": "dropout", "rate": 0.1})
    (advice,) = outlined(spec).pairing.advice
    assert (advice.code, advice.where) == ("squashed_again", "network.nodes.n0")


def test_softmax_is_no_hidden_activation() -> None:
    spec = tail(dense(4, "softmax"), dense(1, "sigmoid"))
    (advice,) = outlined(spec).pairing.advice
    assert (advice.code, advice.where) == ("softmax_inside", "network.nodes.n0")
    assert "add up to 1" in advice.detail
    assert not outlined(mended(spec)).pairing.advice


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.id)
def test_templates_go_well(template: Any) -> None:
    assert outlined(template.spec).pairing.advice == []
