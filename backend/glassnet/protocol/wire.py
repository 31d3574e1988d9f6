"""What all bodies of REST have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Asked(BaseModel):
    """Base of what is asked: no field but the named ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Told(BaseModel):
    """Base of what is answered."""

    model_config = ConfigDict(frozen=True)
