"""Views into units against NumPy and PyTorch: activations, the numbers of one example, and distributions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from glassnet.catalog.activations import ACTIVATIONS
from glassnet.engine import Trainer
from glassnet.engine.passes import POINTS
from glassnet.engine.unit_probes import BINS, spread_of
from glassnet.errors import SpecError
from glassnet.protocol.views import Activation, Distributions, Values
from glassnet.spec import RunSpec
from tests.backend.engine import reference
from tests.backend.engine.image_specs import ALL_CHANCE, image_spec
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec, with_dropout

Named = dict[str, np.ndarray]


def seen(trainer: Trainer, view: Any) -> tuple[Named, dict[str, Any]]:
    tensors, meta = trainer.probe(view)
    return {tensor.key: tensor.array for tensor in tensors}, meta


def plain(**training: Any) -> Trainer:
    trainer = begun(run_spec(chain((3, "tanh"), (4, "relu")), **training))
    trainer.advance(25)
    return trainer


def batch_of(trainer: Trainer) -> tuple[np.ndarray, np.ndarray]:
    rows = trainer.ordered_rows()[: trainer.program.key.batch_size]
    return trainer.examples.inputs[rows], trainer.examples.targets[rows]


# ------------------------------------------------------------------------------------------------ one example


def test_values_of_an_example_agree_with_numpy() -> None:
    trainer = begun(run_spec(with_dropout(), {"features": ["x", "y", "sin_x"]}))
    trainer.advance(30)
    found, meta = seen(trainer, Values(part="test", index=3))
    row = trainer.examples.bounds["test"].start + 3
    point = trainer.examples.points[row]
    expected = reference.forward(trainer.spec, trainer.parameters(), point[None])
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value[0], rtol=1e-4, atol=1e-5)
    bend: Any = trainer.spec.network.by_id["left"]
    np.testing.assert_allclose(reference.ACTIVATIONS[bend.activation](found["left:sum"]), found["left"], rtol=1e-4)
    assert (meta["part"], meta["index"], meta["step"]) == ("test", 3, False)
    assert meta["point"] == pytest.approx(point.tolist())
    target, said = float(trainer.examples.targets[row, 0]), float(expected["out"][0, 0])
    assert meta["loss"] == pytest.approx(-np.log(said if target else 1 - said), rel=1e-3)
    assert not any(key.endswith(":dropped") for key in found)


def test_an_example_beyond_its_part_is_refused() -> None:
    trainer = plain()
    count = trainer.examples.bounds["test"].stop - trainer.examples.bounds["test"].start
    with pytest.raises(SpecError, match=f"has {count} examples; there is no {count}"):
        trainer.probe(Values(part="test", index=count))


def test_a_sample_step_shows_the_units_that_training_drops() -> None:
    trainer = begun(run_spec(with_dropout(0.5), seed=4))
    assert trainer.probe(Values()) == ([], {"part": None})
    dropped = []
    for position in range(trainer.program.key.batch_size):
        looked = trainer.sample_step()
        found, meta = seen(trainer, Values())
        assert (meta["part"], meta["index"], meta["step"]) == ("train", looked.index, True)
        gone = found["drop1:dropped"].astype(bool)
        assert (found["drop1"][gone] == 0.0).all()
        dropped.append(gone)
        assert (looked.completed is None) == (position + 1 < trainer.program.key.batch_size)
    share = float(np.mean(dropped))
    assert 0.2 < share < 0.8
    assert len({tuple(one) for one in dropped}) > 1, "each sample drops units of its own"
    trainer.advance(1)
    assert seen(trainer, Values())[1] == {"part": None}


def test_what_a_step_shows_is_what_the_update_learned_from() -> None:
    trainer = begun(run_spec(with_dropout(0.5), optimiser={"kind": "sgd", "learning_rate": 0.1}, batch_size=1))
    before = np.asarray(trainer.flat)[0].copy()
    looked = trainer.sample_step()
    assert looked.completed is not None
    found, meta = seen(trainer, Values())
    assert meta["loss"] == pytest.approx(float(looked.completed.losses[0]), rel=1e-4)
    change = trainer.program.layout.named(np.asarray(trainer.flat)[0] - before)
    silent = (found["join"] == 0.0)[:, None]
    assert (change["out.weight"][silent] == 0.0).all(), "a dropped unit's outgoing weight is not trained"
    assert (change["out.weight"][~silent] != 0.0).all()


def test_images_tell_their_vectors_and_whole_maps_that_are_dropped() -> None:
    trainer = begun(image_spec(ALL_CHANCE))
    trainer.sample_step()
    found, _ = seen(trainer, Values())
    assert {"flat", "d2", "out", "d1:dropped", "d2:dropped"} <= set(found)
    assert found["d1:dropped"].shape == (3,)
    assert "c1" not in found
    assert (found["d2"][found["d2:dropped"] == 1] == 0.0).all()


# ------------------------------------------------------------------------------------------------ activations


@pytest.mark.parametrize("kind", sorted(set(ACTIVATIONS) - {"softmax"}))
def test_curve_and_slope_are_those_of_the_formula(kind: str) -> None:
    trainer = begun(run_spec(chain((3, kind))))
    axis = np.linspace(-4, 4, POINTS, dtype=np.float32)
    state = np.asarray(trainer.flat)[0], trainer.live[0]
    value, found = (np.asarray(one) for one in trainer.program.curve("h1", *state, np.zeros(3, np.float32), 1, axis))
    axis = axis.astype(np.float64)
    function = reference.ACTIVATIONS[kind]
    np.testing.assert_allclose(value, function(axis), rtol=1e-4, atol=1e-5)
    step = 1e-4
    smooth = np.ones(len(axis), bool)
    for corner in (-3.0, -1.0, 0.0, 1.0, 3.0):
        smooth &= np.abs(axis - corner) > 2 * step
    slope = (function(axis + step) - function(axis - step)) / (2 * step)
    np.testing.assert_allclose(found[smooth], slope[smooth], rtol=2e-3, atol=2e-4)


def test_sums_of_the_batch_are_counted() -> None:
    trainer = plain()
    x, _ = batch_of(trainer)
    learned = trainer.parameters()
    sums = x.astype(np.float64) @ learned["h1.weight"] + learned["h1.bias"]
    for unit in (None, 2):
        chosen = sums if unit is None else sums[:, unit]
        found, meta = seen(trainer, Activation(node="h1", unit=unit))
        assert (found["axis"][0], found["axis"][-1]) == (-meta["reach"], meta["reach"])
        counts, _ = np.histogram(chosen, BINS, (-meta["reach"], meta["reach"]))
        np.testing.assert_array_equal(found["counts"], counts)
        assert meta["total"] == chosen.size
        assert meta["below"] == pytest.approx((chosen <= 0).mean())
        slope = 1 - np.tanh(chosen) ** 2
        assert meta["flat"] == pytest.approx((slope < 0.1).mean(), abs=1.5 / chosen.size)
        assert meta["examples"] == len(x)


def test_dead_units_are_counted() -> None:
    trainer = plain()
    for place in range(4):
        trainer.set_weight("h2", "bias", [place], -100.0 if place < 3 else 100.0)
    _, meta = seen(trainer, Activation(node="h2"))
    assert (meta["stuck"], meta["units"], meta["flat"]) == (3, 4, 0.75)


def test_softmax_is_drawn_with_the_other_sums_where_they_are() -> None:
    data = {"kind": "blobs", "classes": 3}
    trainer = begun(run_spec(chain((4, "tanh"), output=(3, "softmax")), data, loss={"kind": "cross_entropy"}))
    found, _ = seen(trainer, Activation(node="out", unit=1))
    assert (np.diff(found["value"]) >= 0).all()
    assert 0.0 <= found["value"].min() < found["value"].max() <= 1.0
    np.testing.assert_allclose(found["slope"], found["value"] * (1 - found["value"]), atol=1e-5)


def test_a_layer_without_activation_or_unit_is_refused() -> None:
    trainer = begun(run_spec(with_dropout()))
    with pytest.raises(SpecError, match="'drop1' has no activation"):
        trainer.probe(Activation(node="drop1"))
    assert trainer.ready(Activation(node="drop1")), "it is not waited for"
    with pytest.raises(SpecError, match="there is no 9"):
        trainer.probe(Activation(node="left", unit=9))


def test_channels_of_a_convolution_have_sums_too() -> None:
    trainer = begun(image_spec())
    found, meta = seen(trainer, Activation(node="c1", unit=2))
    assert found["counts"].sum() == meta["total"] == 12 * 8 * 8


# ---------------------------------------------------------------------------------------------- distributions


def rows_of(trainer: Trainer) -> dict[tuple[str, str], dict[str, Any]]:
    found, meta = seen(trainer, Distributions())
    return {
        (row["node"], row["what"]): {key: array[k] for key, array in found.items()}
        for k, row in enumerate(meta["rows"])
    } | {("", "norms"): meta["norms"]}


def test_distributions_agree_with_pytorch() -> None:
    trainer = plain()
    x, target = (torch.tensor(part) for part in batch_of(trainer))
    learned = {name: torch.tensor(array, requires_grad=True) for name, array in trainer.parameters().items()}
    h1 = torch.tanh(x @ learned["h1.weight"] + learned["h1.bias"])
    h2 = torch.relu(h1 @ learned["h2.weight"] + learned["h2.bias"])
    out = torch.sigmoid(h2 @ learned["out.weight"] + learned["out.bias"])
    torch.nn.functional.binary_cross_entropy(out, target).backward()
    rows = rows_of(trainer)
    for name, value in (("h1", h1), ("h2", h2), ("out", out)):
        own = [learned[f"{name}.weight"], learned[f"{name}.bias"]]
        slopes = torch.cat([one.grad.ravel() for one in own])
        expected = {
            "weights": own[0].detach(), "biases": own[1].detach(), "activations": value.detach(), "gradients": slopes
        }  # fmt: skip
        for what, numbers in expected.items():
            row, flat = rows[name, what], numbers.numpy().ravel()
            assert row["total"] == flat.size
            assert row["zeros"] == (flat == 0).sum()
            assert row["rms"] == pytest.approx(np.sqrt((flat**2).mean()), rel=1e-3)
            assert row["counts"].sum() == flat.size
        assert rows["", "norms"][name] == pytest.approx(float(slopes.norm()), rel=1e-3)
    assert rows["h2", "activations"]["zeros"] > 0, "a ReLU that is silent is exactly zero"


def test_a_strong_l1_is_seen_to_kill_weights() -> None:
    data = {"features": ["x", "y", "x2", "y2", "xy", "sin_x", "sin_y"], "samples": 200}
    free, pulled = (begun(run_spec(chain((8, "tanh")), data, l1=l1)) for l1 in (0.0, 0.03))
    for trainer in (free, pulled):
        trainer.advance(3000)
    assert rows_of(pulled)["h1", "weights"]["near"] > 20 > rows_of(free)["h1", "weights"]["near"]


def test_gradients_vanish_in_a_deep_sigmoid_network() -> None:
    trainer = begun(run_spec(chain(*[(4, "sigmoid")] * 6)))
    norms = rows_of(trainer)["", "norms"]
    assert norms["h1"] < 1e-3 * norms["h6"]


@given(st.lists(st.floats(-1e6, 1e6, width=32), max_size=50), st.sampled_from([0.0, 2.0]))
def test_bins_hold_every_number_and_merge_exactly(numbers: list[float], least: float) -> None:
    array = np.asarray(numbers, np.float32)
    found = spread_of(array, least)
    assert found.counts.sum() == found.total == len(numbers)
    assert found.reach >= least
    assert np.log2(found.reach) == round(np.log2(found.reach))
    assert np.abs(array).max(initial=0.0) <= max(found.reach, 2.0**-24)
    wider = spread_of(array, 2.0 * found.reach)
    np.testing.assert_array_equal(found.counts.reshape(-1, 2).sum(1), wider.counts[BINS // 4 : -BINS // 4])


def test_numbers_that_are_not_finite_are_left_out() -> None:
    found = spread_of(np.asarray([np.nan, np.inf, 1.0, 0.0], np.float32))
    assert (found.total, found.zeros, found.reach) == (2, 1, 1.0)


def test_views_change_nothing() -> None:
    watched, alone = plain(), plain()
    for view in (Distributions(), Activation(node="h1"), Values(part="train")):
        watched.probe(view)
    watched.advance(20)
    alone.advance(20)
    np.testing.assert_array_equal(np.asarray(watched.flat), np.asarray(alone.flat))


def test_a_last_batch_that_is_not_full_counts_only_its_own() -> None:
    run = run_spec(chain((3, "tanh")), {"samples": 50}, batch_size=12)
    trainer = begun(RunSpec.model_validate(run.model_dump(mode="json")))
    trainer.advance(trainer.batches - 1)
    _, meta = seen(trainer, Distributions())
    assert meta["examples"] == trainer.count - 12 * (trainer.batches - 1) < 12
    trainer.probe(Values(part="train"))
