"""Every live value can be reached, by its path and within its bounds; nothing else can."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.catalog.base import marked
from glassnet.catalog.clipping import CLIPPINGS
from glassnet.catalog.losses import LOSSES
from glassnet.catalog.optimisers import OPTIMISERS
from glassnet.catalog.schedules import SCHEDULES
from glassnet.errors import SpecError
from glassnet.spec import RunSpec, TrainingSpec, live
from glassnet.spec.live import changed, paths, traced
from tests.backend.specimens import chain, run_spec, with_dropout

CELLS = {"kind": "cells", "samples": 40, "size": 32}
MASKS = {
    "nodes": [
        {"id": "in", "kind": "input"},
        {"id": "gate", "kind": "gate"},
        {"id": "out", "kind": "conv2d", "filters": 2, "activation": "softmax"},
    ],
    "edges": [("in", "gate"), ("gate", "out")],
}


def specs() -> list[RunSpec]:
    found = [run_spec(with_dropout(), optimiser={"kind": kind}) for kind in OPTIMISERS]
    losses = {"cross_entropy": (2, "softmax"), "binary_cross_entropy": (1, "sigmoid")}
    for kind, cls in LOSSES.items():
        network = MASKS if cls.masks_only else chain(output=losses.get(kind, (1, "tanh")))
        found.append(run_spec(network, CELLS if cls.masks_only else None, loss={"kind": kind}))
    found += [run_spec(clipping={"kind": kind}) for kind in CLIPPINGS if kind != "none"]
    return found + [run_spec(schedule={"kind": kind}) for kind in SCHEDULES]


def called(spec: RunSpec) -> str:
    training = spec.training
    return "-".join(part.kind for part in (training.loss, training.optimiser, training.schedule, training.clipping))


def at(spec: RunSpec, path: str) -> Any:
    """The value at ``path`` of the JSON, nodes by their id."""
    value = spec.model_dump(mode="json")
    value["network"]["nodes"] = {node["id"]: node for node in value["network"]["nodes"]}
    for name in path.split("."):
        value = value[name]
    return value


def single(part: Any) -> list[str]:
    """The live fields that hold one number; the lists of these specifications are empty."""
    return [name for name in marked(type(part), "live") if not isinstance(getattr(part, name), list)]


def part_at(spec: RunSpec, path: str) -> Any:
    prefix = path.rsplit(".", 1)[0]
    if prefix.startswith("network.nodes."):
        return spec.network.by_id[prefix.removeprefix("network.nodes.")]
    return {
        "training": spec.training,
        "training.loss": spec.training.loss,
        "training.optimiser": spec.training.optimiser,
        "training.schedule": spec.training.schedule,
        "training.clipping": spec.training.clipping,
    }[prefix]


@pytest.mark.parametrize("spec", specs(), ids=called)
def test_every_marked_field_is_reachable(spec: RunSpec) -> None:
    expected = {f"training.{name}" for name in marked(TrainingSpec, "live")}
    for prefix in ("training.loss", "training.optimiser", "training.schedule", "training.clipping"):
        part = getattr(spec.training, prefix.split(".")[1])
        expected |= {f"{prefix}.{name}" for name in single(part)}
    for node in spec.network.nodes:
        expected |= {f"network.nodes.{node.id}.{name}" for name in marked(type(node), "live")}
    assert set(paths(spec)) == expected
    assert len(paths(spec)) == len(expected)
    for path, value in traced(spec).items():
        assert value == at(spec, path)


@pytest.mark.parametrize("spec", specs(), ids=called)
def test_every_live_value_changes_within_its_bounds_and_nothing_else_does(spec: RunSpec) -> None:
    for path in paths(spec):
        name = path.rsplit(".", 1)[1]
        schema = type(part_at(spec, path)).model_json_schema()["properties"][name]
        schema = next((one for one in schema.get("anyOf", []) if one["type"] != "null"), schema)
        value = 7 if schema["type"] == "integer" else max(0.125, schema.get("minimum", 0.0))
        after = changed(spec, path, value)
        assert at(after, path) == value
        assert changed(after, path, at(spec, path)) == spec, "and back"
        for key, beyond in (("minimum", -1), ("exclusiveMinimum", 0), ("maximum", 1), ("exclusiveMaximum", 0)):
            if key in schema:
                with pytest.raises(SpecError) as caught:
                    changed(spec, path, schema[key] + beyond * max(1, abs(schema[key])))
                assert caught.value.where == path
                assert caught.value.code == "live_value"
        for bad in (float("nan"), float("inf")):
            with pytest.raises(SpecError, match=f"'{path}' cannot be {bad}"):
                changed(spec, path, bad)


def test_numbers_of_a_list_are_live_by_their_place() -> None:
    spec = run_spec(loss={"kind": "binary_cross_entropy", "class_weights": [0.5, 2.0]})
    weights = {path: value for path, value in traced(spec).items() if "class_weights" in path}
    assert weights == {"training.loss.class_weights.0": 0.5, "training.loss.class_weights.1": 2.0}
    after = changed(spec, "training.loss.class_weights.1", 3.0)
    assert after.training.loss.weights() == [0.5, 3.0]
    for path, value, code in (("1", -1.0, "live_value"), ("1", None, "live_value"), ("2", 1.0, "live_path")):
        with pytest.raises(SpecError) as caught:
            changed(spec, f"training.loss.class_weights.{path}", value)
        assert caught.value.code == code


def test_limits_can_be_taken_away_and_numbers_cannot() -> None:
    spec = run_spec(max_epochs=5, stop_below=0.1, updates_per_s=30.0)
    for name in ("max_epochs", "stop_below", "updates_per_s"):
        assert getattr(changed(spec, f"training.{name}", None).training, name) is None
    with pytest.raises(SpecError):
        changed(spec, "training.l2", None)


def test_epochs_are_whole() -> None:
    spec = run_spec()
    assert changed(spec, "training.max_epochs", 5.0).training.max_epochs == 5
    assert changed(spec, "training.patience", 5.0).training.patience == 5
    for bad in (5.5, 0.0, -1.0, 1e300):
        with pytest.raises(SpecError):
            changed(spec, "training.max_epochs", bad)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "training",
        "training.seed",
        "training.batch_size",
        "training.optimiser",
        "training.optimiser.kind",
        "training.optimiser.momentum",
        "network.nodes.h1.units",
        "network.nodes.ghost.rate",
        "network.nodes",
        "data.noise",
        "training.optimiser.__class__",
        "__proto__.x",
        "...",
    ],
)
def test_other_paths_are_refused_with_the_list(path: str) -> None:
    with pytest.raises(SpecError) as caught:
        changed(run_spec(), path, 0.5)
    assert caught.value.where == path
    assert caught.value.code == "live_path"
    assert "training.optimiser.learning_rate" in caught.value.hint


@given(rate=st.floats(0, 0.95), learning_rate=st.floats(0, 1e12))
def test_changes_survive_json(rate: float, learning_rate: float) -> None:
    spec = changed(run_spec(with_dropout()), "network.nodes.drop1.rate", rate)
    spec = changed(spec, "training.optimiser.learning_rate", learning_rate)
    again = RunSpec.model_validate(json.loads(spec.model_dump_json()))
    assert again == spec
    assert traced(again) == traced(spec)
    assert again.network.by_id["drop2"].rate == 0.15


def test_what_is_held_is_live_and_told_apart() -> None:
    one = live.changed(run_spec(), "network.held.h1.units.1", 1.0)
    both = live.changed(one, "network.held.h1.weight.0.2", 1.0)
    assert (one.network.held, both.network.held) == (["h1.units.1"], ["h1.units.1", "h1.weight.0.2"])
    assert live.differing(one, both) == {"network.held.h1.weight.0.2": 1.0}
    assert live.differing(both, run_spec()) == {f"network.held.{entry}": 0.0 for entry in both.network.held or ()}
    assert live.changed(one, "network.held.h1.units.1", 0.0).network.held == []
    slower = live.changed(both, "training.optimiser.learning_rate", 0.01)
    assert slower.network.held == both.network.held
    assert live.differing(both, slower) == {"training.optimiser.learning_rate": 0.01}
