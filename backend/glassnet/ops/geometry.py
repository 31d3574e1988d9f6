"""How a window slides along an axis. Needs no JAX: specifications are checked without it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Padding = Literal["same", "valid"]


class Slide(NamedTuple):
    """A window that moves along one axis.

    Attributes:
        kernel: positions the window reads.
        stride: positions it moves on each time.
        dilation: distance between neighbouring positions it reads.
        low, high: positions of padding before and after the axis.
    """

    kernel: int
    stride: int = 1
    dilation: int = 1
    low: int = 0
    high: int = 0

    @property
    def extent(self) -> int:
        """Length that the window spans, holes included."""
        return self.dilation * (self.kernel - 1) + 1

    def out(self, size: int) -> int:
        """Places of the window along an axis of ``size``; 0 or less when it does not fit."""
        return (size + self.low + self.high - self.extent) // self.stride + 1

    def trimmed(self, size: int) -> Slide:
        """The same places along an axis of ``size`` without padding after it that no window reads."""
        unread = (size + self.low + self.high - self.extent) % self.stride
        return self._replace(high=self.high - min(self.high, unread))


def slide(kernel: int, stride: int = 1, dilation: int = 1, padding: Padding = "valid") -> Slide:
    """A window by the words a learner uses.

    ``same`` pads ``extent - 1`` positions, half of them before the axis and half after it (an odd one after), so that
    an axis of n gives ⌈n / stride⌉ places. For odd kernels this is PyTorch's ``padding = kernel // 2`` at any stride.
    """
    bare = Slide(kernel, stride, dilation)
    if padding == "valid":
        return bare
    low = (bare.extent - 1) // 2
    return bare._replace(low=low, high=bare.extent - 1 - low)


UNIT = Slide(1)
"""A window of one position: along an axis that nothing reads across."""
