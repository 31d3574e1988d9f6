"""Runs that begin with what another one has learned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load

from glassnet.errors import ConflictError, NotFoundError
from glassnet.protocol.commands import Step
from glassnet.runtime.inheritance import inherited
from glassnet.runtime.pool import Pool, open_pool
from glassnet.settings import Settings
from glassnet.spec import RunSpec
from glassnet.storage.checkpoints import pack
from tests.backend.runtime.world import has
from tests.backend.specimens import chain, run_spec

OTHER = {"optimiser": {"kind": "adam"}, "batch_size": 9, "seed": 8, "schedule": {"kind": "cosine"}}


def weights(spec: RunSpec, **changed: Any) -> bytes:
    rng = np.random.default_rng(0)
    shapes = {"h1.weight": (2, 3), "h1.bias": (3,), "out.weight": (3, 1), "out.bias": (1,)}
    arrays = {name: rng.normal(0, 1, shape).astype(np.float32) for name, shape in shapes.items()}
    more = {"optimiser.mean.h1.weight": np.ones((2, 3), np.float32), "training.epoch_losses": np.ones(2, np.float32)}
    return pack({name: array for name, array in (arrays | more | changed).items() if array is not None})


def test_the_numbers_are_the_other_runs_and_the_optimiser_remembers_nothing() -> None:
    spec = run_spec(**OTHER)
    arrays, manifest = inherited(spec, weights(spec), "run_a")
    given = load(weights(spec))
    for name in ("h1.weight", "h1.bias", "out.weight", "out.bias"):
        np.testing.assert_array_equal(arrays[name], given[name])
        assert not arrays[f"optimiser.mean.{name}"].any()
        assert not arrays[f"optimiser.squares.{name}"].any()
    assert len(arrays["training.epoch_losses"]) == 0
    assert (manifest["trainer"]["step"], manifest["rows"]) == (0, {})


@pytest.mark.parametrize(
    ("changed", "detail"),
    [
        ({"out.bias": None}, "The weights do not fit: run run_a has no 'out.bias'."),
        (
            {"h1.weight": np.zeros((2, 4), np.float32)},
            "The weights do not fit: 'h1.weight' is 2 × 4 in run run_a and 2 × 3 here.",
        ),
        (
            {"h2.weight": np.zeros((3, 3), np.float32)},
            "The weights do not fit: run run_a has 'h2.weight', which is not there any more.",
        ),
    ],
)
def test_the_first_array_that_does_not_fit_is_named(changed: dict[str, Any], detail: str) -> None:
    with pytest.raises(ConflictError) as caught:
        inherited(run_spec(), weights(run_spec(), **changed), "run_a")
    assert (caught.value.code, caught.value.detail, caught.value.status) == ("weights", detail, 409)


async def learned(pool: Pool, run: str) -> dict[str, np.ndarray]:
    return {name: array for name, array in load(await pool.checkpoint(run)).items() if name.count(".") == 1}


async def test_a_run_goes_on_from_another_also_after_the_server_was_restarted(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, workers=1, executor="inline")
    pool = open_pool(settings)
    await pool.start()
    first = await pool.create(run_spec())
    await pool.command(first.id, Step(unit="epoch"))
    known = await learned(pool, first.id)
    second = await pool.create(run_spec(**OTHER), weights_from=first.id)
    third = await pool.create(run_spec(**OTHER), weights_from=first.id)
    found = await learned(pool, second.id)
    with pytest.raises(ConflictError, match="is 2 × 3 in run"):
        await pool.create(run_spec(chain((4, "tanh"))), weights_from=first.id)
    with pytest.raises(NotFoundError):
        await pool.create(run_spec(), weights_from="run_nobody")
    assert len((await pool.page()).items) == 3, "what was refused left nothing"
    await pool.close()

    pool = open_pool(settings)
    await pool.start()
    later = await learned(pool, third.id)
    await pool.command(third.id, Step(unit="batch"))
    await has(pool, third.id, lambda run: run.step == 1)
    moved = await learned(pool, third.id)
    await pool.close()
    names = {"h1.weight", "h1.bias", "out.weight", "out.bias"}
    assert set(known) - {"training.epoch_losses"} == names
    for name in names:
        np.testing.assert_array_equal(found[name], known[name], strict=True)
        np.testing.assert_array_equal(later[name], known[name], strict=True)
    assert not np.array_equal(moved["out.weight"], known["out.weight"])
