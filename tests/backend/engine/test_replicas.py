"""Several trainings side by side in one program are the same trainings one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from glassnet.engine import program_for
from glassnet.spec.live import changed
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec, with_dropout

SPECS = {
    "adam, dropout": run_spec(with_dropout(), optimiser={"kind": "adam"}, batch_size=8),
    "plain": run_spec(chain((4, "relu")), batch_size=12),
}


@pytest.mark.parametrize("name", SPECS)
def test_three_replicas_are_three_runs(name: str) -> None:
    spec = SPECS[name]
    rate = "training.optimiser.learning_rate"
    specs = [
        changed(spec.model_copy(update={"training": spec.training.model_copy(update={"seed": seed})}), rate, value)
        for seed, value in ((1, 0.01), (2, 0.05), (2, 0.1))
    ]
    singles = [begun(one) for one in specs]
    program, _ = program_for(spec, replicas=3)

    def stacked(part: Any) -> np.ndarray:
        return np.concatenate([np.asarray(part(one)) for one in singles])

    flat, live = stacked(lambda one: one.flat), stacked(lambda one: one.live)
    slots = {slot: stacked(lambda one: one.slots[slot]) for slot in program.slots}  # noqa: B023
    seeds = np.asarray([one.training.seed for one in specs], np.uint32)
    zero = np.int32(0)
    flat, slots, losses = program.train(
        flat, slots, live, seeds, *singles[0].drive.data, np.uint32(0), zero, zero, np.int32(40)
    )
    judged = program.judge(flat, live, *singles[0].examples.on_device)
    for k, one in enumerate(singles):
        alone = one.advance(40)
        np.testing.assert_allclose(np.asarray(losses)[k, :40], alone.losses, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(np.asarray(flat)[k], one.flat[0], rtol=1e-4, atol=1e-6)
        for slot, vector in slots.items():
            np.testing.assert_allclose(np.asarray(vector)[k], one.slots[slot][0], rtol=1e-4, atol=1e-6)
        single = one.program.judge(one.flat, one.live, *one.examples.on_device)
        np.testing.assert_allclose(judged.predictions[k], single.predictions[0], rtol=1e-4, atol=1e-6)
    assert not np.allclose(flat[0], flat[1])
    assert not np.allclose(flat[1], flat[2])
