"""Clipped gradients against PyTorch, alone and in a run; and that clipping is live and costs nothing unused."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
import torch

from glassnet.catalog.clipping import CLIPPINGS
from glassnet.engine import Trainer
from glassnet.spec import live
from glassnet.spec.key import key_of
from tests.backend.engine.conftest import Compilations
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec

TORCH: dict[str, Any] = {
    "none": lambda w, most: None,
    "norm": torch.nn.utils.clip_grad_norm_,
    "value": torch.nn.utils.clip_grad_value_,
}


def test_every_kind_has_a_reference() -> None:
    assert set(TORCH) == set(CLIPPINGS)


@pytest.mark.parametrize("kind", CLIPPINGS)
@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e4])
def test_it_is_torchs(kind: str, scale: float) -> None:
    gradient = (scale * np.random.default_rng(0).normal(size=20)).astype(np.float32)
    found = CLIPPINGS[kind]().clip(jnp.asarray(gradient), {"most": jnp.float32(0.7)})
    w = torch.zeros(20, dtype=torch.float64, requires_grad=True)
    w.grad = torch.tensor(gradient.astype(np.float64))
    TORCH[kind]([w], 0.7)
    np.testing.assert_allclose(found, w.grad, rtol=2e-5, atol=1e-9)


def moved(trainer: Trainer, updates: int = 1) -> np.ndarray:
    before = np.array(trainer.flat)[0]
    trainer.advance(updates)
    return np.array(trainer.flat)[0] - before


def test_an_update_clips_loss_and_penalties_together() -> None:
    rule = {"optimiser": {"kind": "sgd", "learning_rate": 1.0}, "l2": 3.0}
    plain = -moved(begun(run_spec(chain((4, "tanh")), **rule)))
    length = np.linalg.norm(plain)
    by_norm = begun(run_spec(chain((4, "tanh")), **rule, clipping={"kind": "norm", "most": float(0.5 * length)}))
    np.testing.assert_allclose(-moved(by_norm), 0.5 * plain, rtol=1e-4, atol=1e-6)
    most = float(np.median(np.abs(plain)))
    by_value = begun(run_spec(chain((4, "tanh")), **rule, clipping={"kind": "value", "most": most}))
    np.testing.assert_allclose(-moved(by_value), np.clip(plain, -most, most), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("kind", ["norm", "value"])
def test_the_limit_is_live(kind: str, compilations: Compilations) -> None:
    trainer = begun(run_spec(clipping={"kind": kind, "most": 1e3}))
    free = np.linalg.norm(moved(trainer, 3))
    with compilations() as found:
        trainer.set_live("training.clipping.most", 1e-6)
        held = np.linalg.norm(moved(trainer, 3))
    assert found == []
    assert held < 1e-3 * free


def test_unused_it_is_no_part_of_the_program() -> None:
    assert key_of(run_spec()) == key_of(run_spec(clipping={"kind": "none"}))
    assert not [path for path in live.traced(run_spec()) if "clipping" in path]
