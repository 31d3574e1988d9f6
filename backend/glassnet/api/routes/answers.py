"""What every route has in common: strict bodies, and refusals that OpenAPI knows."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from glassnet.api.bodies import JsonRoute
from glassnet.api.problems import MEDIA_TYPE

_REASONS = {
    401: "Nobody is signed in.",
    403: "A page from another address asked, the server does not answer under this name, or it is not yours to do.",
    404: "There is no such thing.",
    408: "The body did not arrive in time.",
    409: "It does not fit the state the thing is in.",
    413: "The body, or what it asks for, is larger than this host allows.",
    415: "The body is not declared as JSON.",
    422: "The request does not say what it must, or says something that does not fit: `where` names the place.",
    429: "No room at the moment.",
    507: "The disk of the server is full.",
    503: "A part of the service is away for a moment.",
}
WITH_BODY = (408, 413, 415, 422)
Whose = Annotated[
    str | None, Query(max_length=64, description="Id of a student of one's own, for a teacher; oneself when left out.")
]


class Answer(BaseModel):
    """Base of what is answered. Numbers that are not finite become null."""

    model_config = ConfigDict(frozen=True)


def new_router(tag: str) -> APIRouter:
    """A router for one noun."""
    return APIRouter(prefix="/api/v1", tags=[tag], route_class=JsonRoute, responses=refusals(401, 403))


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI of refusals with these statuses."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    return {
        status: {"description": _REASONS.get(status, HTTPStatus(status).phrase), "content": content}
        for status in statuses
    }
