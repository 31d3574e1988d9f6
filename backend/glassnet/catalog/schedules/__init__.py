"""Schedules: how the learning rate changes as training goes on. To add one, write its file and name it in `ScheduleSpec`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from glassnet.catalog.base import members
from glassnet.catalog.schedules.base import Schedule
from glassnet.catalog.schedules.constant import Constant
from glassnet.catalog.schedules.cosine import Cosine
from glassnet.catalog.schedules.exponential import Exponential
from glassnet.catalog.schedules.one_cycle import OneCycle
from glassnet.catalog.schedules.step import Steps
from glassnet.catalog.schedules.warm_up import WarmUp

ScheduleSpec = Annotated[Constant | WarmUp | Cosine | Steps | Exponential | OneCycle, Field(discriminator="kind")]

SCHEDULES: dict[str, type[Schedule]] = members(ScheduleSpec)

__all__ = ["SCHEDULES", "Schedule", "ScheduleSpec"]
