"""The OpenAPI document: REST from the routes, and the WebSocket's messages, events and views beside it.

``python -m glassnet.api.schema`` prints it; the page's TypeScript types are made from it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, TypeAdapter

from glassnet.api.problems import ProblemDetails
from glassnet.catalog.datasets import DatasetSpec
from glassnet.catalog.layers import LayerSpec
from glassnet.catalog.losses import LossSpec
from glassnet.catalog.optimisers import OptimiserSpec
from glassnet.catalog.schedules import ScheduleSpec
from glassnet.protocol import load, people, projects
from glassnet.protocol.commands import COMMANDS
from glassnet.protocol.events import EVENTS
from glassnet.protocol.socket import SOCKET_MESSAGES, SUBPROTOCOL
from glassnet.protocol.views import ViewSpec
from glassnet.settings import Settings
from glassnet.storage.datasets.options import UploadOptions

_REF = "#/components/schemas/{model}"
_UNIONS: dict[str, TypeAdapter[Any]] = {
    "CommandSpec": COMMANDS,
    "DatasetSpec": TypeAdapter(DatasetSpec),
    "EventSpec": EVENTS,
    "LayerSpec": TypeAdapter(LayerSpec),
    "LossSpec": TypeAdapter(LossSpec),
    "OptimiserSpec": TypeAdapter(OptimiserSpec),
    "ScheduleSpec": TypeAdapter(ScheduleSpec),
    "ProblemDetails": TypeAdapter(ProblemDetails),
    "SocketMessageSpec": SOCKET_MESSAGES,
    "UploadOptions": TypeAdapter(UploadOptions),
    "ViewSpec": TypeAdapter(ViewSpec),
}
"""What no route names by itself: the words of the WebSocket, and unions that the page's types want a name for."""

_UNIONS |= {
    model.__name__: TypeAdapter(model)
    for module in (people, projects, load)
    for model in vars(module).values()
    if isinstance(model, type) and issubclass(model, BaseModel) and model.__module__ == module.__name__
}

_DESCRIPTION = f"""Train networks and look into them.

Besides what is listed here there is one WebSocket at `/api/v1/socket` (subprotocol `{SUBPROTOCOL}`): a browser sends
`SocketMessageSpec`, the server answers with `EventSpec` as text and with frames as binary messages.
Every refusal is `application/problem+json`.

On a laptop there is one owner and no sign-in. On a hosted server browsers are recognised by a cookie, programs send
`Authorization: Bearer <token>` (make one with `POST /api/v1/tokens`), and who has a link to a project or run sends
`Glassnet-Share: <secret>` (on the WebSocket `?share=<secret>`). What somebody may not know of answers 404, like what
there is not.
"""


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of ``app``, made once."""
    if app.openapi_schema is None:
        found = get_openapi(
            title=app.title,
            version=app.version,
            description=_DESCRIPTION,
            routes=app.routes,
            separate_input_output_schemas=False,
        )
        schemas: dict[str, Any] = found.setdefault("components", {}).setdefault("schemas", {})
        _forget_default_refusals(found)
        for schema in schemas.values():
            _restore_null_defaults(schema)
        for adapter_name, adapter in _UNIONS.items():
            schema = adapter.json_schema(ref_template=_REF)
            for name, definition in [*schema.pop("$defs", {}).items(), (adapter_name, schema)]:
                if schemas.setdefault(name, definition) != definition:
                    raise ValueError(f"two schemas are called {name}")
        found["components"]["schemas"] = dict(sorted(schemas.items()))
        app.openapi_schema = found
    return app.openapi_schema


def _restore_null_defaults(schema: dict[str, Any]) -> None:
    """FastAPI leaves out every null, also where null is the default of a field; then types would call it optional."""
    for name, field in schema.get("properties", {}).items():
        if name not in schema.get("required", []) and "default" not in field:
            field["default"] = None


def _forget_default_refusals(found: dict[str, Any]) -> None:
    """FastAPI announces its own form of 422 wherever a path has a parameter; here every refusal is a problem."""
    for operations in found["paths"].values():
        for operation in operations.values():
            if "application/json" in operation["responses"].get("422", {}).get("content", {}):
                del operation["responses"]["422"]
    for name in ("HTTPValidationError", "ValidationError"):
        found["components"]["schemas"].pop(name, None)


def main() -> None:
    """Print the document."""
    from glassnet.api.app import create_app

    json.dump(create_app(Settings()).openapi(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
