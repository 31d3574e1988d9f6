"""Views of a run on images, as named tensors ready for the wire; their form is told in `glassnet.protocol.views`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from glassnet.engine import questions
from glassnet.engine.data import PARTS
from glassnet.engine.feature_maps import examined
from glassnet.engine.results import Picture, Tensor
from glassnet.engine.score_probes import said
from glassnet.errors import SpecError

if TYPE_CHECKING:
    from glassnet.engine.trainer import Trainer


def samples(trainer: Trainer, view: Any) -> Picture:
    """The first images of each part."""
    examples, tensors = trainer.examples, []
    for part, bounds in examples.bounds.items():
        first = slice(bounds.start, min(bounds.stop, bounds.start + view.count))
        tensors.append(Tensor(f"{part}.images", examples.inputs[first]))
        tensors.append(_labels(trainer, f"{part}.label", f"{part}.masks", first))
    counts = dict(zip(PARTS, trainer.spec.data.parts(), strict=True))
    names = trainer.spec.data.class_names()
    return Picture(tensors, {"classes": names, "counts": counts, "balance": examples.balance(len(names))})


def _labels(trainer: Trainer, label: str, masks: str, rows: slice) -> Tensor:
    """The class numbers of examples, under the name ``label``, or their masks, under the name ``masks``."""
    labels = trainer.examples.labels[rows]
    return Tensor(masks, labels) if trainer.program.key.encoding.masks else Tensor(label, labels.astype(np.int32))


def maps(trainer: Trainer, view: Any) -> Picture:
    """What every node makes of one image."""
    examples, label = trainer.examples, None
    if view.image is not None:
        image = questions.drawn(view.image, trainer.spec.input_shape)
    else:
        bounds = examples.bounds[view.part]
        count = bounds.stop - bounds.start
        if view.index >= count:
            detail = f"There is no image {view.index} in the part '{view.part}': it has {count}."
            raise SpecError("view", detail, "Choose a smaller number, or another part.", "view.index")
        row = bounds.start + view.index
        image = examples.inputs[row : row + 1]
        label = None if trainer.program.key.encoding.masks else int(examples.labels[row])
    found = trainer.program.maps(trainer.flat, trainer.live, image)
    tensors = []
    for name in trainer.program.layout.network.order:
        tensors += [Tensor(key, np.asarray(found[key])[0]) for key in (name, f"{name}:lo", f"{name}:hi")]
    tensors += [Tensor(key, np.asarray(found[key])[0]) for key in ("logits", "probabilities") if key in found]
    return Picture(tensors, {"label": label})


def kernels(trainer: Trainer, view: Any) -> Picture:
    """What one node has learned, and how much each of its filters says."""
    layout = trainer.program.layout
    if view.node not in layout.shapes:
        detail = f"There is no node '{view.node}'."
        raise SpecError("view", detail, f"There are: {', '.join(layout.network.order)}.", "view.node")
    own = [place.key for place in layout.places if place.node == view.node]
    learned = trainer.parameters()
    tensors = [Tensor(key, learned[key]) for key in own]
    if trainer.program.images:
        tensors.append(Tensor("activity", trainer.activity()[view.node]))
    return Picture(tensors, {"images": examined(trainer.program.block, len(trainer.examples.labels))})


def gallery(trainer: Trainer, view: Any) -> Picture:
    """Images of the last evaluation with what the network said of them."""
    found = said(trainer, view.part)
    rows, sure = found.rows, found.confidence
    label, predicted = found.label.astype(np.int32), found.predicted.astype(np.int32)
    fits = np.ones(len(rows), bool)
    if view.show != "all":
        fits &= (predicted == label) == (view.show == "right")
    if view.truth is not None:
        fits &= label == view.truth
    if view.predicted is not None:
        fits &= predicted == view.predicted
    chosen = np.flatnonzero(fits)
    total = len(chosen)
    if view.show != "all":
        chosen = chosen[np.argsort(-sure[chosen], kind="stable")]
    chosen = chosen[: view.count]
    tensors = [
        Tensor("images", trainer.examples.inputs[rows[chosen]]),
        Tensor("index", found.place[chosen]),
        Tensor("label", label[chosen]),
        Tensor("predicted", predicted[chosen]),
        Tensor("confidence", sure[chosen].astype(np.float32)),
    ]
    return Picture(tensors, {"total": total})


def augmented(trainer: Trainer, view: Any) -> Picture:
    """The first training images as they are changed in this epoch."""
    count = shown(trainer, view.count)
    originals = trainer.examples.inputs[:count]
    chance = (trainer.spec.training.seed + trainer.whole_epochs) & 0xFFFFFFFF
    targets, label = trainer.examples.targets[:count], trainer.examples.labels[:count]
    images, followed = trainer.program.augmented(trainer.live[0], originals, targets, chance)
    tensors = [Tensor("originals", originals), Tensor("images", np.asarray(images))]
    if trainer.program.key.encoding.masks:
        return Picture([*tensors, Tensor("truths", label), Tensor("masks", np.asarray(followed))], {})
    return Picture([*tensors, Tensor("label", label.astype(np.int32))], {})


def shown(trainer: Trainer, count: int) -> int:
    """How many training images there are to show when ``count`` are asked for."""
    return int(min(count, trainer.examples.bounds["train"].stop))
