from __future__ import annotations

import numpy as np
import pytest

from glassnet.ops.layout import batch_axis, channel_axis, enter, leave, per_channel, space_axes

BATCH, CHANNELS = 5, 4


@pytest.mark.parametrize("example", [(4,), (7, 4), (6, 7, 4)])
def test_axes_are_where_they_are_said_to_be(example: tuple[int, ...]) -> None:
    batch = np.random.default_rng(0).normal(size=(BATCH, *example)).astype(np.float32)
    inside = enter(batch)
    assert inside.shape[batch_axis(inside)] == BATCH
    assert inside.shape[channel_axis(inside)] == CHANNELS
    assert tuple(inside.shape[axis] for axis in space_axes(inside)) == example[:-1]
    np.testing.assert_array_equal(leave(inside), batch)
    np.testing.assert_array_equal(np.take(inside, 2, batch_axis(inside)), np.moveaxis(batch[2], -1, 0))


@pytest.mark.parametrize("example", [(4,), (7, 4), (6, 7, 4)])
def test_a_number_for_each_channel_meets_its_channel(example: tuple[int, ...]) -> None:
    batch = np.ones((BATCH, *example), np.float32)
    values = np.arange(4, dtype=np.float32)
    inside = enter(batch)
    np.testing.assert_array_equal(leave(inside * per_channel(values, inside)), batch * values)
