"""What the server knows of a run and shows to whoever asks."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from glassnet.protocol.events import RunStatus, StopReason
from glassnet.spec import RunSpec


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class PartMetrics(_Record):
    """The newest figures of one part of the data; null where a figure does not apply or was not measured."""

    loss: float | None = None
    accuracy: float | None = None
    dice: float | None = None
    iou: float | None = None


class RunMetrics(_Record):
    """The newest figures of a run, by part of the data."""

    train: PartMetrics = PartMetrics()
    validation: PartMetrics = PartMetrics()
    test: PartMetrics = PartMetrics()


class RunRecord(_Record):
    """A run: what was asked for and how far it is."""

    id: str
    status: RunStatus
    step: int = Field(description="Updates done.")
    epoch: float = Field(description="Passes over the training data done.")
    updates_per_s: float
    stop_reason: StopReason | None = None
    metrics: RunMetrics = RunMetrics()
    spec: RunSpec = Field(description="With the live values as they are now.")
    device: str = Field(description="What it computes on; empty until it was placed.")
    created_at: datetime
    user: str = Field(default="local", description="Id of the account whose run it is.")
    title: str = ""
    notes: str = ""
    project: str | None = Field(default=None, description="The project it belongs to.")
    parent: str | None = Field(default=None, description="The run that it was forked from.")
    parent_step: int | None = Field(default=None, description="Updates that run had done then.")


class RunPage(_Record):
    """A page of runs, newest first."""

    items: list[RunRecord]
    next: str | None = Field(default=None, description="Pass it as `after` for the next page; null on the last one.")


class Device(_Record):
    """Something runs can compute on."""

    id: str
    name: str


class PoolHealth(_Record):
    """How the part of the service that computes is doing."""

    status: str = Field(pattern="^(ok|starting|degraded)$")
    hosts: int = Field(description="Workers that are up.")
    runs: int = Field(description="Runs held by workers.")
