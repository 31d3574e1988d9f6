"""Views of a run that finds a class for each pixel; their form is told in `glassnet.protocol.views`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.engine import measuring, questions, regions
from glassnet.engine.cases import cases
from glassnet.engine.mask_maps import AT_ONCE
from glassnet.engine.results import Picture, Tensor
from glassnet.engine.sweep import Verdict
from glassnet.errors import SpecError

if TYPE_CHECKING:
    from glassnet.engine.trainer import Trainer

Floats = NDArray[np.float64]

_MOST_PIXELS = 2**31 - 1


class _Shown(NamedTuple):
    """Images to look at: their numbers in the whole set (none for an image of one's own), and how many there are."""

    images: NDArray[np.uint8]
    truths: NDArray[np.uint8] | None
    rows: NDArray[np.intp] | None
    total: int


def at_once(view: Any) -> int:
    """Images of one call of the program that a view ``masks`` needs."""
    return 1 if view.image is not None or view.count == 1 else AT_ONCE


def ordered(view: Any) -> bool:
    """Whether a view ``masks`` follows the order of the last evaluation."""
    return view.image is None and view.order != "first"


def masks(trainer: Trainer, view: Any) -> Picture:
    """What the network makes of several images, or of one that was drawn."""
    shown, data = _shown(trainer, view), trainer.spec.data
    found = _found(trainer, shown, at_once(view))
    tensors = [Tensor("images", shown.images), Tensor("probabilities", found["probabilities"])]
    if shown.truths is not None:
        loss = np.nan_to_num(found["loss"], nan=0.0, posinf=1e37, neginf=0.0)
        top = float(loss.max(initial=0.0))
        codes = np.rint(loss * (255.0 / top if top > 0 else 0.0)).astype(np.uint8)
        tensors += [
            Tensor("truth", shown.truths),
            Tensor("loss", codes, 0.0, top),
            Tensor("dice", regions.dice(found["counts"]).astype(np.float32)),
        ]
    if shown.rows is not None:
        known, start = cases(data, trainer.examples), trainer.examples.bounds[view.part].start
        tensors += [
            Tensor("index", (shown.rows - start).astype(np.int32)),
            Tensor("source", known.source[shown.rows].astype(np.int32)),
            Tensor("group", known.group[shown.rows].astype(np.int32)),
        ]
    return Picture(tensors, {"classes": data.class_names(), "total": shown.total})


def _shown(trainer: Trainer, view: Any) -> _Shown:
    examples = trainer.examples
    shape = trainer.spec.input_shape
    own = None
    if view.truth is not None:
        if at_once(view) != 1:
            detail = f"A mask of one's own goes with one image, but {view.count} are shown."
            raise SpecError("view", detail, "Set the count to 1, or send an image as well.", "view.truth")
        own = questions.drawn_mask(view.truth, shape[:2], trainer.spec.data.class_names())
    if view.image is not None:
        return _Shown(questions.drawn(view.image, shape), own, None, 1)
    order = _order(trainer, view)
    rows = order[view.first : view.first + view.count]
    return _Shown(examples.inputs[rows], examples.labels[rows] if own is None else own, rows, len(order))


def _order(trainer: Trainer, view: Any) -> NDArray[np.intp]:
    """All images of a part in the order asked for, by their numbers in the whole set."""
    if view.order == "first":
        bounds = trainer.examples.bounds[view.part]
        return np.arange(bounds.start, bounds.stop)
    verdict, own = _judged(trainer, view.part)
    ranked = regions.ranked(regions.merit(verdict.counts[own]), worst=view.order == "worst")
    return np.asarray(verdict.rows[own][ranked])


def _found(trainer: Trainer, shown: _Shown, size: int) -> dict[str, NDArray[Any]]:
    """`Program.masks` of any number of images, ``size`` at a time."""
    count = len(shown.images)
    truths = np.zeros(shown.images.shape[:3], np.uint8) if shown.truths is None else shown.truths
    parts = []
    for first in range(0, max(1, count), size):
        # What lacks to a whole call is filled up by the last image, or by black ones when there is none.
        own = np.minimum(np.arange(first, first + size), max(0, count - 1))
        call = [part[own] if count else np.zeros((size, *part.shape[1:]), np.uint8) for part in (shown.images, truths)]
        made = trainer.program.masks(trainer.flat, trainer.live, *call)
        parts.append({key: np.asarray(value)[0, : count - first] for key, value in made.items()})
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def regions_of(trainer: Trainer, view: Any) -> Picture:
    """How well the masks of one part agree with the truth in the last evaluation."""
    verdict, own = _judged(trainer, view.part)
    rows, counts = verdict.rows[own], verdict.counts[own].astype(np.float64)
    whole = counts.sum(0)
    with np.errstate(invalid="ignore"):
        share = whole.sum(1) / whole.sum()
    figures = {
        "dice": regions.mean(regions.dice(counts)),
        "iou": regions.mean(regions.iou(counts)),
        "precision": regions.precision(whole),
        "recall": regions.recall(whole),
        "share": share,
        "counts": whole,
    }
    measured = measuring.outlines(trainer, view.part) if trainer.resting else None
    if measured is not None:
        figures |= {"hausdorff": measured.hausdorff, "hausdorff95": measured.hausdorff95}
    group, volumes = _volumes(trainer, rows, counts)
    if len(group):
        figures |= {"volumes": volumes, "ejection": regions.ejection(volumes)}
    tensors = [Tensor(key, value.astype(np.float32)) for key, value in figures.items()]
    tensors.append(Tensor("empty", (counts.sum(2) == 0).sum(0).astype(np.int32)))
    if len(group):
        tensors.append(Tensor("group", group.astype(np.int32)))
    meta = {
        "classes": trainer.spec.data.class_names(),
        "unit": "mm" if measuring.in_mm(trainer, rows) else "pixels",
        "images": len(rows),
        "pending": trainer.resting and measured is None,
    }
    return Picture(tensors, meta)


def _volumes(trainer: Trainer, rows: NDArray[np.intp], counts: Floats) -> tuple[NDArray[Any], Floats]:
    """`regions.volumes` of the groups all slices of which are among ``rows``: half a heart has no volume."""
    known = cases(trainer.spec.data, trainer.examples)
    torn = np.isin(known.group, np.delete(known.group, rows))
    whole = ~torn[rows]
    own = rows[whole]
    return regions.volumes(counts[whole], known.group[own], known.phase[own], known.spacing[own])


def confusion(trainer: Trainer, view: Any) -> Picture:
    """How many pixels of each class were taken for each other in the last evaluation."""
    verdict, own = _judged(trainer, view.part)
    counts = verdict.counts[own].astype(np.float64).sum(0)
    tensors = [
        Tensor("counts", np.minimum(counts, _MOST_PIXELS).astype(np.int32)),
        Tensor("precision", regions.precision(counts).astype(np.float32)),
        Tensor("recall", regions.recall(counts).astype(np.float32)),
    ]
    return Picture(tensors, {"classes": trainer.spec.data.class_names()})


def _judged(trainer: Trainer, part: str) -> tuple[Verdict, slice]:
    assert trainer.judged is not None, "a view is made only when `Trainer.ready` says so"
    verdict = trainer.judged.verdict
    assert verdict is not None
    return verdict, verdict.bounds[part]
