"""Runs: made, listed, told what to do, deleted."""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, Query, Request, Response
from pydantic import Field

from glassnet.api.access import Known, Writer
from glassnet.api.owned import ReadableRun, RunId, WritableRun, require_weights
from glassnet.api.routes.answers import WITH_BODY, Answer, Whose, new_router, refusals
from glassnet.api.service import PoolHere, service_of
from glassnet.api.things import project_to_write, whose_runs
from glassnet.protocol.commands import CommandSpec
from glassnet.protocol.events import RunStatus
from glassnet.runtime.records import RunPage, RunRecord
from glassnet.spec import RunSpec
from glassnet.spec.limits import check as check_limits
from glassnet.spec.templates import TEMPLATES

router = new_router("runs")

OfProject = Annotated[str | None, Query(max_length=64, description="Only the runs of this project.")]
AfterRun = Annotated[str | None, Query(max_length=64, description="`next` of the page before.")]
MostRuns = Annotated[int, Query(ge=1, le=200, description="Most runs on the page.")]

__all__ = ["RunId", "router"]


class CommandAnswer(Answer):
    """A command that was carried out."""

    run: str
    step: int = Field(description="Updates done when it took effect.")
    status: RunStatus


@router.post(
    "/runs",
    status_code=201,
    summary="Make a run",
    responses={
        **refusals(404, 409, *WITH_BODY, 429, 503),
        201: {"headers": {"Location": {"description": "Address of the run.", "schema": {"type": "string"}}}},
    },
)
async def create_run(
    spec: Annotated[RunSpec, Body(examples=[TEMPLATES[0].spec.model_dump(mode="json")])],
    pool: PoolHere,
    request: Request,
    response: Response,
    identity: Writer,
    start: Annotated[bool, Query(description="Train at once; otherwise the run waits for `start`.")] = False,
    weights_from: Annotated[
        str | None, Query(max_length=64, description="A run with the same layers: begin with what it has learned.")
    ] = None,
    project: Annotated[
        str | None, Query(max_length=64, description="A project of one's own that it belongs to.")
    ] = None,
) -> RunRecord:
    """Stores the run and places it on a worker; the answer comes before its programs are compiled.

    With `weights_from` every learned array must have its like in the other run, by name and shape.
    """
    check_limits(spec, service_of(request).settings)
    service_of(request).library.require(spec.data)
    if weights_from is not None:
        await require_weights(identity, weights_from, pool)
    if project is not None:
        await project_to_write(service_of(request), identity, project)
    run = await pool.create(
        spec, start=start, user=identity.id, group=identity.class_id, weights_from=weights_from, project=project
    )
    response.headers["Location"] = f"/api/v1/runs/{run.id}"
    return run


@router.get("/runs", summary="List runs", responses=refusals(404, 422, 503))
async def read_runs(
    pool: PoolHere,
    identity: Known,
    request: Request,
    user: Whose = None,
    project: OfProject = None,
    after: AfterRun = None,
    limit: MostRuns = 50,
) -> RunPage:
    """Runs with their set-ups, newest first, page by page; `lines` lists them in short."""
    whose = await whose_runs(service_of(request), identity, user, project)
    return await pool.page(after, limit, whose, project)


@router.get("/runs/{id}", summary="Look at a run", responses=refusals(404, 503))
async def read_run(id: ReadableRun, pool: PoolHere) -> RunRecord:
    """How far a run is, and all it was made from."""
    return await pool.get(id)


@router.delete("/runs/{id}", status_code=204, summary="Delete a run", responses=refusals(404, 503))
async def delete_run(id: WritableRun, pool: PoolHere) -> None:
    """Ends the run if it trains, and deletes its record, metrics and weights."""
    await pool.delete(id)


@router.post(
    "/runs/{id}/commands",
    summary="Tell a run what to do",
    responses=refusals(404, 409, *WITH_BODY, 429, 503),
)
async def command_run(
    id: WritableRun,
    command: Annotated[CommandSpec, Body(examples=[{"type": "start"}, {"type": "step", "unit": "epoch"}])],
    pool: PoolHere,
) -> CommandAnswer:
    """Carries out a command, and answers with the step at which it took effect."""
    done = await pool.command(id, command)
    return CommandAnswer(run=done.run, step=done.step, status=done.status)
