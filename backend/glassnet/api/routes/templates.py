"""Ready networks, and those that are built to measure."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

from fastapi import Body, Path, Request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from glassnet.api.access import Anyone, Reader
from glassnet.api.routes.answers import WITH_BODY, Answer, new_router, refusals
from glassnet.api.service import service_of
from glassnet.api.validation import exactly
from glassnet.errors import NotFoundError
from glassnet.spec import DataSpec, RunSpec
from glassnet.spec.limits import check as check_limits
from glassnet.spec.mask_networks import Block
from glassnet.spec.mask_templates import build
from glassnet.spec.templates import TEMPLATES

router = new_router("templates")


class TemplateBlock(Answer):
    """Nodes that belong together: the page draws them as one block at first."""

    id: str = Field(examples=["enc1"])
    name: str = Field(examples=["Encoder 1"])
    nodes: list[str] = Field(description="Ids of the nodes, in the order of the network.")


class Template(Answer):
    """A set-up that runs as it is."""

    id: str = Field(examples=["mlp"])
    title: str = Field(examples=["Multi-layer perceptron"])
    description: str = Field(description="What it shows, in one sentence.")
    spec: RunSpec
    options: dict[str, Any] | None = Field(
        description="JSON Schema of what can be chosen before it is built (`POST /templates/{id}`), or null."
    )
    blocks: list[TemplateBlock] = Field(description="How its nodes are grouped at first.")


class Wanted(BaseModel):
    """What to build."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    options: dict[str, Any] = Field(
        default={}, description="What is chosen; the rest as in the ready network.", examples=[{"depth": 2}]
    )
    data: DataSpec | None = Field(
        default=None,
        description="What it shall learn: size and classes are fit to it. The template's own when null. Where it says "
        "nothing of `augment`, it gets the template's.",
    )


class BuiltTemplate(Answer):
    """A set-up that was built to measure, and runs as it is."""

    spec: RunSpec
    blocks: list[TemplateBlock]


@router.get("/templates", summary="Ready networks")
async def read_templates(identity: Anyone) -> list[Template]:
    """All templates in the order of the menu; the first is what a new page opens with."""
    return _templates()


@router.post("/templates/{id}", summary="Build a network to measure", responses=refusals(404, *WITH_BODY))
async def build_template(
    id: Annotated[str, Path(description="Id of a template that has `options`.", examples=["unet"])],
    wanted: Annotated[Wanted, Body(examples=[{"options": {"depth": 2, "skips": "none"}}])],
    request: Request,
    identity: Reader,
) -> BuiltTemplate:
    """The run of a template with other options, or fit to other data. Nothing is trained or kept."""
    options = _options(id)
    # Numbers are taken as they are, as everywhere in a body.
    exactly(json.dumps(wanted.options), wanted.options, *options, prefix="options")
    made = build(id, wanted.options, wanted.data)
    check_limits(made.spec, service_of(request).settings)
    return BuiltTemplate(spec=made.spec, blocks=_blocks(made.blocks))


@cache
def _options(id: str) -> tuple[TypeAdapter[Any], Callable[[], dict[str, Any]]]:
    for one in TEMPLATES:
        if one.id == id and one.options is not None:
            return TypeAdapter(one.options), one.options.model_json_schema
    ids = ", ".join(one.id for one in TEMPLATES if one.options is not None)
    raise NotFoundError("unknown_template", "There is no such template with options.", f"Choose one of {ids}.", "id")


@cache
def _templates() -> list[Template]:
    return [
        Template(
            id=one.id,
            title=one.title,
            description=one.description,
            spec=one.spec,
            options=one.options.model_json_schema() if one.options else None,
            blocks=_blocks(one.blocks),
        )
        for one in TEMPLATES
    ]


def _blocks(blocks: list[Block] | tuple[Block, ...]) -> list[TemplateBlock]:
    return [TemplateBlock(**one._asdict()) for one in blocks]
