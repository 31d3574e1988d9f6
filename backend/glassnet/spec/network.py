"""A network as the learner drew it: nodes and edges, a directed graph without cycles from one input to one output."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from glassnet.catalog.layers import Layer, LayerSpec, NodeId
from glassnet.catalog.layers.input import Input
from glassnet.errors import SpecError

Edge = Annotated[tuple[NodeId, NodeId], Field(description="From the first node to the second.")]


class NetworkSpec(BaseModel):
    """Nodes and the edges between them.

    Edges that enter one node are its inputs in the order they are listed.

    Raises:
        SpecError: when it is not one graph from one input to one output; ``where`` names the node.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    nodes: list[LayerSpec] = Field(min_length=2, max_length=100_000, description="The layers, in any order.")
    edges: list[Edge] = Field(max_length=200_000, description="Pairs of node ids.")

    @model_validator(mode="after")
    def _is_one_graph(self) -> Self:
        self._check_ids()
        self._check_edges()
        if len(self.order) < len(self.nodes):
            stuck = sorted({node.id for node in self.nodes} - set(self.order))[0]
            raise _problem(
                stuck, f"Node '{stuck}' is part of a cycle or behind one.", "Remove an edge that leads back."
            )
        self._check_ports()
        return self

    @cached_property
    def by_id(self) -> dict[str, Layer]:
        """The nodes by their id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def inputs_of(self) -> dict[str, list[str]]:
        """For every node the nodes that feed it, in the order of the edges."""
        found: dict[str, list[str]] = {node.id: [] for node in self.nodes}
        for start, end in self.edges:
            found[end].append(start)
        return found

    @cached_property
    def order(self) -> list[str]:
        """Node ids so that every node comes after its inputs; shorter than `nodes` when there is a cycle."""
        waiting = {name: len(inputs) for name, inputs in self.inputs_of.items()}
        readers: dict[str, list[str]] = {name: [] for name in waiting}
        for start, end in self.edges:
            readers[start].append(end)
        ready = [node.id for node in self.nodes if not waiting[node.id]]
        for name in ready:
            for reader in readers[name]:
                waiting[reader] -= 1
                if not waiting[reader]:
                    ready.append(reader)
        return ready

    @cached_property
    def input_id(self) -> str:
        """The node where the data enters."""
        return next(node.id for node in self.nodes if isinstance(node, Input))

    @cached_property
    def output_id(self) -> str:
        """The node that no other node reads: what the network says."""
        read = {start for start, _ in self.edges}
        return next(node.id for node in self.nodes if node.id not in read)

    def _check_ids(self) -> None:
        seen: set[str] = set()
        for node in self.nodes:
            if node.id in seen:
                raise _problem(node.id, f"Two nodes are called '{node.id}'.", "Give each node an id of its own.")
            seen.add(node.id)
        inputs = [node.id for node in self.nodes if isinstance(node, Input)]
        if len(inputs) != 1:
            raise SpecError(
                "network", f"A network has one input node; this one has {len(inputs)}.", "Keep exactly one.", "network"
            )

    def _check_edges(self) -> None:
        known = {node.id for node in self.nodes}
        seen: set[tuple[str, str]] = set()
        for start, end in self.edges:
            for name in (start, end):
                if name not in known:
                    raise SpecError(
                        "network",
                        f"The edge {start} → {end} names '{name}', but there is no such node.",
                        f"Remove the edge, or add a node '{name}'.",
                        "network.edges",
                    )
            if (start, end) in seen:
                raise _problem(end, f"The edge {start} → {end} is there twice.", "Remove one of them.")
            seen.add((start, end))

    def _check_ports(self) -> None:
        read = {start for start, _ in self.edges}
        unread = [node.id for node in self.nodes if node.id not in read]
        if len(unread) != 1:
            raise _problem(
                unread[0],
                f"A network has one output, but nothing reads {', '.join(unread[:5])}.",
                "Connect or remove all but one of them.",
            )
        for node in self.nodes:
            count = len(self.inputs_of[node.id])
            least, most = (0, 0) if isinstance(node, Input) else node.ports
            if count < least or (most is not None and count > most):
                expected = str(least) if least == most else f"at least {least}"
                raise _problem(
                    node.id,
                    f"{node.documentation()['title']} '{node.id}' takes {expected} input(s) but gets {count}.",
                    "Connect it to the node before it."
                    if count < least
                    else "Join the inputs with Add or Concat first.",
                )


def _problem(node: str, detail: str, hint: str) -> SpecError:
    return SpecError("network", detail, hint, f"network.nodes.{node}")
