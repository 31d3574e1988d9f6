"""Layers: the nodes a network is built from. To add one, write its file and name it in `LayerSpec`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from glassnet.catalog.base import members
from glassnet.catalog.layers.activation import ActivationLayer
from glassnet.catalog.layers.add import Add
from glassnet.catalog.layers.avg_pool2d import AvgPool2D
from glassnet.catalog.layers.base import Context, Layer, NodeId, Parameter, Shape, Window, describe
from glassnet.catalog.layers.batch_norm import BatchNorm
from glassnet.catalog.layers.concat import Concat
from glassnet.catalog.layers.conv1d import Conv1D
from glassnet.catalog.layers.conv2d import Conv2D
from glassnet.catalog.layers.conv_transpose2d import ConvTranspose2D
from glassnet.catalog.layers.dense import Dense
from glassnet.catalog.layers.depthwise_conv2d import DepthwiseConv2D
from glassnet.catalog.layers.dropout import Dropout
from glassnet.catalog.layers.flatten import Flatten
from glassnet.catalog.layers.gate import Gate
from glassnet.catalog.layers.global_avg_pool import GlobalAvgPool
from glassnet.catalog.layers.global_max_pool import GlobalMaxPool
from glassnet.catalog.layers.group_norm import GroupNorm
from glassnet.catalog.layers.input import Input
from glassnet.catalog.layers.instance_norm import InstanceNorm
from glassnet.catalog.layers.layer_norm import LayerNorm
from glassnet.catalog.layers.max_pool1d import MaxPool1D
from glassnet.catalog.layers.max_pool2d import MaxPool2D
from glassnet.catalog.layers.reshape import Reshape
from glassnet.catalog.layers.softmax import SoftmaxLayer
from glassnet.catalog.layers.spatial_dropout import SpatialDropout
from glassnet.catalog.layers.upsample2d import Upsample2D

LayerSpec = Annotated[
    Input
    | Dense
    | Conv2D
    | DepthwiseConv2D
    | ConvTranspose2D
    | Conv1D
    | MaxPool2D
    | AvgPool2D
    | MaxPool1D
    | GlobalAvgPool
    | GlobalMaxPool
    | Upsample2D
    | Flatten
    | Reshape
    | ActivationLayer
    | SoftmaxLayer
    | BatchNorm
    | LayerNorm
    | InstanceNorm
    | GroupNorm
    | Dropout
    | SpatialDropout
    | Gate
    | Add
    | Concat,
    Field(discriminator="kind"),
]

LAYERS: dict[str, type[Layer]] = members(LayerSpec)

__all__ = ["LAYERS", "Context", "Layer", "LayerSpec", "NodeId", "Parameter", "Shape", "Window", "describe"]
