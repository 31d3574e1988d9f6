"""What a browser can watch. A view nobody watches is neither computed nor sent.

A view is a frozen record; its `key` names it on the wire, and a newer frame of one key replaces an older one.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class View(BaseModel):
    """Base of all views."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def key(self) -> str:
        """The name that frames of this view carry."""
        return str(type(self).model_fields["kind"].default)


class Surface(View):
    """What the network predicts on a square grid over the plane.

    Frame tensors: ``output`` uint8 ``(outputs, size, size)``; row 0 is the largest y, column 0 the smallest x.
    Classification: the probability of class 1 (two classes, one output) or of each class; regression: the value.
    """

    kind: Literal["surface"] = "surface"
    size: int = Field(default=100, ge=8, le=256, description="Points along one side.")


class Units(View):
    """The output of every unit on a small grid over the plane.

    Frame tensors: per node its id, uint8 ``(units, size, size)``, and ``<id>:scale`` float32 ``(units,)``: code 0 means
    -scale, code 127 zero and code 254 +scale of that unit.
    """

    kind: Literal["units"] = "units"
    size: int = Field(default=32, ge=8, le=64, description="Points along one side.")


class Unit(View):
    """The output of one unit on a fine grid, for the big view.

    Frame tensors: ``output`` uint8 ``(1, size, size)``, coded symmetrically about zero like `Units`.
    """

    kind: Literal["unit"] = "unit"
    node: str = Field(max_length=40)
    unit: int = Field(ge=0)
    size: int = Field(default=100, ge=8, le=256, description="Points along one side.")

    @property
    def key(self) -> str:
        """The key names the unit: several units can be watched at once."""
        return f"unit:{self.node}:{self.unit}"


class Weights(View):
    """All learned numbers.

    Frame tensors: ``<node>.weight`` float32 ``(inputs, units)`` and ``<node>.bias`` float32 ``(units,)``.
    """

    kind: Literal["weights"] = "weights"


class Data(View):
    """The points of the data set; sent once, and again when they change.

    Frame tensors for each part of ``train``, ``validation`` and ``test``: ``<part>.xy`` float32 ``(n, 2)`` in the
    plane and ``<part>.label`` float32 ``(n,)``: the class number, or the value for regression.
    """

    kind: Literal["data"] = "data"


ViewSpec = Annotated[Surface | Units | Unit | Weights | Data, Field(discriminator="kind")]
