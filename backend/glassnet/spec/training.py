"""How a network is trained."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from glassnet.catalog.base import live, setup
from glassnet.catalog.clipping import ClippingSpec
from glassnet.catalog.clipping.none import Unclipped
from glassnet.catalog.losses import LossSpec
from glassnet.catalog.losses.mse import MSE
from glassnet.catalog.optimisers import OptimiserSpec
from glassnet.catalog.optimisers.sgd import GradientDescent
from glassnet.catalog.schedules import ScheduleSpec
from glassnet.catalog.schedules.constant import Constant


class TrainingSpec(BaseModel):
    """Loss, optimiser, schedule, regularisation and stopping rules. Fields marked ``live`` change while it trains."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    loss: LossSpec = Field(default=MSE(), description="How wrong an output is.")
    optimiser: OptimiserSpec = Field(default=GradientDescent(), description="How weights move.")
    schedule: ScheduleSpec = Field(default=Constant(), description="How the learning rate changes with the epochs.")
    clipping: ClippingSpec = Field(default=Unclipped(), description="What becomes of gradients that are too large.")
    batch_size: int = Field(default=10, ge=1, le=20_000, description="Examples per update.")
    max_epochs: int | None = Field(
        default=None,
        ge=1,
        le=10**9,
        description="Stop after so many passes over the data; null trains on.",
        json_schema_extra={"live": True},
    )
    stop_below: float | None = Field(
        default=None,
        gt=0.0,
        description="Stop when the mean training loss of an epoch is below this; null trains on.",
        json_schema_extra={"live": True},
    )
    patience: int | None = Field(
        default=None,
        ge=1,
        le=10**6,
        description="Stop early: when the validation loss was no better for so many epochs, and take the best weights "
        "back. More waits longer for a second fall, and overfits longer in vain; null trains on.",
        json_schema_extra={"live": True},
    )
    min_delta: float = Field(
        default=0.0,
        ge=0.0,
        le=1e6,
        description="By how much the validation loss must fall below the best to count as better, when stopping early.",
        json_schema_extra={"live": True},
    )
    updates_per_s: float | None = Field(
        default=None,
        gt=0.0,
        le=1e9,
        description="Speed limit; null is as fast as possible.",
        json_schema_extra={"live": True},
    )
    seed: int = setup(0, ge=0, le=2**31 - 1, description="Equal seeds start and shuffle alike.")
    l1: float = live(0.0, ge=0.0, le=1e3, description="Pulls weights to zero with constant force: some vanish.")
    l2: float = live(0.0, ge=0.0, le=1e3, description="Pulls weights to zero in proportion to their size: all shrink.")
