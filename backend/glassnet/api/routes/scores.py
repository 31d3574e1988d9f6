"""How well a run does, example by example: accuracy and its like, the ROC curve, residuals, losses."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import Field

from glassnet.api.access import Reader
from glassnet.api.identity import Identity
from glassnet.api.owned import ReadableRun
from glassnet.api.routes.answers import Answer, new_router, refusals
from glassnet.api.service import InTurnHere, PoolHere
from glassnet.catalog.datasets.scaling import Column
from glassnet.protocol import views

router = new_router("runs")

Figures = list[float | None]
_REFUSED = refusals(404, 409, 422, 429, 503)
OfPart = Annotated[views.Part, Query(description="Of which part of the data.")]


class Judgement(Answer):
    """What all answers here have in common."""

    part: views.Part
    step: int = Field(description="Updates done when it was asked; the figures are those of the last evaluation.")


class ScoreTable(Judgement):
    """All figures of one part; null where there is nothing to tell."""

    samples: int = Field(description="How many examples were judged.")
    loss: float | None = Field(description="Their mean loss, without any penalty.")
    classes: list[str] = Field(description="Names, in the order of their numbers; empty where values are learned.")
    accuracy: float | None = Field(default=None, description="Share of the examples that are right.")
    balanced_accuracy: float | None = Field(default=None, description="Mean recall of the classes.")
    auc: float | None = Field(default=None, description="Of two classes: area under the ROC curve.")
    counts: list[list[int]] | None = Field(default=None, description="Examples by truth (row) and prediction (column).")
    precision: Figures | None = Field(default=None, description="Of those taken for a class, the share that is of it.")
    recall: Figures | None = Field(default=None, description="Of those of a class, the share that is found.")
    f1: Figures | None = Field(default=None, description="Harmonic mean of both.")
    mae: float | None = Field(default=None, description="Of values: mean absolute error, in the unit of the data.")
    rmse: float | None = Field(default=None, description="Of values: root of the mean squared error, likewise.")
    r2: float | None = Field(default=None, description="Of values: share of their variance that is explained.")


class RocCurve(Judgement):
    """A ROC curve from (0, 0) to (1, 1), at most 1,000 points."""

    positive: str = Field(description="The name of the class that counts as positive, the second one.")
    samples: int
    area: float | None = Field(description="Under the curve; null unless both classes are there.")
    false_positive: list[float] = Field(description="Share of the negative examples at or above each threshold.")
    true_positive: list[float] = Field(description="Share of the positive examples at or above each threshold.")
    threshold: list[float] = Field(description="Probabilities, descending; 2 stands for more than any.")


class ResidualTable(Judgement):
    """Truths and predictions of values, in the unit of the data."""

    total: int = Field(description="How many there are.")
    mae: float | None
    rmse: float | None
    r2: float | None
    index: list[int] = Field(description="Number of each example in its part.")
    truth: Figures
    predicted: Figures
    residual: Figures = Field(description="Truth minus prediction.")


class LossTable(Judgement):
    """The loss of each example."""

    total: int = Field(description="How many fit what was asked.")
    mean: float | None = Field(description="Mean loss of the whole part.")
    classes: list[str] = Field(description="Names; empty where values are learned.")
    index: list[int] = Field(description="Number of each example in its part.")
    loss: Figures
    label: Figures = Field(description="Class numbers, or values in the unit of the data.")
    predicted: Figures = Field(description="Likewise.")
    confidence: Figures | None = Field(default=None, description="Of classes: the probability of the predicted one.")
    row: list[int] | None = Field(
        default=None, description="Of a table: the number of the row in its file, the header being 1."
    )
    columns: list[Column] | None = Field(default=None, description="Of a table: what the network gets.")
    cells: list[Figures] | None = Field(
        default=None, description="Of a table: the cells of each row; of texts the number of the category."
    )


async def _seen(asked: tuple[str, Identity, PoolHere, InTurnHere], view: Any) -> dict[str, Any]:
    run, who, pool, turns = asked
    async with turns.of(who):
        seen = await pool.look(run, view)
    told = {key: value for key, value in seen["meta"].items() if key != "pending"}
    return {"part": view.part, "step": seen["step"], **told, **seen["tensors"]}


@router.get("/runs/{id}/scores", summary="How well a run does", responses=_REFUSED)
async def read_scores(
    id: ReadableRun, who: Reader, pool: PoolHere, turns: InTurnHere, part: OfPart = "test"
) -> ScoreTable:
    """Accuracy, balanced accuracy, precision, recall and the confusion matrix of classes; MAE and R² of values."""
    return ScoreTable(**await _seen((id, who, pool, turns), views.Scores(part=part)))


@router.get("/runs/{id}/roc", summary="The ROC curve of a run", responses=_REFUSED)
async def read_roc(id: ReadableRun, who: Reader, pool: PoolHere, turns: InTurnHere, part: OfPart = "test") -> RocCurve:
    """Of two classes: what it costs in false alarms to find more of the second class."""
    return RocCurve(**await _seen((id, who, pool, turns), views.Roc(part=part)))


@router.get("/runs/{id}/residuals", summary="The residuals of a run", responses=_REFUSED)
async def read_residuals(
    id: ReadableRun,
    who: Reader,
    pool: PoolHere,
    turns: InTurnHere,
    part: OfPart = "test",
    count: Annotated[int, Query(ge=1, le=5000, description="Examples at most, the first of the part.")] = 2000,
) -> ResidualTable:
    """Of values: what was to be said, what was said, and the difference."""
    found = await _seen((id, who, pool, turns), views.Residuals(part=part, count=count))
    return ResidualTable(**{name: value for name, value in found.items() if name in ResidualTable.model_fields})


@router.get("/runs/{id}/losses", summary="The loss of each example", responses=_REFUSED)
async def read_losses(
    id: ReadableRun,
    who: Reader,
    pool: PoolHere,
    turns: InTurnHere,
    part: OfPart = "test",
    order: Annotated[Literal["worst", "best", "first"], Query(description="By loss, or as they are.")] = "worst",
    show: Annotated[Literal["all", "wrong", "right"], Query(description="Of classes: which ones.")] = "all",
    truth: Annotated[int | None, Query(ge=0, description="Only examples of this class.")] = None,
    predicted: Annotated[int | None, Query(ge=0, description="Only examples taken for this class.")] = None,
    first: Annotated[int, Query(ge=0, le=10_000_000, description="How many are passed over.")] = 0,
    count: Annotated[int, Query(ge=1, le=1000, description="Examples at most.")] = 50,
) -> LossTable:
    """The worst first: with `truth` and `predicted` the examples behind one cell of the confusion matrix."""
    view = views.Losses(part=part, order=order, show=show, truth=truth, predicted=predicted, first=first, count=count)
    return LossTable(**await _seen((id, who, pool, turns), view))
