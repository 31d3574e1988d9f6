"""What single data sets of images promise."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.catalog.datasets.digits8 import Digits8
from glassnet.catalog.datasets.digits28 import Digits28
from glassnet.catalog.datasets.shapes import OUTLINES, SIDE, Shapes
from glassnet.catalog.datasets.strokes import FONT, hands


def test_every_digit_has_several_hands_and_all_of_them_write() -> None:
    assert set(FONT) == set(range(10))
    assert min(len(variants) for variants in FONT.values()) >= 3
    assert len(hands().digit) == sum(len(variants) for variants in FONT.values())
    ink = (hands().distance < 0.05).mean(axis=(1, 2))
    assert ink.min() > 0.01
    assert hands().distance.max() > 0.5


def test_calm_digits_are_centred_and_keep_off_the_edge() -> None:
    pixels = Digits28(samples=200, noise=0.0).generate().pixels[..., 0] / 255
    frame = pixels.copy()
    frame[:, 2:-2, 2:-2] = 0
    assert frame.max() == 0
    rows = (pixels.sum(2) * np.arange(28)).sum(1) / pixels.sum(axis=(1, 2))
    assert np.abs(rows - 13.5).max() < 3.5


def test_noise_spreads_the_digits() -> None:
    def spread(noise: float) -> float:
        pixels, labels, _ = Digits28(samples=600, noise=noise, seed=2).generate()
        ones = pixels[labels == 1] / 255.0
        return float(ones.std(0).mean())

    assert spread(0.0) < spread(0.5) < spread(1.0)


def test_the_vendored_digits_are_those_of_the_repository() -> None:
    """Facts of the published set: how many of each digit, and its first image."""
    pixels, labels, _ = Digits8().generate()
    assert np.bincount(labels.astype(int)).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert len(np.unique(pixels)) == 17
    first = [[0, 0, 5, 13, 9, 1, 0, 0], [0, 0, 13, 15, 10, 15, 5, 0], [0, 3, 15, 2, 0, 11, 8, 0]]
    wanted = (np.array(first) * 255 // 16).astype(np.uint8)
    found = [label for image, label in zip(pixels[..., 0], labels, strict=True) if np.array_equal(image[:3], wanted)]
    assert found == [0]


def test_fewer_of_the_vendored_digits_are_some_of_all() -> None:
    some, everything = Digits8(samples=100).generate(), Digits8().generate()
    np.testing.assert_array_equal(some.pixels, everything.pixels[:100])


@pytest.mark.parametrize("name", OUTLINES)
def test_an_outline_fits_the_circle_and_is_a_distance_at_most(name: str) -> None:
    """Nothing lies outside radius 1.1, the middle half is partly inside, and the slope is never above 1."""
    axis = np.linspace(-1.5, 1.5, 301, dtype=np.float32)
    x, y = np.meshgrid(axis, axis)
    outside = OUTLINES[name](x, y)
    assert (outside[np.hypot(x, y) > 1.1] > 0).all()
    assert (outside < 0).mean() > 0.04
    slopes = np.gradient(outside, axis, axis)
    assert np.quantile(np.hypot(*slopes), 0.98) < 1.05


def test_colour_says_nothing_about_the_shape() -> None:
    pixels, labels, _ = Shapes(samples=1200, colours="rgb").generate()
    assert pixels.shape[1:] == (SIDE, SIDE, 3)
    corners = pixels[:, 0, 0] / 255.0
    means = np.stack([corners[labels == k].mean(0) for k in range(len(OUTLINES))])
    assert np.abs(means - corners.mean(0)).max() < 5 * 0.35 / np.sqrt(200)


def test_without_noise_squares_stand_upright() -> None:
    pixels, labels, _ = Shapes(samples=120, noise=0.0).generate()
    for image in pixels[labels == list(OUTLINES).index("square"), :, :, 0].astype(int):
        bright = image > (image.max() + image.min()) / 2
        rows, columns = bright.any(1).sum(), bright.any(0).sum()
        assert bright.sum() == rows * columns
