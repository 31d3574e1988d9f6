"""The history of runs: lists, notes, and going on from where one was."""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, Request, Response

from glassnet.api.access import Known, Writer, require_write
from glassnet.api.owned import ReadableRun, RunId, require_weights
from glassnet.api.routes.answers import WITH_BODY, Whose, new_router, refusals
from glassnet.api.routes.runs import AfterRun, MostRuns, OfProject
from glassnet.api.service import PoolHere, service_of
from glassnet.api.things import adopt_data, project_to_write, require_copy, whose_runs
from glassnet.protocol.projects import CheckpointLine, EditRun, ForkRun, RunLinePage
from glassnet.runtime.following import unknown
from glassnet.runtime.records import RunRecord

router = new_router("runs")


@router.get("/runs/lines", summary="List runs in short", responses=refusals(404, 422, 503))
async def read_run_lines(
    pool: PoolHere,
    who: Known,
    request: Request,
    user: Whose = None,
    project: OfProject = None,
    after: AfterRun = None,
    limit: MostRuns = 50,
) -> RunLinePage:
    """Runs without their set-ups, newest first, page by page."""
    whose = await whose_runs(service_of(request), who, user, project)
    return await pool.history.lines(None if whose is None else [whose], project, after, limit)


@router.patch("/runs/{id}", summary="Name a run", responses=refusals(404, *WITH_BODY, 503, 507))
async def edit_run(
    id: RunId,
    edit: Annotated[EditRun, Body(examples=[{"title": "Fast", "notes": "Learns in 20 epochs."}])],
    pool: PoolHere,
    who: Writer,
    request: Request,
) -> RunRecord:
    """Changes its title, its notes or the project it belongs to; an empty project takes it out of the one it is in.

    A run with a title or notes is kept when others have to make room.
    """
    await require_write(who, await pool.owner(id), unknown(id), run=id)
    said: dict[str, str | None] = {
        name: text for name in ("title", "notes") if (text := getattr(edit, name)) is not None
    }
    if edit.project:
        await project_to_write(service_of(request), who, edit.project)
    if edit.project is not None:
        said["project"] = edit.project or None
    return await pool.history.edit(id, **said)


@router.get("/runs/{id}/checkpoints", summary="List checkpoints", responses=refusals(404, 503))
async def read_checkpoints(id: ReadableRun, pool: PoolHere) -> list[CheckpointLine]:
    """The states of a run that are kept, newest first: the last few and the best one."""
    return await pool.history.checkpoints(id)


@router.post(
    "/runs/{id}/fork",
    status_code=201,
    summary="Go on from a run",
    responses={
        **refusals(404, 409, *WITH_BODY, 429, 503, 507),
        201: {"headers": {"Location": {"description": "Address of the run.", "schema": {"type": "string"}}}},
    },
)
async def fork_run(
    id: RunId,
    fork: Annotated[ForkRun, Body(examples=[{"step": None}])],
    pool: PoolHere,
    who: Writer,
    request: Request,
    response: Response,
) -> RunRecord:
    """A new run, paused, that goes on as the other one would: with its weights, optimiser, curves and live values.

    Where the other one is one's own, the new one belongs to the same project.
    """
    await require_weights(who, id, pool)
    source = await pool.get(id)
    await require_copy(who, source.user, run=id, weights=True)
    project = source.project if source.user == who.id else None
    run = await pool.history.fork(id, fork.step, user=who.id, group=who.class_id, project=project)
    await adopt_data(service_of(request), who, run.spec.model_dump(mode="json", include={"data"}))
    response.headers["Location"] = f"/api/v1/runs/{run.id}"
    return run
