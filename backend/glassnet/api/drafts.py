"""Reads a network that is still being drawn, part by part: what cannot be read is told, the rest is used."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import to_json

from glassnet.api.validation import explain
from glassnet.catalog.datasets import Dataset, DatasetSpec
from glassnet.catalog.layers import Layer, LayerSpec
from glassnet.errors import GlassnetError, SpecError, shown
from glassnet.spec.outline import Outline, outline
from glassnet.spec.training import TrainingSpec


class NetworkDraft(BaseModel):
    """Nodes and edges as far as they are drawn."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nodes: list[dict[str, Any]] = Field(max_length=10_000, description="Layers, each with its id and kind.")
    edges: list[tuple[str, str]] = Field(max_length=20_000, description="Pairs of node ids.")
    held: list[str] | None = Field(
        default=None,
        max_length=100_000,
        description="What is held at zero; no shape depends on it, so nothing is checked.",
    )


class Draft(BaseModel):
    """A network that may be incomplete, and what it is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    network: NetworkDraft
    data: dict[str, Any] | None = Field(default=None, description="The data set, as in a RunSpec.")
    training: dict[str, Any] | None = Field(default=None, description="As in a RunSpec; the usual when left out.")


class Read(NamedTuple):
    """What could be read of a draft, and its outline."""

    nodes: list[Layer]
    data: Dataset | None
    training: TrainingSpec
    outline: Outline


def read(draft: Draft) -> Read:
    """Reads every part on its own; problems of parts come before those of the whole."""
    problems: list[GlassnetError] = []
    nodes: list[Layer] = []
    unread: list[str] = []
    for number, raw in enumerate(draft.network.nodes):
        name = raw.get("id")
        label = shown(name).strip("'") if isinstance(name, str) and name else str(number)
        node = _part("layer", raw, f"network.nodes.{label}", problems)
        if node is not None:
            nodes.append(node)
        elif isinstance(name, str):
            unread.append(name)
    data = None
    if draft.data is None:
        problems.append(SpecError("missing_field", "There is no data set yet.", "Choose one.", "data"))
    else:
        data = _part("data", draft.data, "data", problems)
    training = _part("training", draft.training or {}, "training", problems)
    found = outline(nodes, draft.network.edges, data, training, unread)
    return Read(nodes, data, training or TrainingSpec(), Outline(found.nodes, problems + found.problems, found.pairing))


@cache
def _reader(family: str) -> tuple[TypeAdapter[Any], Mapping[str, Any]]:
    unions: dict[str, Any] = {
        "layer": Annotated[LayerSpec, Field(discriminator="kind")],
        "data": Annotated[DatasetSpec, Field(discriminator="kind")],
        "training": TrainingSpec,
    }
    adapter = TypeAdapter[Any](unions[family])
    return adapter, adapter.json_schema()


def _part(family: str, raw: Mapping[str, Any], where: str, problems: list[GlassnetError]) -> Any:
    """``raw`` as JSON of its family; ``None`` and a problem when it is something else."""
    adapter, schema = _reader(family)
    try:
        return adapter.validate_json(to_json(raw), strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        problems.append(explain(found, raw, schema, prefix=where))
    except GlassnetError as error:
        problems.append(error)
    return None
