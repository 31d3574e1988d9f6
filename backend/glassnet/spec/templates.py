"""Ready networks: each a whole RunSpec that runs as it is."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

from glassnet.spec.image_templates import IMAGE_TEMPLATES
from glassnet.spec.mask_networks import Block
from glassnet.spec.mask_options import MaskOptions
from glassnet.spec.mask_templates import MASK_TEMPLATES, build
from glassnet.spec.run import RunSpec
from glassnet.spec.table_templates import TABLE_TEMPLATES


class Template(NamedTuple):
    """A ready set-up with its name and one sentence on what it shows.

    Attributes:
        heavy: whether it is compiled only once somebody asks for it: not all can wait compiled.
        options: what can be chosen before it is built; None where there is nothing.
        blocks: how its nodes are grouped at first.
    """

    id: str
    title: str
    description: str
    spec: RunSpec
    heavy: bool = False
    options: type[MaskOptions] | None = None
    blocks: tuple[Block, ...] = ()


def _chain(*hidden: tuple[int, str], output: tuple[int, str], **fields: Any) -> dict[str, Any]:
    names = ["in", *(f"h{k + 1}" for k in range(len(hidden))), "out"]
    dense = [
        {"id": name, "kind": "dense", "units": units, "activation": kind, **fields}
        for name, (units, kind) in zip(names[1:], [*hidden, output], strict=True)
    ]
    return {"nodes": [{"id": "in", "kind": "input"}, *dense], "edges": list(pairwise(names))}


def _spec(network: dict[str, Any], data: dict[str, Any], training: dict[str, Any]) -> RunSpec:
    return RunSpec.model_validate({"network": network, "data": data, "training": training})


_BINARY = {"kind": "binary_cross_entropy"}
_PERCEPTRON = {
    "loss": {"kind": "perceptron"},
    "optimiser": {"kind": "sgd", "learning_rate": 0.05},
    "batch_size": 1,
}
_SIDES: list[list[tuple[float, float]]] = [
    [(-3, 3.5), (-4, 0.5), (-3, -0.5), (-1.5, 0), (-1.5, -0.5), (-2.5, -2), (0, -4), (0.5, -4), (0.5, -3.5)],
    [(0, 5), (0.5, 4.5), (1.5, 4), (1.5, 3.5), (0.5, 2.5), (2, 3), (3.5, 3.5), (4.5, 2.5), (2.5, 0.5)],
    [(0.5, -2), (1, -2), (2.5, -2)],
    [(1.5, 3), (3.5, 0.5), (3.5, -0.5)],
]
"""Points on one side of a line and on the other, in turn. The line passes by the middle, so that the bias is needed."""


TEMPLATES: list[Template] = [
    Template(
        "mlp",
        "Multi-layer perceptron",
        "Two hidden layers bend the line that parts two classes until it fits.",
        _spec(
            _chain((4, "tanh"), (3, "tanh"), output=(1, "sigmoid")),
            {"kind": "circles", "samples": 500, "noise": 0.1},
            {"loss": _BINARY, "optimiser": {"kind": "sgd", "learning_rate": 0.03}, "batch_size": 10},
        ),
    ),
    Template(
        "perceptron",
        "Single unit",
        "One unit draws one straight line; enough for two clouds, never for XOR.",
        _spec(
            _chain(output=(1, "sigmoid")),
            {"kind": "gaussians", "samples": 500, "noise": 0.2},
            {"loss": _BINARY, "optimiser": {"kind": "sgd", "learning_rate": 0.03}, "batch_size": 10},
        ),
    ),
    Template(
        "rosenblatt",
        "Perceptron rule",
        "Rosenblatt's own: one unit with a step, moved by each mistake and by nothing else, sample by sample.",
        _spec(
            _chain(output=(1, "step"), initialiser="zeros"),
            {
                "kind": "points",
                "points": [(x, y, k % 2) for k, side in enumerate(_SIDES) for x, y in side],
                "validation_fraction": 0.0,
                "test_fraction": 0.0,
            },
            _PERCEPTRON,
        ),
    ),
    Template(
        "xor",
        "XOR",
        "The pattern one unit cannot learn; a hidden layer of four can.",
        _spec(
            _chain((4, "tanh"), output=(1, "sigmoid")),
            {"kind": "xor", "samples": 500, "noise": 0.1},
            {"loss": _BINARY, "optimiser": {"kind": "adam", "learning_rate": 0.01}, "batch_size": 10},
        ),
    ),
    Template(
        "spiral",
        "Spiral",
        "Two arms wound around each other: watch three hidden layers untangle them.",
        _spec(
            _chain((8, "tanh"), (8, "tanh"), (8, "tanh"), output=(1, "sigmoid")),
            {"kind": "spiral", "samples": 500, "noise": 0.1, "features": ["x", "y"]},
            {"loss": _BINARY, "optimiser": {"kind": "adam", "learning_rate": 0.01}, "batch_size": 20},
        ),
    ),
    Template(
        "multiclass",
        "Three-arm spiral",
        "Several classes at once: one output for each, made into probabilities by softmax.",
        _spec(
            _chain((8, "relu"), (8, "relu"), (8, "relu"), output=(3, "softmax")),
            {"kind": "spiral", "classes": 3, "samples": 600, "noise": 0.1},
            {"loss": {"kind": "cross_entropy"}, "optimiser": {"kind": "adam", "learning_rate": 0.01}, "batch_size": 20},
        ),
    ),
    Template(
        "regression",
        "Hills and valleys",
        "A value instead of a class: the surface itself is what the network learns.",
        _spec(
            _chain((8, "tanh"), (8, "tanh"), output=(1, "linear")),
            {"kind": "multi_gaussian", "samples": 1000, "noise": 0.0},
            {"loss": {"kind": "mse"}, "optimiser": {"kind": "adam", "learning_rate": 0.01}, "batch_size": 20},
        ),
    ),
    *(
        Template(one.id, one.title, one.description, RunSpec.model_validate(one.spec), heavy=one.id != "iris")
        for one in TABLE_TEMPLATES
    ),
    *(
        Template(one.id, one.title, one.description, RunSpec.model_validate(one.spec), heavy=one.id != "lecture_cnn")
        for one in IMAGE_TEMPLATES
    ),
    *(
        Template(
            one.id, one.title, one.description, made.spec, heavy=True, options=one.options, blocks=tuple(made.blocks)
        )
        for one in MASK_TEMPLATES
        for made in [build(one.id, {})]
    ),
]
"""In the order of the menu; the first is what a new page opens with."""
