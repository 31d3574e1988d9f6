"""Views of how well a run does, of examples with one answer each; their form is told in `glassnet.protocol.views`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.engine import measures, regions
from glassnet.engine.results import Picture, Tensor
from glassnet.engine.scores import classes
from glassnet.engine.sweep import Verdict
from glassnet.errors import SpecError

if TYPE_CHECKING:
    from glassnet.engine.trainer import Trainer

MOST_POINTS = 1000
"""Points of a curve that is drawn."""

Floats = NDArray[np.float32]


class Said(NamedTuple):
    """What the last evaluation says of one part.

    Attributes:
        rows: which examples, by their number in the whole set ``(n,)``.
        place: likewise, in the part ``(n,)``.
        label: class numbers, or values ``(n,)`` float32.
        outputs: probabilities, or values in the unit of the labels ``(n, outputs)``.
        predicted: the likeliest class, or the value ``(n,)`` float32.
        losses: ``(n,)``.
    """

    rows: NDArray[np.intp]
    place: NDArray[np.int32]
    label: Floats
    outputs: Floats
    predicted: Floats
    losses: Floats

    @property
    def confidence(self) -> Floats:
        """The probability of the class that was predicted ``(n,)``; of classes only."""
        said = np.nan_to_num(self.outputs)
        if said.shape[1] == 1:
            return np.maximum(said[:, 0], 1.0 - said[:, 0])
        return np.asarray(said.max(1, initial=0.0), np.float32)

    def counts(self, number: int) -> NDArray[np.int64]:
        """The confusion matrix of ``number`` classes."""
        return measures.confusion(self.label.astype(np.int64), self.predicted.astype(np.int64), number)


def said(trainer: Trainer, part: str) -> Said:
    """The last evaluation of a part."""
    assert trainer.judged is not None, "a view is made only when `Trainer.ready` says so"
    verdict: Verdict | None = trainer.judged.verdict
    assert verdict is not None
    own = verdict.bounds[part]
    rows, outputs = verdict.rows[own], verdict.predictions[own]
    values = trainer.spec.data.class_count() == 0
    return Said(
        rows,
        (rows - trainer.examples.bounds[part].start).astype(np.int32),
        trainer.examples.labels[rows].astype(np.float32),
        outputs,
        (outputs[:, 0] if values else classes(outputs)).astype(np.float32),
        verdict.losses[own],
    )


def confusion(trainer: Trainer, view: Any) -> Picture:
    """How often each class was taken for each other."""
    _of_classes(trainer, "confusion")
    counts = said(trainer, view.part).counts(trainer.spec.data.class_count())
    tensors = [
        Tensor("counts", counts.astype(np.int32)),
        Tensor("precision", regions.precision(counts).astype(np.float32)),
        Tensor("recall", regions.recall(counts).astype(np.float32)),
    ]
    return Picture(tensors, {"classes": trainer.spec.data.class_names()})


def scores(trainer: Trainer, view: Any) -> Picture:
    """All figures of one part."""
    found = said(trainer, view.part)
    loss = float(np.mean(found.losses, dtype=np.float64)) if len(found.losses) else float("nan")
    meta: dict[str, Any] = {"samples": len(found.rows), "loss": measures.finite(loss)}
    if trainer.spec.data.class_count() == 0:
        for name, measure in (("mae", measures.mae), ("rmse", measures.rmse), ("r2", measures.r2)):
            meta[name] = measures.finite(measure(found.label, found.predicted))
        return Picture([], meta | {"classes": []})
    names = trainer.spec.data.class_names()
    counts = found.counts(len(names))
    meta |= {
        "classes": names,
        "accuracy": measures.finite(measures.accuracy(counts)),
        "balanced_accuracy": measures.finite(measures.balanced_accuracy(counts)),
        "auc": measures.finite(_curve(found).area) if len(names) == 2 else None,
    }
    tensors = [
        Tensor("counts", counts.astype(np.int32)),
        Tensor("precision", regions.precision(counts).astype(np.float32)),
        Tensor("recall", regions.recall(counts).astype(np.float32)),
        Tensor("f1", regions.dice(counts).astype(np.float32)),
    ]
    return Picture(tensors, meta)


def roc(trainer: Trainer, view: Any) -> Picture:
    """The ROC curve of two classes."""
    names = trainer.spec.data.class_names()
    if len(names) != 2:
        detail = f"A ROC curve is drawn of two classes; this data set has {len(names) or 'values'}."
        raise SpecError("view", detail, "Watch scores.", "view")
    found = said(trainer, view.part)
    curve = _curve(found)
    kept = np.arange(len(curve.threshold))
    if len(kept) > MOST_POINTS:
        kept = np.unique(np.linspace(0, len(kept) - 1, MOST_POINTS).round().astype(np.intp))
    tensors = [
        Tensor("false_positive", curve.false_positive[kept].astype(np.float32)),
        Tensor("true_positive", curve.true_positive[kept].astype(np.float32)),
        Tensor("threshold", np.minimum(curve.threshold[kept], 2.0).astype(np.float32)),
    ]
    meta = {"area": measures.finite(curve.area), "positive": names[1], "samples": len(found.rows)}
    return Picture(tensors, meta)


def _curve(found: Said) -> measures.Curve:
    return measures.roc(found.label > 0.5, np.nan_to_num(found.outputs[:, -1]))


def residuals(trainer: Trainer, view: Any) -> Picture:
    """Truths and predictions of values."""
    if trainer.spec.data.class_count() != 0:
        raise SpecError(
            "view", "There are residuals of values only; this data set has classes.", "Watch scores.", "view"
        )
    found = said(trainer, view.part)
    kept = slice(0, view.count)
    tensors = [
        Tensor("index", found.place[kept]),
        Tensor("truth", found.label[kept]),
        Tensor("predicted", found.predicted[kept]),
        Tensor("residual", (found.label - found.predicted)[kept]),
    ]
    return Picture(tensors, scores(trainer, view).meta | {"total": len(found.rows)})


def losses(trainer: Trainer, view: Any) -> Picture:
    """The loss of each example, with what was to be said and what was said."""
    found = said(trainer, view.part)
    number = trainer.spec.data.class_count()
    fits = np.ones(len(found.rows), bool)
    if number:
        if view.show != "all":
            fits &= (found.predicted == found.label) == (view.show == "right")
        if view.truth is not None:
            fits &= found.label == view.truth
        if view.predicted is not None:
            fits &= found.predicted == view.predicted
    elif view.show != "all" or view.truth is not None or view.predicted is not None:
        hint = "Leave show, truth and predicted out."
        raise SpecError("view", "This data set has values: none of them is right or wrong.", hint, "view")
    chosen = np.flatnonzero(fits)
    if view.order != "first":
        ranked = np.nan_to_num(found.losses[chosen], nan=np.inf, posinf=np.inf)
        chosen = chosen[np.argsort(-ranked if view.order == "worst" else ranked, kind="stable")]
    total = len(chosen)
    chosen = chosen[view.first : view.first + view.count]
    tensors = [
        Tensor("index", found.place[chosen]),
        Tensor("loss", found.losses[chosen]),
        Tensor("label", found.label[chosen]),
        Tensor("predicted", found.predicted[chosen]),
    ]
    if number:
        tensors.append(Tensor("confidence", found.confidence[chosen].astype(np.float32)))
    raw = trainer.examples.table
    if raw is not None:
        tensors.append(Tensor("row", raw.raw.row[found.rows[chosen]].astype(np.int32)))
        tensors.append(Tensor("cells", raw.raw.cells[found.rows[chosen]].astype(np.float32)))
    mean = float(np.mean(found.losses, dtype=np.float64)) if len(found.losses) else float("nan")
    meta: dict[str, Any] = {"total": total, "mean": measures.finite(mean), "classes": trainer.spec.data.class_names()}
    if raw is not None:
        meta["columns"] = [{"name": one.name, "categories": list(one.categories)} for one in raw.scaling.columns]
    return Picture(tensors, meta)


def _of_classes(trainer: Trainer, what: str) -> None:
    if trainer.spec.data.class_count() == 0:
        detail = f"There is no view '{what}' of a network that learns values."
        raise SpecError("view", detail, "Watch scores or residuals.", "view")
