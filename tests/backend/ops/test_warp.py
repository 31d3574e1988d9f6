"""Resampling against PyTorch's, and against pixels moved by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from glassnet import ops
from tests.backend.compiling import quick


def resample(x: Any, rows: Any, columns: Any, fill: Any = "zero", *, nearest: bool = False) -> Any:
    return _compiled(ops.resample, fill, nearest=nearest)(x, rows, columns)


def moved(x: Any, rows: Any, columns: Any, fill: Any = "zero") -> Any:
    return _compiled(ops.moved, fill)(x, rows, columns)


@cache
def _compiled(function: Any, fill: Any, **options: Any) -> Any:
    return quick(lambda x, rows, columns: function(x, rows, columns, fill, **options))


FILLS = {"zero": "zeros", "reflect": "reflection", "edge": "border"}
every_fill = pytest.mark.parametrize("fill", FILLS)


def images(n: int = 3, height: int = 7, width: int = 9, channels: int = 2) -> np.ndarray:
    return np.random.default_rng(0).random((n, height, width, channels), np.float32)


def at_torchs(x: np.ndarray, rows: np.ndarray, columns: np.ndarray, fill: str, mode: str = "bilinear") -> np.ndarray:
    """PyTorch counts from -1 at the centre of the first pixel to 1 at that of the last."""
    height, width = x.shape[1:3]
    grid = np.stack([2 * columns / (width - 1) - 1, 2 * rows / (height - 1) - 1], -1).astype(np.float64)
    found = functional.grid_sample(
        torch.from_numpy(x.astype(np.float64)).permute(0, 3, 1, 2),
        torch.from_numpy(grid),
        mode=mode,
        padding_mode=FILLS[fill],
        align_corners=True,
    )
    return found.permute(0, 2, 3, 1).numpy()


def anywhere(n: int = 3, size: tuple[int, int] = (5, 6)) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    return tuple(rng.uniform(-20, 20, (n, *size)).astype(np.float32) for _ in range(2))


@every_fill
def test_bilinear_is_pytorchs(fill: Any) -> None:
    x, (rows, columns) = images(), anywhere()
    found = resample(jnp.asarray(x), jnp.asarray(rows), jnp.asarray(columns), fill)
    assert found.shape == (3, 5, 6, 2)
    np.testing.assert_allclose(found, at_torchs(x, rows, columns, fill), atol=1e-5)


@every_fill
def test_nearest_is_pytorchs_and_keeps_the_type(fill: Any) -> None:
    x = (images() * 255).astype(np.uint8)
    rows, columns = anywhere()
    found = resample(jnp.asarray(x), jnp.asarray(rows), jnp.asarray(columns), fill, nearest=True)
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, at_torchs(x, rows, columns, fill, "nearest"))


@every_fill
@settings(max_examples=20, deadline=None)
@given(down=st.integers(-3, 3), right=st.integers(-3, 3))
def test_whole_steps_are_numpys_padding(fill: Any, down: int, right: int) -> None:
    x = images(1)
    rows = np.arange(7, dtype=np.float32)[None, :, None] - down + np.zeros((1, 7, 9), np.float32)
    columns = np.arange(9, dtype=np.float32)[None, None, :] - right + np.zeros((1, 7, 9), np.float32)
    mode: Any = {"zero": "constant", "reflect": "reflect", "edge": "edge"}[fill]
    wide = np.pad(x, ((0, 0), (3, 3), (3, 3), (0, 0)), mode=mode)
    expected = wide[:, 3 - down : 10 - down, 3 - right : 12 - right]
    for found in (resample, moved):
        np.testing.assert_array_equal(found(jnp.asarray(x), jnp.asarray(rows), jnp.asarray(columns), fill), expected)


@every_fill
def test_images_of_one_pixel(fill: Any) -> None:
    places = jnp.asarray([-1.0, 0.0, 1.0])[None, :, None]
    found = np.asarray(resample(jnp.full((1, 1, 1, 1), 0.5), places, jnp.zeros((1, 3, 1)), fill)).ravel()
    np.testing.assert_array_equal(found, [0, 0.5, 0] if fill == "zero" else [0.5, 0.5, 0.5])


@every_fill
def test_what_does_not_move_stays_to_the_last_bit(fill: Any) -> None:
    x = jnp.asarray(images())
    rows = jnp.broadcast_to(jnp.arange(7.0)[None, :, None], (3, 7, 9))
    columns = jnp.broadcast_to(jnp.arange(9.0)[None, None], (3, 7, 9))
    np.testing.assert_array_equal(moved(x, rows, columns, fill), x)
    np.testing.assert_array_equal(resample(x, rows, columns, fill), x)


def test_far_and_absurd_places_read_no_foreign_memory() -> None:
    x = jnp.ones((2, 3, 3, 1))
    far = jnp.asarray([1e30, -1e30, jnp.inf, jnp.nan]).reshape(1, 2, 2) * jnp.ones((2, 1, 1))
    for fill in ("zero", "edge"):
        found = np.asarray(resample(x, far, jnp.zeros((2, 2, 2)), fill))
        assert found.shape == (2, 2, 2, 1)
        assert (found[:, 0] == (0 if fill == "zero" else 1)).all()


def test_replicas_move_each_in_its_own_way() -> None:
    x = images(2, 7, 7, 1)
    home = np.broadcast_to(np.arange(7, dtype=np.float32)[None, :, None], (2, 7, 7))
    across = np.broadcast_to(np.arange(7, dtype=np.float32)[None, None], (2, 7, 7))
    rows = np.stack([home, home - 1, home + 2])
    found = quick(jax.vmap(lambda places: ops.moved(jnp.asarray(x), places, jnp.asarray(across))))(jnp.asarray(rows))
    np.testing.assert_array_equal(found[0], x)
    np.testing.assert_array_equal(found[1, :, 1:], x[:, :-1])
    np.testing.assert_array_equal(found[2, :, :-2], x[:, 2:])
