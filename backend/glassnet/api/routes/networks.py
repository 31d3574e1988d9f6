"""Checks a network before anything is trained."""

from __future__ import annotations

import asyncio
from math import prod
from typing import Annotated, Any

from fastapi import Body, Request
from pydantic import Field

from glassnet.api.access import Reader
from glassnet.api.drafts import Draft, Read, read
from glassnet.api.problems import MOST_TEXT
from glassnet.api.routes.answers import WITH_BODY, Answer, new_router, refusals
from glassnet.api.service import service_of
from glassnet.catalog.datasets import Task
from glassnet.errors import GlassnetError
from glassnet.settings import Settings
from glassnet.spec import NetworkSpec, RunSpec
from glassnet.spec.cost import per_node
from glassnet.spec.limits import check as check_limits
from glassnet.spec.reach import fields
from glassnet.spec.templates import TEMPLATES

router = new_router("networks")


class CheckedNode(Answer):
    """What one node makes of its inputs."""

    shape: list[int] = Field(description="Shape of its output for one example, channels last.", examples=[[4]])
    parameters: int = Field(description="Its numbers, learned or tracked.", examples=[12])
    flops: int = Field(description="Operations of a forward pass of one example.", examples=[24])
    activation_bytes: int = Field(description="Memory of its output for one example.", examples=[16])
    receptive_field: list[int] | None = Field(
        description="Sides of the part of the input that one of its numbers depends on; null without positions.",
        examples=[[5, 5]],
    )


class Check(Answer):
    """A network that fits its data."""

    nodes: dict[str, CheckedNode] = Field(description="By the id of the node.")
    parameters: int
    flops: int
    task: Task = Field(description="What there is to learn.")
    outputs: int = Field(description="How many numbers the network says.")


class ProposedRepair(Answer):
    """An edit that mends a problem."""

    node: str = Field(description="The node it acts on.")
    insert: str = Field(description="Kind of the layer to put before the node; empty: set fields of the node.")
    fields: dict[str, Any] = Field(description="Fields of the node, or of the layer that is put before it.")
    port: int | None = Field(
        description="Number of the input that the layer is put on, in the order of the edges; null: it takes all."
    )
    loss: str = Field(default="", description="Kind of the loss to choose; empty: it stays.")


class OutlineProblem(Answer):
    """Something that keeps the network from being trained, or from learning well."""

    where: str = Field(description="Path of the thing at fault.", examples=["network.nodes.out"])
    node: str = Field(description="Id of the node at fault; empty when it is none.", examples=["out"])
    code: str = Field(examples=["shape"])
    detail: str = Field(examples=["Dense 'out' takes a list of numbers but gets 28 × 28 × 1."])
    hint: str = Field(examples=["Insert a Flatten layer before it."])
    repair: ProposedRepair | None = None


class NetworkOutline(Answer):
    """What is known of a network while it is being drawn."""

    nodes: dict[str, CheckedNode] = Field(description="By id, those whose shape is known.")
    problems: list[OutlineProblem] = Field(description="All that is wrong, the gravest first; at most 100.")
    advice: list[OutlineProblem] = Field(
        default=[],
        description="Why output and loss learn badly together, or not at all; they can be trained.",
    )
    pairing: str = Field(default="", description="What happens between output and loss where they go together.")
    parameters: int = Field(description="Of the nodes whose shape is known.")
    flops: int
    runnable: bool = Field(description="Whether a run with it would be accepted.")


MOST_PROBLEMS = 100
_EXAMPLE = TEMPLATES[0].spec.model_dump(mode="json", include={"network", "data"})


@router.post("/networks/check", summary="Does this network fit its data?", responses=refusals(*WITH_BODY))
async def check(spec: Annotated[RunSpec, Body(examples=[_EXAMPLE])], request: Request, identity: Reader) -> Check:
    """Infers all shapes; `training` may be left out. What does not fit is refused, naming the node."""
    check_limits(spec, service_of(request).settings)
    nodes = per_node(spec.network, spec.input_shape)
    network = spec.network
    seen = fields(network.order, network.by_id, network.inputs_of, spec.input_shape)
    return Check(
        nodes={
            name: CheckedNode(
                shape=list(node.shape),
                parameters=node.parameters,
                flops=node.flops,
                activation_bytes=4 * prod(node.shape),
                receptive_field=seen[name],
            )
            for name, node in nodes.items()
        },
        parameters=sum(node.parameters for node in nodes.values()),
        flops=sum(node.flops for node in nodes.values()),
        task=spec.encoding.task,
        outputs=spec.encoding.outputs,
    )


@router.post(
    "/networks/outline", summary="What is known of a network that is being drawn", responses=refusals(*WITH_BODY)
)
async def outline(
    draft: Annotated[Draft, Body(examples=[_EXAMPLE])], request: Request, identity: Reader
) -> NetworkOutline:
    """Takes a network in any state: answers what is known of each node, and all that is wrong, with repairs."""
    return await asyncio.to_thread(_outlined, draft, service_of(request).settings)


def _outlined(draft: Draft, settings: Settings) -> NetworkOutline:
    found = read(draft)
    nodes, problems, paired = found.outline
    if not problems:
        problems = _refusals(found, draft, settings)
    return NetworkOutline(
        nodes={name: CheckedNode(**{**node._asdict(), "shape": list(node.shape)}) for name, node in nodes.items()},
        problems=[_told(problem) for problem in problems[:MOST_PROBLEMS]],
        advice=[] if problems else [_told(one) for one in paired.advice],
        pairing="" if problems else paired.told,
        parameters=sum(node.parameters for node in nodes.values()),
        flops=sum(node.flops for node in nodes.values()),
        runnable=not problems,
    )


def _refusals(found: Read, draft: Draft, settings: Settings) -> list[GlassnetError]:
    """What a run with this network would be refused for, beyond its outline."""
    try:
        network = NetworkSpec.model_validate({"nodes": found.nodes, "edges": draft.network.edges})
        spec = RunSpec.model_validate({"network": network, "data": found.data, "training": found.training})
        check_limits(spec, settings)
    except GlassnetError as error:
        return [error]
    return []


def _told(problem: GlassnetError) -> OutlineProblem:
    path = problem.where.split(".")
    repair = problem.repair
    return OutlineProblem(
        where=problem.where[:MOST_TEXT],
        node=path[2] if path[:2] == ["network", "nodes"] and len(path) > 2 else "",
        code=problem.code,
        detail=problem.detail[:MOST_TEXT],
        hint=problem.hint[:MOST_TEXT],
        repair=None if repair is None else ProposedRepair(**repair._asdict()),
    )
