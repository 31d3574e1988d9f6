"""Ready networks."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from glassnet.api.routes.answers import Answer, new_router
from glassnet.spec import RunSpec
from glassnet.spec.templates import TEMPLATES

router = new_router("templates")


class Template(Answer):
    """A set-up that runs as it is."""

    id: str = Field(examples=["mlp"])
    title: str = Field(examples=["Multi-layer perceptron"])
    description: str = Field(description="What it shows, in one sentence.")
    spec: RunSpec


@router.get("/templates", summary="Ready networks")
async def read_templates() -> list[Template]:
    """All templates in the order of the menu; the first is what a new page opens with."""
    return _templates()


@cache
def _templates() -> list[Template]:
    return [Template(**one._asdict()) for one in TEMPLATES]
