"""Live values: the numbers of a RunSpec that may change while it trains, each by its path.

A path names nodes by their id and augmentations by their kind: ``training.optimiser.learning_rate``,
``network.nodes.drop1.rate``, ``data.augment.rotate.degrees``; and numbers of a list by their place, from 0:
``training.loss.class_weights.1``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from glassnet.catalog.augmentations import AugmentationSpec
from glassnet.catalog.base import marked
from glassnet.catalog.datasets import ImageSet
from glassnet.errors import SpecError
from glassnet.spec.run import RunSpec
from glassnet.spec.training import TrainingSpec

RULES = ("max_epochs", "stop_below", "patience", "min_delta", "updates_per_s")
"""Live values that steer the run from outside the compiled program."""


def traced(spec: RunSpec) -> dict[str, float]:
    """The live values that enter the compiled program, in a fixed order: path → value."""
    found: dict[str, float] = {}
    for prefix, part in _parts(spec):
        for name in marked(type(part), "live"):
            if not (isinstance(part, TrainingSpec) and name in RULES):
                found |= _numbers(f"{prefix}.{name}", getattr(part, name))
    return found


def _numbers(path: str, value: float | list[float]) -> dict[str, float]:
    """The numbers at ``path``: one, or of a list one for each place."""
    if isinstance(value, list):
        return {f"{path}.{place}": float(one) for place, one in enumerate(value)}
    return {path: float(value)}


def paths(spec: RunSpec) -> list[str]:
    """Every path that `changed` takes."""
    return [*traced(spec), *(f"training.{name}" for name in RULES)]


def changed(spec: RunSpec, path: str, value: float | None) -> RunSpec:
    """``spec`` with another value at ``path``.

    Raises:
        SpecError: when there is no live value at ``path``, or the value is out of its bounds.
    """
    if path not in paths(spec):
        raise SpecError(
            "live_path",
            f"There is no live value at '{path}'.",
            f"Live here are: {', '.join(paths(spec))}. Everything else needs a new run.",
            path,
        )
    parts = dict(_parts(spec))
    prefix = max((one for one in parts if path.startswith(f"{one}.")), key=len)
    part, (name, *place) = parts[prefix], path[len(prefix) + 1 :].split(".")
    fields: dict[str, Any] = dict(part)
    try:
        fields[name] = _placed(fields[name], int(place[0]), value) if place else _number(name, value)
        fresh = type(part).model_validate(fields)
    except ValidationError as error:
        reason = error.errors(include_url=False, include_input=False)[0]["msg"]
        raise SpecError(
            "live_value", f"'{path}' cannot be {value}: {reason}.", "Choose a value in range.", path
        ) from None
    return _replaced(spec, prefix, fresh)


def _placed(values: list[float], place: int, value: float | None) -> list[float | None]:
    return [*values[:place], value, *values[place + 1 :]]


def _number(name: str, value: float | None) -> float | int | None:
    if name in ("max_epochs", "patience") and value is not None and float(value).is_integer():
        return int(value)
    return value


def _parts(spec: RunSpec) -> list[tuple[str, BaseModel]]:
    nodes: list[tuple[str, BaseModel]] = [(f"network.nodes.{node.id}", node) for node in spec.network.nodes]
    return [
        ("training.optimiser", spec.training.optimiser),
        ("training.loss", spec.training.loss),
        ("training.schedule", spec.training.schedule),
        ("training.clipping", spec.training.clipping),
        ("training", spec.training),
        *nodes,
        *((f"data.augment.{one.kind}", one) for one in _augment(spec)),
    ]


def _augment(spec: RunSpec) -> Sequence[AugmentationSpec]:
    return spec.data.augment if isinstance(spec.data, ImageSet) else ()


def _replaced(spec: RunSpec, prefix: str, part: Any) -> RunSpec:
    if prefix.startswith("network."):
        nodes = [part if node.id == part.id else node for node in spec.network.nodes]
        return RunSpec(
            network=type(spec.network)(nodes=nodes, edges=spec.network.edges), data=spec.data, training=spec.training
        )
    if prefix.startswith("data.augment."):
        augment = [part if one.kind == part.kind else one for one in _augment(spec)]
        data = spec.data.model_copy(update={"augment": augment})
        return RunSpec(network=spec.network, data=data, training=spec.training)
    training = part if prefix == "training" else spec.training.model_copy(update={prefix.split(".")[1]: part})
    return RunSpec(network=spec.network, data=spec.data, training=training)
