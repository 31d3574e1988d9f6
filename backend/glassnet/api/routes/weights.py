"""What a run has learned: its curves, its answers, its weights."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

import msgspec
from fastapi import Query, Response
from pydantic import Discriminator, Field, FiniteFloat, Tag

from glassnet.api.access import Reader
from glassnet.api.owned import LearnedRun, ReadableRun
from glassnet.api.routes.answers import WITH_BODY, Answer, new_router, refusals
from glassnet.api.service import InTurnHere, PoolHere
from glassnet.catalog.datasets import PointSet
from glassnet.errors import SpecError
from glassnet.protocol.events import Columns

router = new_router("runs")

Pixel = Annotated[FiniteFloat, Field(ge=0, le=255)]
Images = Annotated[list[list[list[Pixel | list[Pixel]]]], Field(min_length=1, max_length=256)]
Cell = FiniteFloat | Annotated[str, Field(max_length=200)] | None
Row = Annotated[list[Cell], Field(min_length=1, max_length=1000)]
Rows = Annotated[list[Row], Field(min_length=1, max_length=20_000)]


def _form(inputs: object) -> str:
    """Whether inputs are rows (of a table, or points) or images, told by how deep the lists go."""
    for _ in range(2):
        inputs = inputs[0] if isinstance(inputs, list) and inputs else None
    return "images" if isinstance(inputs, list) else "rows"


Inputs = Annotated[Annotated[Rows, Tag("rows")] | Annotated[Images, Tag("images")], Discriminator(_form)]


class MetricsRows(Answer):
    """Rows of a run's metrics, column by column."""

    history: int = Field(description="How often the run was reset.")
    first: int = Field(description="Number of the first row.")
    rows: Columns = Field(description="Columns of equal length; null where a figure was not measured.")


class Question(Answer):
    """Points of the plane, rows of a table, or images, as the run's data set has them."""

    inputs: Inputs = Field(
        description="Pairs x, y; or rows with a cell for each column that the network gets, in the unit of the table, "
        "a text where the column holds texts, null where it is missing; or images as nested lists (n, height, width, "
        "channels) of 0 to 255, the last level left out when there is one channel.",
        examples=[[[0.0, 0.0], [1.5, -2.0]]],
    )


class Prediction(Answer):
    """What a network makes of points or images."""

    outputs: list[list[float | None]] | list[list[list[list[float | None]]]] = Field(
        description="For each of them what the output node gives: probabilities, or values. Where there is a class for "
        "each pixel (n, height, width, classes): the probability of every class at every pixel."
    )


_CSV: dict[str, Any] = {"text/csv": {"schema": {"type": "string"}, "example": "step,epoch,loss\r\n30,1.0,0.61\r\n"}}
PLAIN_BYTES = 256 << 10
"""Larger answers are sent as they are."""

_PLAIN = {"Content-Encoding": "identity"}
"""Keeps the middleware from compressing megabytes between events; numbers hardly shrink."""

_BYTES: dict[str, Any] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


@router.get(
    "/runs/{id}/metrics",
    summary="The curves of a run",
    response_model=MetricsRows,
    responses={**refusals(404, 422, 503), 200: {"content": _CSV}},
)
async def read_metrics(
    id: ReadableRun,
    pool: PoolHere,
    since: Annotated[int, Query(ge=0, le=2**53, description="Number of the first row wanted.")] = 0,
    format: Annotated[Literal["json", "csv"], Query(description="How to write them.")] = "json",
) -> MetricsRows | Response:
    """All rows from number `since` on. Since a reset starts the numbers anew, `history` says which rows they are."""
    metrics = await pool.metrics(id, since)
    if format == "csv":
        return _file(_csv(metrics.rows).encode(), "text/csv; charset=utf-8", f"{metrics.run}.csv")
    return MetricsRows(history=metrics.history, first=metrics.first, rows=metrics.rows)


@router.post(
    "/runs/{id}/predict",
    summary="Ask a network",
    response_model=Prediction,
    responses=refusals(404, 409, *WITH_BODY, 429, 503),
)
async def predict(id: ReadableRun, question: Question, pool: PoolHere, who: Reader, turns: InTurnHere) -> Response:
    """What the network, as it is now, makes of new points or images.

    An answer with a class for each pixel holds at most 1,048,576 probabilities, such as 128 images of 64 × 64 with two
    classes; ask again for more. Training goes on meanwhile; two questions of one person are answered at a time.
    """
    if isinstance((await pool.get(id)).spec.data, PointSet):
        _refuse_no_points(question.inputs)
    async with turns.of(who):
        outputs = await pool.predict(id, question.inputs)
    # A million numbers take long to write: sockets are served meanwhile. What is not finite becomes null.
    content = await asyncio.to_thread(msgspec.json.encode, {"outputs": outputs})
    return Response(content, media_type="application/json", headers=_PLAIN if len(content) > PLAIN_BYTES else {})


def _refuse_no_points(inputs: list[Any]) -> None:
    """Whoever asks about points is told at once; what a row of a table needs only the worker knows."""
    for number, row in enumerate(inputs):
        if len(row) != 2 or not all(isinstance(cell, float) for cell in row):
            detail = f"Entry {number} of the inputs is no point."
            raise SpecError("inputs", detail, 'Send pairs of numbers: {"inputs": [[1.5, -2.0]]}.', f"inputs.{number}")


@router.get(
    "/runs/{id}/checkpoint",
    summary="The weights of a run",
    response_class=Response,
    responses={**refusals(404, 409, 429, 503), 200: {"content": _BYTES, "description": "A safetensors file."}},
)
async def read_checkpoint(id: LearnedRun, pool: PoolHere, who: Reader, turns: InTurnHere) -> Response:
    """The weights and the optimiser's state, by readable names such as `h1.weight`."""
    async with turns.of(who):
        data = await pool.checkpoint(id)
    return _file(data, "application/octet-stream", f"{(await pool.get(id)).id}.safetensors")


def _csv(rows: Columns) -> str:
    lines = [",".join(rows)]
    for row in zip(*rows.values(), strict=True):
        lines.append(",".join("" if value is None else repr(value) for value in row))
    return "\r\n".join(lines) + "\r\n"


def _file(data: bytes, media_type: str, name: str) -> Response:
    plain = _PLAIN if media_type == "application/octet-stream" else {}
    return Response(
        data, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'} | plain
    )
