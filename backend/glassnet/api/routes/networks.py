"""Checks a network before anything is trained."""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, Request
from pydantic import Field

from glassnet.api.routes.answers import WITH_BODY, Answer, new_router, refusals
from glassnet.api.service import service_of
from glassnet.catalog.datasets import Task
from glassnet.spec import RunSpec
from glassnet.spec.cost import per_node
from glassnet.spec.limits import check as check_limits
from glassnet.spec.templates import TEMPLATES

router = new_router("networks")


class CheckedNode(Answer):
    """What one node makes of its inputs."""

    shape: list[int] = Field(description="Shape of its output for one example, channels last.", examples=[[4]])
    parameters: int = Field(description="Learned numbers.", examples=[12])
    flops: int = Field(description="Operations of a forward pass of one example.", examples=[24])


class Check(Answer):
    """A network that fits its data."""

    nodes: dict[str, CheckedNode] = Field(description="By the id of the node.")
    parameters: int
    flops: int
    task: Task = Field(description="What there is to learn.")
    outputs: int = Field(description="How many numbers the network says.")


_EXAMPLE = TEMPLATES[0].spec.model_dump(mode="json", include={"network", "data"})


@router.post("/networks/check", summary="Does this network fit its data?", responses=refusals(*WITH_BODY))
async def check(spec: Annotated[RunSpec, Body(examples=[_EXAMPLE])], request: Request) -> Check:
    """Infers all shapes; `training` may be left out. What does not fit is refused, naming the node."""
    check_limits(spec, service_of(request).settings)
    nodes = per_node(spec.network, spec.input_shape)
    return Check(
        nodes={
            name: CheckedNode(shape=list(node.shape), parameters=node.parameters, flops=node.flops)
            for name, node in nodes.items()
        },
        parameters=sum(node.parameters for node in nodes.values()),
        flops=sum(node.flops for node in nodes.values()),
        task=spec.encoding.task,
        outputs=spec.encoding.outputs,
    )
