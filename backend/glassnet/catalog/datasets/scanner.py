"""What a scanner makes of an object: uneven coils, movement while lines are read, wrap, blur and noise."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.datasets.heart import Numbers


class Faults(NamedTuple):
    """What spoils each of n images, ``(n,)`` or as said.

    Attributes:
        coil: bias: its slope along x and y, its bend along both ``(n, 4)``.
        band: dark stripes where the field is off: how dark, how many across the image, where they begin and their
            direction ``(n, 4)``.
        wrap: how much of what lies above and below the image folds into it.
        sway: how far the object moves while lines are read, in pixels.
        beat, start: how often it moves to and fro meanwhile, and where it begins.
        resolution: share of the lines that are read.
        noise: deviation of the noise in either channel.
        gain: brightness of all.
    """

    coil: Numbers
    band: Numbers
    wrap: Numbers
    sway: Numbers
    beat: Numbers
    start: Numbers
    resolution: Numbers
    noise: Numbers
    gain: Numbers


def scan(brightness: Numbers, beyond: int, faults: Faults, grain: Numbers) -> NDArray[np.uint8]:
    """Images ``(n, size, size)`` of objects ``(n, size + 2 beyond, size)``.

    Lines run along the rows of k-space: movement between them turns into ghosts along the columns, as in a real
    scanner; noise is Rician, the magnitude of a complex signal.

    Args:
        brightness: of the object, 0 to about 1.
        beyond: rows above and below the image that may fold into it.
        faults: what goes wrong.
        grain: standard normal numbers ``(n, 2, size, size)``.
    """
    rows, columns = brightness.shape[1:]
    size = rows - 2 * beyond
    down, across = (np.linspace(-1, 1, n, dtype=np.float32) for n in (rows, columns))
    c = faults.coil[:, :, None, None]
    bend = c[:, 2] * (down**2)[None, :, None] + c[:, 3] * (across**2)[None, None]
    seen = brightness * np.exp(c[:, 0] * down[None, :, None] + c[:, 1] * across[None, None] + bend)
    b = faults.band[:, :, None, None]
    off = (
        b[:, 1] * (np.cos(b[:, 3]) * down[None, :, None] + np.sin(b[:, 3]) * across[None, None] + 0.4 * bend) + b[:, 2]
    )
    seen = seen * (1 - b[:, 0] * np.exp(20 * (np.cos(np.pi * off) ** 2 - 1)))
    image = seen[:, beyond : beyond + size].copy()
    if beyond:
        fold = faults.wrap[:, None, None]
        image[:, -beyond:] += fold * seen[:, :beyond]
        image[:, :beyond] += fold * seen[:, -beyond:]
    lines = np.fft.fft(image, axis=1)
    line = np.fft.fftfreq(size).astype(np.float32)[None, :, None]
    one = {
        name: getattr(faults, name)[:, None, None] for name in ("sway", "beat", "start", "resolution", "noise", "gain")
    }
    moved = one["sway"] * np.sin(2 * np.pi * (one["beat"] * line + one["start"]))
    lines = lines * np.exp(-2j * np.pi * line * moved)
    lines *= np.clip((one["resolution"] / 2 - np.abs(line)) * size + 0.5, 0, 1)
    signal = np.fft.ifft(lines, axis=1)
    noisy = np.hypot(signal.real + one["noise"] * grain[:, 0], signal.imag + one["noise"] * grain[:, 1])
    return np.rint(255 * np.clip(one["gain"] * noisy, 0, 1)).astype(np.uint8)
