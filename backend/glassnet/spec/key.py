"""The static half of a run: what decides the compiled program, and nothing else."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

from glassnet.catalog.base import marked
from glassnet.catalog.datasets import ImageSet
from glassnet.catalog.layers import Shape
from glassnet.spec.network import NetworkSpec
from glassnet.spec.run import RunSpec
from glassnet.spec.targets import Encoding


class ProgramKey(NamedTuple):
    """Runs with equal keys share one program.

    Attributes:
        network: the network as JSON, live and set-up values at their defaults.
        loss, optimiser, schedule, clipping: kinds.
        weights: how many classes have a weight in the loss.
        input_shape: of one example.
        augment: how training images are changed, as JSON: kinds in order, live values at their defaults, and the fill.
        parts: examples that train, validate and test; of masks only how many there are together, since corrections
            move them from part to part.
        batch_size: examples per update.
        encoding: how labels are put.
        replicas: how many trainings run side by side.
        held: whether units and weights can be held at zero. Until something is, the program has nothing of it.
    """

    network: str
    loss: str
    weights: int
    optimiser: str
    schedule: str
    clipping: str
    input_shape: Shape
    augment: str
    parts: tuple[int, ...]
    batch_size: int
    encoding: Encoding
    replicas: int
    held: bool = False


def key_of(spec: RunSpec, replicas: int = 1) -> ProgramKey:
    """The key of the program that ``spec`` needs."""
    nodes = [_still(node) for node in spec.network.nodes]
    network = NetworkSpec(nodes=nodes, edges=spec.network.edges)
    parts = spec.data.parts()
    return ProgramKey(
        network=network.model_dump_json(),
        loss=spec.training.loss.kind_name(),
        weights=len(spec.training.loss.weights()),
        optimiser=spec.training.optimiser.kind_name(),
        schedule=spec.training.schedule.kind_name(),
        clipping=spec.training.clipping.kind_name(),
        input_shape=spec.input_shape,
        augment=_augment(spec),
        parts=(sum(parts),) if spec.encoding.masks else parts,
        batch_size=min(spec.training.batch_size, parts[0]),
        encoding=spec.encoding,
        replicas=replicas,
        held=spec.network.held is not None,
    )


def architecture(spec: RunSpec) -> str:
    """A short name of the program that ``spec`` needs: equal for runs that share one, in every process."""
    return hashlib.sha256(repr(key_of(spec)).encode()).hexdigest()[:32]


def _augment(spec: RunSpec) -> str:
    if not isinstance(spec.data, ImageSet) or not spec.data.augment:
        return ""
    kinds = [_still(one).model_dump(mode="json") for one in spec.data.augment]
    return json.dumps({"kinds": kinds, "fill": spec.data.fill})


def _still(part: Any) -> Any:
    cls = type(part)
    names = [*marked(cls, "live"), *marked(cls, "setup")]
    return part.model_copy(update={name: cls.model_fields[name].default for name in names})
