"""What a check found."""

from __future__ import annotations

from typing import Literal, NamedTuple

State = Literal["ok", "warning", "fault"]
STATES: tuple[State, ...] = ("ok", "warning", "fault")
"""The worst last."""


class Finding(NamedTuple):
    """One line of the doctor.

    Attributes:
        name: what was checked.
        state: ``ok``; ``warning``, with which it works, but; ``fault``, with which it does not.
        detail: what was found.
        hint: what to do.
    """

    name: str
    state: State
    detail: str
    hint: str = ""


def worst(findings: list[Finding]) -> State:
    """How all of it is."""
    return max((one.state for one in findings), key=STATES.index, default="ok")
