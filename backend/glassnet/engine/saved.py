"""A saved state of a run, read back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.engine import early
from glassnet.engine.layout import Layout
from glassnet.errors import GlassnetError

Floats = NDArray[np.float32]

HELD = "training.held.weights"
"""What weights were that are held at zero, in their order: for when they are let go."""


class Saved(NamedTuple):
    """What `unpacked` finds: parameters and slots with the replica axis, losses of the epoch that has begun, counts."""

    flat: Floats
    slots: dict[str, Floats]
    begun: Floats
    step: int
    sample: int
    best: early.Best


def unpacked(
    layout: Layout, slots: Iterable[str], batches: int, arrays: dict[str, Floats], facts: dict[str, Any]
) -> Saved:
    """The state that `Trainer.save` wrote as arrays and facts.

    Raises:
        GlassnetError: when the arrays do not fit this network.
    """
    names = list(slots)
    try:
        flat = layout.packed(arrays)[None]
        found = {slot: layout.packed(arrays, f"optimiser.{slot}.")[None] for slot in names}
        begun = np.asarray(arrays["training.epoch_losses"], np.float32)
        step, sample = int(facts["step"]), int(facts["sample"])
        if begun.shape != (step % batches,):
            raise ValueError(f"training.epoch_losses has shape {begun.shape} at step {step}")
        return Saved(flat, found, begun, step, sample, early.Best.restored(layout, found, arrays, facts))
    except KeyError as error:
        raise _unfit(f"{error.args[0]} is missing") from None
    except ValueError as error:
        raise _unfit(str(error)) from None


def _unfit(why: str) -> GlassnetError:
    return GlassnetError("checkpoint", f"The checkpoint does not fit: {why}.", "Reset the run.")
