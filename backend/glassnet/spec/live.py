"""Live values: the numbers of a RunSpec that may change while it trains, each by its path.

A path names nodes by their id and augmentations by their kind: ``training.optimiser.learning_rate``,
``network.nodes.drop1.rate``, ``data.augment.rotate.degrees``; numbers of a list by their place,
from 0: ``training.loss.class_weights.1``. ``network.held.h1.units.2`` holds a unit at zero (1) or
lets it go (0), ``network.held.h1.weight.0.2`` a weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from glassnet.catalog.augmentations import AugmentationSpec
from glassnet.catalog.base import marked
from glassnet.catalog.datasets import ImageSet
from glassnet.errors import SpecError
from glassnet.spec import held
from glassnet.spec.network import NetworkSpec
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


def differing(spec: RunSpec, like: RunSpec) -> dict[str, float | None]:
    """The live values that lead from ``spec`` to ``like``, as far as both have them: path → value in ``like``."""
    known, wanted = _values(spec), _values(like)
    found = {path: wanted[path] for path in known if path in wanted and wanted[path] != known[path]}
    now, then = set(spec.network.held or ()), set(like.network.held or ())
    return found | {f"{held.PREFIX}{one}": float(one in then) for one in sorted(now ^ then)}


def _values(spec: RunSpec) -> dict[str, float | None]:
    return {**traced(spec), **{f"training.{name}": getattr(spec.training, name) for name in RULES}}


def changed(spec: RunSpec, path: str, value: float | None) -> RunSpec:
    """``spec`` with another value at ``path``.

    Raises:
        SpecError: when there is no live value at ``path``, or the value is out of its bounds.
    """
    if path.startswith(held.PREFIX):
        return _holding(spec, path, value)
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


def _holding(spec: RunSpec, path: str, value: float | None) -> RunSpec:
    if value not in (0.0, 1.0):
        raise SpecError("live_value", f"'{path}' cannot be {value}.", "1 holds it at zero, 0 lets it go.", path)
    entry, network = path.removeprefix(held.PREFIX), spec.network
    now = set(network.held or ())
    now = now | {entry} if value else now - {entry}
    try:
        fresh = NetworkSpec(nodes=network.nodes, edges=network.edges, held=sorted(now))
    except ValidationError:
        hint = "An entry is such as h1.units.2 or h1.weight.0.2."
        raise SpecError("held", f"'{entry}' names no unit and no weight.", hint, path) from None
    return RunSpec(network=fresh, data=spec.data, training=spec.training)


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
        network = NetworkSpec(nodes=nodes, edges=spec.network.edges, held=spec.network.held)
        return RunSpec(network=network, data=spec.data, training=spec.training)
    if prefix.startswith("data.augment."):
        augment = [part if one.kind == part.kind else one for one in _augment(spec)]
        data = spec.data.model_copy(update={"augment": augment})
        return RunSpec(network=spec.network, data=data, training=spec.training)
    training = part if prefix == "training" else spec.training.model_copy(update={prefix.split(".")[1]: part})
    return RunSpec(network=spec.network, data=spec.data, training=training)
