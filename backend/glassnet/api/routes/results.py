"""The results of a class as a table."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from glassnet.api.access import TeacherOnly
from glassnet.api.routes.answers import new_router, refusals
from glassnet.api.routes.members import ClassId
from glassnet.api.service import PoolHere, service_of
from glassnet.api.table import Cell, csv_of
from glassnet.api.things import class_to_teach
from glassnet.protocol.projects import RunLine

router = new_router("classes")

MOST_RUNS = 200
COLUMNS = (
    *("student", "project", "run", "title", "status", "updates", "epochs"),
    *("train_loss", "validation_loss", "score", "score_name", "begun"),
)
_CSV: dict[str, Any] = {"text/csv": {"schema": {"type": "string"}, "example": ",".join(COLUMNS) + "\r\n"}}


@router.get(
    "/classes/{id}/results.csv",
    response_class=Response,
    summary="The results of a class",
    responses={**refusals(404, 503), 200: {"content": _CSV, "description": "A line for each run."}},
)
async def read_results(id: ClassId, who: TeacherOnly, pool: PoolHere, request: Request) -> Response:
    """A line for each run of each student, newest first; one that is all but empty for a student without runs.

    Texts that a spreadsheet would take for a formula begin with an apostrophe.
    """
    service = service_of(request)
    await class_to_teach(service, who, id)
    present = await service.classes.members(id)
    accounts = [member.account for member in present]
    runs = await pool.history.of(accounts, MOST_RUNS)
    titles = await service.projects.titles(accounts)
    rows: list[list[Cell]] = []
    for member in present:
        for run in runs[member.account]:
            rows.append([member.nickname, titles.get(run.project or "", ""), *_cells(run)])
        if not runs[member.account]:
            rows.append([member.nickname, *[None] * (len(COLUMNS) - 1)])
    return Response(
        "\ufeff" + csv_of(COLUMNS, rows),  # with the mark, spreadsheets read UTF-8
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{id}.csv"'},
    )


def _cells(run: RunLine) -> list[Cell]:
    figures: list[Cell] = [run.step, run.epoch, run.loss, run.validation_loss, run.score]
    return [run.id, run.title, run.status, *figures, run.score_name, run.created_at.isoformat(timespec="seconds")]
