"""What layers with weights share: L1 and L2 of their own."""

from __future__ import annotations

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from glassnet.catalog.base import live
from glassnet.catalog.layers.base import Layer

OWN = ("own_penalty", "l1", "l2")


def last(*names: str) -> ConfigDict:
    """Forms show fields in the order of the schema: these come last, and behind them those of penalties."""

    def reorder(schema: JsonDict) -> None:
        properties = schema["properties"]
        assert isinstance(properties, dict)
        for name in (*names, *OWN):
            properties[name] = properties.pop(name)

    return ConfigDict(json_schema_extra=reorder)


class Penalised(Layer):
    """A layer that may have L1 and L2 of its own, in place of the run's."""

    own_penalty: bool = Field(
        default=False, description="Whether this layer has L1 and L2 of its own, in place of those of the run."
    )
    l1: float = live(
        0.0,
        ge=0.0,
        le=1e3,
        description="If its own: pulls its weights to zero with constant force, so that some vanish.",
    )
    l2: float = live(
        0.0,
        ge=0.0,
        le=1e3,
        description="If its own: pulls its weights to zero in proportion to their size, so that all shrink.",
    )
