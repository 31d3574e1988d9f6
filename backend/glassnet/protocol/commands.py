"""What can be asked of a run: imperatives, the same over REST and WebSocket."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from glassnet.protocol.views import ViewSpec


class Command(BaseModel):
    """Base of all commands to one run."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Start(Command):
    """Train until told otherwise or until a stopping rule holds. Starting a running run changes nothing."""

    type: Literal["start"] = "start"


class Pause(Command):
    """Stop training for now; everything is kept. Pausing a paused run changes nothing."""

    type: Literal["pause"] = "pause"


class Stop(Command):
    """End the run for good; its record, weights and checkpoint stay."""

    type: Literal["stop"] = "stop"


class Step(Command):
    """Train by exactly one sample, batch or epoch, then pause.

    A sample step looks at the next sample of the current batch (a ``sample`` event says what the network makes of it);
    the weights change when the last sample of the batch has been looked at, exactly as a batch step changes them.
    """

    type: Literal["step"] = "step"
    unit: Literal["sample", "batch", "epoch"] = "batch"


class Reset(Command):
    """Back to step 0, with the same start weights or with new ones."""

    type: Literal["reset"] = "reset"
    same_init: bool = True


class SetLive(Command):
    """Give a live value a new number, while the run trains and without a recompilation.

    ``path`` is the place of the value in the RunSpec, nodes by their id: ``training.optimiser.learning_rate``,
    ``training.l2``, ``training.max_epochs``, ``training.updates_per_s``, ``network.nodes.drop1.rate``.
    ``null`` removes a limit (``max_epochs``, ``stop_below``, ``updates_per_s``).
    """

    type: Literal["set_live"] = "set_live"
    path: str = Field(max_length=120)
    value: float | None


class SetWeight(Command):
    """Set one learned number by hand. ``index`` is ``[input, unit]`` in a weight and ``[unit]`` in a bias."""

    type: Literal["set_weight"] = "set_weight"
    node: str = Field(max_length=40)
    name: str = Field(max_length=40, description="Name of the array: weight or bias.")
    index: list[Annotated[int, Field(ge=0, le=1 << 31)]] = Field(max_length=8)
    value: float


class Watch(Command):
    """Send frames of a view, at most ``rate_hz`` a second, until told otherwise."""

    type: Literal["watch"] = "watch"
    view: ViewSpec
    rate_hz: float = Field(default=22.0, gt=0, le=60)


class Unwatch(Command):
    """Send no more frames of the view with this key."""

    type: Literal["unwatch"] = "unwatch"
    view: str = Field(max_length=120)


CommandSpec = Annotated[
    Start | Pause | Stop | Step | Reset | SetLive | SetWeight | Watch | Unwatch,
    Field(discriminator="type"),
]

COMMANDS: TypeAdapter[CommandSpec] = TypeAdapter(CommandSpec)
