"""Ready networks that say a class for each pixel, built to options and to fit the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from glassnet.catalog.datasets import DatasetSpec, ImageSet
from glassnet.catalog.datasets.cardiac import Cardiac
from glassnet.errors import NotFoundError, SpecError
from glassnet.spec.mask_networks import Block, Built, plain, u_net
from glassnet.spec.mask_options import EncoderDecoderOptions, MaskOptions, PlainOptions, UNetOptions
from glassnet.spec.run import RunSpec

Json = dict[str, Any]


class MaskTemplate(NamedTuple):
    """A ready set-up for segmentation.

    Attributes:
        id, title, description: what the menu says.
        options: what can be chosen; its defaults are the ready network.
        build: from options, height and width, and the number of classes to a network.
        training: as JSON.
    """

    id: str
    title: str
    description: str
    options: type[MaskOptions]
    build: Callable[[Any, tuple[int, int], int], Built]
    training: Json


class BuiltRun(NamedTuple):
    """A whole run, and how the nodes of its network are grouped at first."""

    spec: RunSpec
    blocks: list[Block]


AUGMENT: list[Json] = [
    {"kind": "rotate", "degrees": 45.0},
    {"kind": "shift", "fraction": 0.1},
    {"kind": "scale", "fraction": 0.2},
    {"kind": "flip", "horizontal": 0.5, "vertical": 0.5},
    {"kind": "brightness", "fraction": 0.15},
    {"kind": "contrast", "fraction": 0.3},
    {"kind": "noise", "deviation": 0.05},
]
"""Hearts lie at any angle, are large or small, bright or faint."""

DATA: Json = {"kind": "cardiac", "augment": AUGMENT}
EPOCHS, RATE, BATCH = 120, 0.005, 16
"""How long the learning rate falls, from where, and examples per update."""

_TRAINING: Json = {
    "loss": {"kind": "dice_cross_entropy"},
    "optimiser": {"kind": "adam", "learning_rate": RATE},
    "schedule": {"kind": "cosine", "epochs": EPOCHS, "floor": 0.02},
    "batch_size": BATCH,
}

MASK_TEMPLATES = [
    MaskTemplate(
        "unet",
        "U-Net",
        "Down to see what is there, up to say where it is; skip connections carry the fine lines across.",
        UNetOptions,
        u_net,
        _TRAINING,
    ),
    MaskTemplate(
        "encoder_decoder",
        "Strided encoder and decoder",
        "The lecture's small U-Net: convolutions of stride 2 on the way down, transposed ones on the way up.",
        EncoderDecoderOptions,
        u_net,
        _TRAINING,
    ),
    MaskTemplate(
        "fcn",
        "Fully convolutional",
        "Convolutions at full resolution and nothing else: sharp, but each pixel sees only its neighbourhood.",
        PlainOptions,
        plain,
        _TRAINING,
    ),
]
"""In the order of the menu."""


def build(id: str, options: Json, data: DatasetSpec | None = None) -> BuiltRun:
    """The run of a template with these options, fit to the size and the classes of ``data``.

    Args:
        id: of the template.
        options: fields of its options; what is left out is as in the ready network.
        data: masks to learn; the template's own when None. Without a word on augmentation, it gets the template's.

    Raises:
        NotFoundError: when no template of this id can be built.
        SpecError: when options or data do not fit; ``where`` names the place.
        pydantic.ValidationError: when an option is unknown or out of its bounds.
    """
    template = next((one for one in MASK_TEMPLATES if one.id == id), None)
    if template is None:
        ids = ", ".join(one.id for one in MASK_TEMPLATES)
        raise NotFoundError(
            "unknown_template", f"There is no template '{id}' with options.", f"Choose one of {ids}.", "id"
        )
    chosen = template.options.model_validate(options)
    if data is not None and data.task() != "segmentation":
        raise SpecError(
            "task",
            f"{template.title} says a class for each pixel, but '{data.kind}' has no masks.",
            "Choose a data set with masks, such as cardiac or cells, or upload one.",
            "data",
        )
    said: Json = DATA if data is None else data.model_dump(mode="json")
    if isinstance(data, ImageSet) and "augment" not in data.model_fields_set:
        said["augment"] = AUGMENT
    fitted = Cardiac() if data is None else data
    height, width, _ = fitted.input_shape()
    built = template.build(chosen, (height, width), fitted.class_count())
    spec = RunSpec.model_validate({"network": built.network, "data": said, "training": template.training})
    return BuiltRun(spec, built.blocks)
