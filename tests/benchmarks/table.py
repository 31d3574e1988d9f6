"""One row of the benchmark's answer, and how it is printed."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A figure: where it belongs, what it is, its value and unit, and the target it is held against, if any.

    ``least`` says whether the target is a least or a most.
    """

    part: str
    what: str
    value: float
    unit: str
    target: float | None = None
    least: bool = True

    @property
    def met(self) -> bool | None:
        """Whether the target is met; ``None`` without a target."""
        if self.target is None:
            return None
        return self.value >= self.target if self.least else self.value <= self.target

    def line(self) -> str:
        """The row as text."""
        shown = f"{self.value:,.0f}" if self.value >= 100 else f"{self.value:.3g}"
        goal = "" if self.target is None else f"{'≥' if self.least else '≤'} {self.target:,g}"
        verdict = {True: "met", False: "MISSED", None: ""}[self.met]
        return f"{self.part:<10} {self.what:<58} {shown:>12} {self.unit:<10} {goal:<10} {verdict}"
