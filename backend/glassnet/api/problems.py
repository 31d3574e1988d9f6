"""The one mapping from errors to answers: every refusal is ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import random
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from glassnet.api.log import asked
from glassnet.errors import BusyError, ConflictError, GlassnetError, UnavailableError

MEDIA_TYPE = "application/problem+json"
MOST_TEXT = 600
"""An error may name what was asked for, which may be long."""
_log = structlog.get_logger(__name__)


class ProblemDetails(BaseModel):
    """Why a request was refused, for people and for programs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str = Field(default="about:blank", description="Always about:blank: `code` tells problems apart.")
    title: str = Field(description="The HTTP status in words.", examples=["Unprocessable Content"])
    status: int = Field(description="The HTTP status.", examples=[422])
    code: str = Field(description="Stable name of this kind of problem.", examples=["out_of_range"])
    detail: str = Field(
        description="What is wrong and what was expected.", examples=["It must be greater than or equal to 1."]
    )
    hint: str = Field(default="", description="What to do about it.", examples=["Choose a whole number from 1 on."])
    where: str = Field(
        default="",
        description="Path of the thing at fault, nodes by their id; empty when it is the whole request.",
        examples=["network.nodes.h1.units"],
    )


class HttpProblem(GlassnetError):
    """A refusal that HTTP itself has a status for."""

    def __init__(self, status: int, code: str, detail: str, hint: str = "") -> None:
        super().__init__(code, detail, hint)
        self.status = status


def respond(error: GlassnetError) -> Response:
    """The answer that says ``error``."""
    said = {name: text[:MOST_TEXT] for name, text in error.as_problem().items()}
    problem = ProblemDetails(title=_title(error.status), status=error.status, **said)
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, BusyError | UnavailableError):
        # A class that was refused together must not come back together.
        headers["Retry-After"] = str(getattr(error, "wait_s", None) or random.randint(1, 5))
    return Response(problem.model_dump_json(), error.status, headers, MEDIA_TYPE)


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _of_http(error: HTTPException) -> GlassnetError:
    match error.status_code:
        case 404:
            return HttpProblem(404, "not_found", "There is nothing at this address.", "See /docs for what there is.")
        case 405:
            return HttpProblem(405, "method", "This address does not take this method.", "See /docs for what it takes.")
        case status:
            return HttpProblem(status, "http", str(error.detail)[:200])


def install(app: FastAPI) -> None:
    """Give ``app`` the mapping."""

    async def on_glassnet(_request: Request, error: Exception) -> Response:
        assert isinstance(error, GlassnetError)
        return respond(error)

    async def on_http(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = respond(_of_http(error))
        for name, value in (error.headers or {}).items():
            response.headers[name] = value
        return response

    async def on_gone(request: Request, error: Exception) -> Response:
        _log.warning("gone_meanwhile", **asked(request.scope), exc_info=error)
        detail = "Something that this belongs to was deleted or changed meanwhile."
        return respond(ConflictError("gone_meanwhile", detail, "Look again, then try again."))

    async def on_fault(request: Request, error: Exception) -> Response:
        _log.error("request_failed", **asked(request.scope), exc_info=error)
        return respond(
            HttpProblem(500, "internal", "Something went wrong inside the server.", "Try again; the log says more.")
        )

    app.add_exception_handler(GlassnetError, on_glassnet)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(IntegrityError, on_gone)
    app.add_exception_handler(Exception, on_fault)
