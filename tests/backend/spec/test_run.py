from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from glassnet.spec import RunSpec
from tests.backend.specimens import chain, run_spec, with_dropout


def test_round_trip_is_equal() -> None:
    for spec in (run_spec(), run_spec(with_dropout(), stop_below=0.1), run_spec(data={"kind": "spiral", "classes": 2})):
        assert RunSpec.model_validate_json(spec.model_dump_json()) == spec
        assert RunSpec.model_validate(json.loads(json.dumps(spec.model_dump(mode="json")))) == spec


def test_training_has_defaults() -> None:
    spec = RunSpec.model_validate({"network": chain(output=(1, "tanh")), "data": {"kind": "circles"}})
    assert (spec.training.loss.kind, spec.training.optimiser.kind, spec.training.batch_size) == ("mse", "sgd", 10)


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"batch_size": 0}, ("training", "batch_size")),
        ({"batch_size": 20_001}, ("training", "batch_size")),
        ({"seed": -1}, ("training", "seed")),
        ({"seed": 2**31}, ("training", "seed")),
        ({"max_epochs": 0}, ("training", "max_epochs")),
        ({"stop_below": 0.0}, ("training", "stop_below")),
        ({"stop_below": float("nan")}, ("training", "stop_below")),
        ({"stop_below": float("inf")}, ("training", "stop_below")),
        ({"l1": -1e-9}, ("training", "l1")),
        ({"l2": 1001}, ("training", "l2")),
        ({"optimiser": {"kind": "sgd", "momentum": 0.5}}, ("training", "optimiser", "sgd", "momentum")),
        ({"optimiser": {"kind": "magic"}}, ("training", "optimiser")),
        ({"loss": None}, ("training", "loss")),
        ({"learning_rate": 1}, ("training", "learning_rate")),
    ],
)
def test_wrong_training_names_its_field(change: dict[str, Any], loc: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        run_spec(**change)
    assert caught.value.errors()[0]["loc"] == loc


def test_wrong_data_names_its_field() -> None:
    with pytest.raises(ValidationError) as caught:
        run_spec(data={"kind": "spiral", "classes": 6})
    assert caught.value.errors()[0]["loc"] == ("data", "spiral", "classes")
