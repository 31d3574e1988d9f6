"""What layers that slide a window over their input have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from math import isqrt, prod
from typing import Any, ClassVar

from pydantic import Field

from glassnet.catalog.layers.base import Layer, Shape, Window, describe
from glassnet.errors import ShapeError
from glassnet.ops.geometry import Padding, Slide

RANKS = {2: "a sequence (length × channels)", 3: "an image (height × width × channels)"}


def kernel_field(default: int = 3) -> Any:
    """The field that says how many positions a window reads along each side."""
    return Field(default=default, ge=1, le=31, description="Side of the window that each output sees.")


def stride_field(default: int = 1) -> Any:
    """The field that says how far a window moves."""
    return Field(default=default, ge=1, le=8, description="How far the window moves each time: 2 halves the size.")


def padding_field(default: Padding = "same") -> Any:
    """The field that says what happens at the rim."""
    return Field(
        default=default,
        description="same: padded at the rim, so that stride 1 keeps the size; valid: the window stays inside.",
    )


def dilation_field() -> Any:
    """The field that says how far apart the positions of a window are."""
    return Field(
        default=1, ge=1, le=16, description="Distance of the positions that a window reads: 2 skips every other."
    )


class Positional(Layer):
    """A layer on inputs that have positions: sequences (rank 2) or images (rank 3)."""

    ranks: ClassVar[tuple[int, ...]] = (3,)

    def positions(self, inputs: Sequence[Shape]) -> Shape:
        """The one input shape, of a rank this layer takes.

        Raises:
            ShapeError: when it has another rank.
        """
        (shape,) = inputs
        if len(shape) not in self.ranks:
            raise self._wrong_rank(shape)
        return shape

    def _wrong_rank(self, shape: Shape) -> ShapeError:
        wanted = " or ".join(RANKS[rank] for rank in self.ranks)
        detail = f"takes {wanted} but gets {describe(shape)}."
        if len(shape) > 1:
            other = "2-D" if len(shape) == 3 else "1-D"
            return self.misfit(detail, f"Use a layer for {other} instead.")
        hint = "Remove the Flatten before it, or insert a Reshape that makes one of the numbers."
        side = isqrt(shape[0])
        if 2 in self.ranks:
            return self.misfit(detail, hint, insert="reshape", shape=[shape[0], 1])
        if side * side != shape[0]:
            return self.misfit(detail, hint)
        return self.misfit(detail, hint, insert="reshape", shape=[side, side, 1])


class Sliding(Positional):
    """A layer with a window, the same along every side of its input."""

    @abstractmethod
    def slide(self) -> Slide:
        """The window along one side."""

    def slid(self, inputs: Sequence[Shape]) -> Shape:
        """Positions of the output.

        Raises:
            ShapeError: when the window is larger than the padded input, with the sizes.
        """
        shape = self.positions(inputs)
        window = self.slide()
        found = tuple(window.out(size) for size in shape[:-1])
        if min(found) >= 1:
            return found
        sides = " × ".join([str(window.extent)] * (len(shape) - 1))
        raise self.misfit(
            f"looks at {sides} positions at once but gets {describe(shape)}.",
            "Set its padding to same, or make its window smaller.",
            padding="same",
        )

    def window(self) -> Window | None:
        slide = self.slide()
        return Window(slide.extent, Fraction(slide.stride))


def places(shape: Shape) -> int:
    """Positions of a shape: pixels of an image."""
    return prod(shape[:-1])
