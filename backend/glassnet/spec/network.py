"""A network as the learner drew it: nodes and edges, a directed graph without cycles from one input to one output."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from glassnet.catalog.layers import Layer, LayerSpec, NodeId
from glassnet.catalog.layers.input import Input
from glassnet.spec import structure

Edge = Annotated[tuple[NodeId, NodeId], Field(description="From the first node to the second.")]

HeldEntry = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}\.[a-z_]{1,20}(\.(0|[1-9]\d{0,8})){1,8}$")
]
"""A unit or a weight, see `glassnet.spec.held`."""


def _sorted(entries: list[str] | None) -> list[str] | None:
    return None if entries is None else sorted(set(entries))


class NetworkSpec(BaseModel):
    """Nodes and the edges between them.

    Edges that enter one node are its inputs in the order they are listed.

    Raises:
        SpecError: when it is not one graph from one input to one output; ``where`` names the node.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    nodes: list[LayerSpec] = Field(min_length=2, max_length=100_000, description="The layers, in any order.")
    edges: list[Edge] = Field(max_length=200_000, description="Pairs of node ids.")
    held: Annotated[list[HeldEntry] | None, AfterValidator(_sorted)] = Field(
        default=None,
        max_length=100_000,
        description="Units and weights held at zero, such as h1.units.2 or h1.weight.0.2; null where none ever was.",
    )

    @model_validator(mode="after")
    def _is_one_graph(self) -> Self:
        for fault in structure.faults(self.nodes, self.edges):
            raise fault
        return self

    @cached_property
    def by_id(self) -> dict[str, Layer]:
        """The nodes by their id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def inputs_of(self) -> dict[str, list[str]]:
        """For every node the nodes that feed it, in the order of the edges."""
        return structure.sources([node.id for node in self.nodes], self.edges)

    @cached_property
    def order(self) -> list[str]:
        """Node ids so that every node comes after its inputs."""
        return structure.order(self.inputs_of)

    @cached_property
    def input_id(self) -> str:
        """The node where the data enters."""
        return next(node.id for node in self.nodes if isinstance(node, Input))

    @cached_property
    def output_id(self) -> str:
        """The node that no other node reads: what the network says."""
        read = {start for start, _ in self.edges}
        return next(node.id for node in self.nodes if node.id not in read)
