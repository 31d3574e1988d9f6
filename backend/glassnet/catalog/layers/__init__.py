"""Layers: the nodes a network is built from. To add one, write its file and name it in `LayerSpec`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from glassnet.catalog.base import members
from glassnet.catalog.layers.activation import ActivationLayer
from glassnet.catalog.layers.add import Add
from glassnet.catalog.layers.base import Context, Layer, NodeId, Parameter, Shape, describe
from glassnet.catalog.layers.concat import Concat
from glassnet.catalog.layers.dense import Dense
from glassnet.catalog.layers.dropout import Dropout
from glassnet.catalog.layers.input import Input

LayerSpec = Annotated[
    Input | Dense | ActivationLayer | Dropout | Add | Concat,
    Field(discriminator="kind"),
]

LAYERS: dict[str, type[Layer]] = members(LayerSpec)

__all__ = ["LAYERS", "Context", "Layer", "LayerSpec", "NodeId", "Parameter", "Shape", "describe"]
