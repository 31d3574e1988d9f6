from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ops.random import ROUNDS, fold, keep_mask, mix, normal, permutations, uniform

MASK = 0xFFFFFFFF


def lowbias32(x: int) -> int:
    """The published mixer, in Python integers."""
    x = ((x ^ (x >> 16)) * 0x7FEB352D) & MASK
    x = ((x ^ (x >> 15)) * 0x846CA68B) & MASK
    return x ^ (x >> 16)


def folded(key: int, number: int) -> int:
    return lowbias32(key ^ lowbias32((number + 0x9E3779B9) & MASK))


def swapped(key: int, n: int) -> list[int]:
    """The swap-or-not shuffle, one position after the other."""
    order = list(range(n))
    for number in range(ROUNDS):
        word = folded(key, number)
        k = word % n
        for place, i in enumerate(order):
            partner = (k - i) % n
            h = ((max(i, partner) ^ word) * 0x7FEB352D) & MASK
            h = ((h ^ (h >> 15)) * 0x846CA68B) & MASK
            order[place] = partner if h >> 31 else i
    return order


def chi_squared_is_ordinary(counts: np.ndarray, expected: float, freedom: int) -> None:
    """Within five standard deviations of its mean (the chi-squared distribution is near normal here)."""
    statistic = float(((counts - expected) ** 2 / expected).sum())
    assert abs(statistic - freedom) < 5 * math.sqrt(2 * freedom), statistic


@settings(max_examples=50)
@given(x=st.integers(0, MASK), number=st.integers(0, MASK))
def test_mix_and_fold_are_the_published_hash(x: int, number: int) -> None:
    assert int(mix(jnp.uint32(x))) == lowbias32(x)
    assert int(fold(jnp.uint32(x), jnp.uint32(number))) == folded(x, number)
    assert int(fold(jnp.uint32(x), number)) == folded(x, number)


@pytest.mark.parametrize("n", [1, 2, 3, 7, 36, 250])
def test_permutations_are_the_published_shuffle(n: int) -> None:
    keys = np.array([0, 1, 77, MASK], np.uint32)
    found = np.asarray(permutations(jnp.asarray(keys), n))
    assert found.tolist() == [swapped(int(key), n) for key in keys]


@pytest.mark.parametrize("n", [1, 2, 5, 100, 1023, 20_000])
def test_permutations_hold_every_number_once(n: int) -> None:
    found = np.asarray(permutations(fold(jnp.uint32(3), jnp.arange(8, dtype=jnp.uint32)), n))
    assert found.shape == (8, n)
    assert found.dtype == np.int32
    np.testing.assert_array_equal(np.sort(found, axis=1), np.tile(np.arange(n), (8, 1)))


def shuffles(seed: int, count: int, n: int) -> np.ndarray:
    return np.asarray(permutations(fold(jnp.uint32(seed), jnp.arange(count, dtype=jnp.uint32)), n))


def test_every_number_is_as_often_at_every_place() -> None:
    n, count = 50, 20_000
    found = shuffles(0, count, n)
    table = np.zeros((n, n))
    np.add.at(table, (np.arange(n)[None].repeat(count, 0), found), 1)
    chi_squared_is_ordinary(table, count / n, (n - 1) ** 2)


def test_every_order_of_four_is_as_likely() -> None:
    count = 24_000
    found = shuffles(1, count, 4)
    _, counts = np.unique(found @ [64, 16, 4, 1], return_counts=True)
    assert len(counts) == 24
    chi_squared_is_ordinary(counts, count / 24, 23)


def test_neighbours_are_as_likely_as_strangers() -> None:
    n, count = 40, 20_000
    found = shuffles(2, count, n)
    distance = (found[:, 1:] - found[:, :-1]) % n
    counts = np.bincount(distance.ravel(), minlength=n)[1:]
    chi_squared_is_ordinary(counts, counts.sum() / (n - 1), n - 2)


def test_epochs_and_seeds_shuffle_differently() -> None:
    one, other = shuffles(0, 200, 30), shuffles(1, 200, 30)
    assert len({tuple(row) for row in np.concatenate([one, other])}) == 400
    # As many numbers stay in place from epoch to epoch as chance leaves there: one on average.
    assert abs((one[1:] == one[:-1]).sum(1).mean() - 1) < 0.4
    assert abs((one == other).sum(1).mean() - 1) < 0.4


@pytest.mark.parametrize("keep", [0.0, 0.05, 0.5, 0.9, 1.0])
def test_masks_keep_that_share(keep: float) -> None:
    found = np.asarray(keep_mask(jnp.uint32(9), (100, 1000), jnp.float32(keep)))
    assert abs(found.mean() - keep) <= 5 * math.sqrt(keep * (1 - keep) / 100_000)


def test_masks_of_neighbouring_places_and_keys_are_independent() -> None:
    keys = fold(jnp.uint32(1), jnp.arange(50, dtype=jnp.uint32))
    found = np.asarray(jax.vmap(lambda key: keep_mask(key, (2000,), jnp.float32(0.5)))(keys)) - 0.5
    for shift in (1, 2, 16):
        assert abs((found[:, shift:] * found[:, :-shift]).mean() * 4) < 5 / math.sqrt(found.size)
    assert abs((found[1:] * found[:-1]).mean() * 4) < 5 / math.sqrt(found.size)


def test_a_mask_is_a_function_of_its_key() -> None:
    one = keep_mask(jnp.uint32(5), (3, 4), jnp.float32(0.5))
    assert one.shape == (3, 4)
    np.testing.assert_array_equal(one, keep_mask(jnp.uint32(5), (3, 4), jnp.float32(0.5)))


def test_uniform_numbers_fill_their_interval_evenly() -> None:
    found = np.asarray(uniform(jnp.uint32(4), (200, 500)))
    assert found.dtype == np.float32
    assert 0 <= found.min() < 1e-4
    assert 1 - 1e-4 < found.max() < 1
    counts, _ = np.histogram(found, bins=100, range=(0, 1))
    chi_squared_is_ordinary(counts, found.size / 100, 99)


def test_normal_numbers_are_normal() -> None:
    found = np.asarray(normal(jnp.uint32(4), (400, 500)), np.float64)
    count = found.size
    assert abs(found.mean()) < 5 / math.sqrt(count)
    assert abs(found.var() - 1) < 5 * math.sqrt(2 / count)
    cumulative = np.array([0.5 * (1 + math.erf(z / math.sqrt(2))) for z in np.linspace(-3, 3, 61)])
    empirical = np.searchsorted(np.sort(found.ravel()), np.linspace(-3, 3, 61)) / count
    assert abs(empirical - cumulative).max() < 2 / math.sqrt(count)
    assert abs(found).max() < 5.5


@pytest.mark.parametrize("draw", [uniform, normal])
def test_draws_of_an_image_do_not_depend_on_how_many_there_are(draw: Any) -> None:
    few, many = draw(jnp.uint32(6), (3, 2, 5)), draw(jnp.uint32(6), (8, 2, 5))
    np.testing.assert_array_equal(few, many[:3])


def test_no_word_leads_out_of_the_normal_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least and the largest word of the hash: infinite if they met an end of the interval."""
    words = jnp.asarray([0, MASK, 1 << 31, (1 << 31) - 1], jnp.uint32)
    monkeypatch.setattr("glassnet.ops.random._bits", lambda key, shape: words)
    found = np.asarray(normal(jnp.uint32(0), (4,)))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found[0], -found[1])
