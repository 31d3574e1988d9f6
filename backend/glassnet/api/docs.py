"""The interface's documentation at ``/docs``; it works offline, because Swagger's files come from a package."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response

from glassnet.api.access import anyone

_FILES = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}
_START = """SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  layout: 'BaseLayout',
  validatorUrl: null,
});
"""
_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Glassnet: interface for programs</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="docs"></div>
<noscript>This page needs JavaScript; the same is in <a href="/openapi.json">openapi.json</a>.</noscript>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>
"""


def install(app: FastAPI) -> None:
    """Serve the documentation of ``app``."""
    folder = Path(str(files("fastapi_offline"))) / "static"

    async def docs() -> Response:
        return HTMLResponse(_PAGE, headers={"Cache-Control": "no-cache"})

    async def file(name: str) -> Response:
        if name == "start.js":
            return Response(_START, media_type="text/javascript", headers={"Cache-Control": "no-cache"})
        if name not in _FILES:
            raise HTTPException(404)
        return FileResponse(folder / name, media_type=_FILES[name], headers={"Cache-Control": "max-age=86400"})

    everybody = [Depends(anyone)]
    app.add_api_route("/docs", docs, include_in_schema=False, dependencies=everybody)
    app.add_api_route("/docs/{name}", file, include_in_schema=False, dependencies=everybody)
