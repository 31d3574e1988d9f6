"""Ready networks on images, as JSON of networks, data and training."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

Json = dict[str, Any]


class ImageTemplate(NamedTuple):
    """A ready set-up: id, name, one sentence on what it shows, and a RunSpec as JSON."""

    id: str
    title: str
    description: str
    spec: Json


def _layer(kind: str, id: str, **fields: Any) -> Json:
    return {"id": id, "kind": kind, **fields}


def _line(*nodes: Json) -> Json:
    every = [_layer("input", "in"), *nodes]
    return {"nodes": every, "edges": list(pairwise(node["id"] for node in every))}


def _digits(network: Json, learning_rate: float = 0.002, batch_size: int = 64) -> Json:
    training = {
        "loss": {"kind": "cross_entropy"},
        "optimiser": {"kind": "adam", "learning_rate": learning_rate},
        "batch_size": batch_size,
    }
    return {"network": network, "data": {"kind": "digits28"}, "training": training}


_OUT = _layer("dense", "out", units=10, activation="softmax")


def _resnet() -> Json:
    """Three blocks of two convolutions with a shortcut each; the later ones halve the image and double the channels."""
    nodes = [_layer("input", "in"), _layer("conv2d", "stem", filters=8, activation="linear", bias=False)]
    nodes += [_layer("batch_norm", "stem-norm"), _layer("activation", "stem-relu")]
    edges = [("in", "stem"), ("stem", "stem-norm"), ("stem-norm", "stem-relu")]
    last, channels = "stem-relu", 8
    for number, filters in enumerate((8, 16, 32), start=1):
        stride = 1 if filters == channels else 2
        name = f"b{number}"
        plain = {"activation": "linear", "bias": False}
        nodes += [
            _layer("conv2d", f"{name}-conv1", filters=filters, stride=stride, **plain),
            _layer("batch_norm", f"{name}-norm1"),
            _layer("activation", f"{name}-relu1"),
            _layer("conv2d", f"{name}-conv2", filters=filters, **plain),
            _layer("batch_norm", f"{name}-norm2"),
            _layer("add", f"{name}-add"),
            _layer("activation", f"{name}-relu"),
        ]
        edges += pairwise([last, *(f"{name}-{part}" for part in ("conv1", "norm1", "relu1", "conv2", "norm2", "add"))])
        if stride == 1:
            edges.append((last, f"{name}-add"))
        else:
            nodes.append(_layer("conv2d", f"{name}-short", filters=filters, kernel=1, stride=stride, **plain))
            edges += [(last, f"{name}-short"), (f"{name}-short", f"{name}-add")]
        edges.append((f"{name}-add", f"{name}-relu"))
        last, channels = f"{name}-relu", filters
    nodes += [_layer("global_avg_pool", "pool"), _OUT]
    return {"nodes": nodes, "edges": [*edges, (last, "pool"), ("pool", "out")]}


_MARK_1 = {
    "network": _line(
        _layer("flatten", "flat"), _layer("dense", "out", units=1, activation="step", initialiser="zeros")
    ),
    "data": {"kind": "photocells"},
    "training": {
        "loss": {"kind": "perceptron"},
        "optimiser": {"kind": "sgd", "learning_rate": 0.1},
        "batch_size": 1,
    },
}

IMAGE_TEMPLATES = [
    ImageTemplate(
        "mark1",
        "Mark 1 perceptron",
        "The machine of 1958: 400 photocells, a knob for the weight of each, and one unit that fires or does not.",
        _MARK_1,
    ),
    ImageTemplate(
        "mlp_images",
        "Fully connected on images",
        "Every unit sees all pixels at once and no neighbours: good on digits in place, helpless when they move.",
        _digits(_line(_layer("flatten", "flat"), _layer("dense", "h1", units=32, activation="relu"), _OUT), 0.001),
    ),
    ImageTemplate(
        "lecture_cnn",
        "The lecture's network",
        "Convolution, ReLU, pooling, fully connected, softmax: each step of a first image classifier on its own.",
        _digits(
            _line(
                _layer("conv2d", "conv", filters=16, kernel=5, activation="linear"),
                _layer("activation", "relu", activation="relu"),
                _layer("max_pool2d", "pool"),
                _layer("flatten", "flat"),
                _layer("dense", "fc", units=10, activation="linear"),
                _layer("softmax", "softmax"),
            )
        ),
    ),
    ImageTemplate(
        "lenet",
        "LeNet",
        "The network that read cheques in the nineties: two convolutions with pooling, then three dense layers.",
        _digits(
            _line(
                _layer("conv2d", "conv1", filters=6, kernel=5, activation="tanh", initialiser="xavier"),
                _layer("avg_pool2d", "pool1"),
                _layer(
                    "conv2d", "conv2", filters=16, kernel=5, padding="valid", activation="tanh", initialiser="xavier"
                ),
                _layer("avg_pool2d", "pool2"),
                _layer("flatten", "flat"),
                _layer("dense", "fc1", units=120, activation="tanh"),
                _layer("dense", "fc2", units=84, activation="tanh"),
                _OUT,
            )
        ),
    ),
    ImageTemplate(
        "tiny_vgg",
        "Tiny VGG",
        "Pairs of small convolutions before each pooling: the second sees what the first put together.",
        _digits(
            _line(
                _layer("conv2d", "conv1_1", filters=10),
                _layer("conv2d", "conv1_2", filters=10),
                _layer("max_pool2d", "pool1"),
                _layer("conv2d", "conv2_1", filters=10),
                _layer("conv2d", "conv2_2", filters=10),
                _layer("max_pool2d", "pool2"),
                _layer("flatten", "flat"),
                _OUT,
            )
        ),
    ),
    ImageTemplate(
        "resnet",
        "Small ResNet",
        "Shortcuts around pairs of convolutions: each block learns only what to add to its input.",
        _digits(_resnet(), 0.005),
    ),
]
"""In the order of the menu."""
