"""How a request's body is read: bounded in bytes and in time, strict JSON, and explained when it does not fit."""

from __future__ import annotations

import asyncio
import codecs
import json
from collections.abc import Callable, Coroutine, Iterator
from functools import cached_property
from typing import Annotated, Any, TypeVar

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import Field, TypeAdapter

from glassnet.api import strict_json
from glassnet.api.access import DECLARATIONS, Ask, identity_at
from glassnet.api.described import describe, upload_in
from glassnet.api.problems import HttpProblem
from glassnet.api.service import service_of
from glassnet.api.uploaded import may_use
from glassnet.api.validation import exactly, explain
from glassnet.errors import GlassnetError, LimitError
from glassnet.settings import Settings
from glassnet.storage.datasets.library import Library

T = TypeVar("T")
READ_TIMEOUT_S = 30.0
LARGE_BYTES = 32 << 10
"""From this size on, JSON is parsed in a thread so that sockets are served meanwhile."""


class JsonRoute(APIRoute):
    """A route whose body, if it has one, is strict JSON within the server's limits."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler behind the strict reader."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            if self.body_field is not None:
                for may_ask in self._access:
                    await may_ask(request)  # before anything of a stranger's is read
                body = await _read_json(request)
                value = await _unless_small(body, strict_json.parse, body)
                library = request.app.state.library if await _may_use_data(request, value) else None
                # FastAPI would take "4" for 4. What is built of the body here it takes as it is.
                request = JsonRequest(request.scope, await _unless_small(body, self._built, body, value, library))
            try:
                return await handle(request)
            except RequestValidationError as error:
                raise self._explained(error) from None

        return strictly

    @cached_property
    def _expected(self) -> TypeAdapter[Any]:
        """What the body must be."""
        assert self.body_field is not None
        field = self.body_field.field_info
        expected: Any = field.annotation
        if field.discriminator is not None:
            expected = Annotated[expected, Field(discriminator=field.discriminator)]
        return TypeAdapter[Any](expected)

    @cached_property
    def _schema(self) -> dict[str, Any]:
        """Its JSON Schema, which takes long to make."""
        return self._expected.json_schema()

    @cached_property
    def _access(self) -> list[Ask]:
        """What this route declares about who may ask."""
        return [one for one in declared(self.dependant) if one in DECLARATIONS]

    def _built(self, body: bytes, value: Any, library: Library | None) -> Any:
        if describe(value, library):
            body = json.dumps(value).encode()
        return exactly(body, value, self._expected, lambda: self._schema)

    def _explained(self, error: RequestValidationError) -> GlassnetError:
        errors = error.errors()
        source = errors[0]["loc"][0]
        same = [{**one, "loc": one["loc"][1:]} for one in errors if one["loc"][0] == source]
        return explain(same, {}, {}, prefix=str(source))


class JsonRequest(Request):
    """A request whose JSON has been read already, into what the endpoint takes."""

    def __init__(self, scope: Any, value: Any) -> None:
        super().__init__(scope)
        self._value = value

    async def body(self) -> bytes:
        """Anything but empty: what counts is `json`."""
        return b"-"

    async def json(self) -> Any:
        """What was made of the document."""
        return self._value


def declared(dependant: Dependant) -> Iterator[Ask]:
    """Everything that a route depends on, directly or not."""
    for inner in dependant.dependencies:
        if inner.call is not None:
            yield inner.call
        yield from declared(inner)


async def _may_use_data(request: Request, value: Any) -> bool:
    named = upload_in(value)
    return named is None or await may_use(identity_at(request), named, service_of(request))


async def _unless_small(body: bytes, function: Callable[..., T], *arguments: Any) -> T:
    """A large document must not keep sockets waiting while it is read."""
    if len(body) < LARGE_BYTES:
        return function(*arguments)
    return await asyncio.to_thread(function, *arguments)


async def _read_json(request: Request) -> bytes:
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise HttpProblem(
            415, "media_type", "The body is not declared as JSON.", "Send it with Content-Type: application/json."
        )
    settings: Settings = request.app.state.settings
    body = await _read(request, settings.max_body_bytes)
    if not body.strip():
        raise strict_json.JsonError("not_json", "The request has no body.", "Send one JSON object.")
    return body.removeprefix(codecs.BOM_UTF8)


async def _read(request: Request, most: int) -> bytes:
    """The whole body, refused as soon as it is known to be too large, declared or not."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > most:
        raise _too_large(most)
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(READ_TIMEOUT_S):
            async for part in request.stream():
                size += len(part)
                if size > most:
                    raise _too_large(most)
                parts.append(part)
    except TimeoutError:
        raise HttpProblem(
            408, "slow_body", f"The body did not arrive within {READ_TIMEOUT_S:.0f} s.", "Send it again."
        ) from None
    return b"".join(parts)


def _too_large(most: int) -> LimitError:
    return LimitError("body_too_large", f"The body is larger than {most:,} bytes.", "Send a smaller one.")
