"""Serves the built page: hashed files for ever, the page itself fresh every time."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

STATIC = Path(__file__).resolve().parent.parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
FRESH = "no-cache"
RESERVED = ("api", "docs", "openapi.json")

_NOT_BUILT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Glassnet: the page is not built</title>
<style>body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem }
code { background: #8883; padding: .1em .4em; border-radius: .3em }</style></head>
<body><h1>The page is not built yet</h1>
<p>The server runs, but the files of its page are missing.</p>
<p>In the folder of the project, <code>make run</code> builds the page and starts the server.
With <code>make dev</code> the page is served by its own development server, on port 5173.</p>
<p>The interface for programs is described at <a href="/docs">/docs</a>.</p></body>
</html>
"""


class Page(StaticFiles):
    """The files of the page; an address that is none of them is answered by the page, which knows its own addresses."""

    def __init__(self, folder: Path = STATIC) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what no route answers; there is only one WebSocket, and that is a route."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
            return
        await super().__call__(scope, receive, send)

    async def check_config(self) -> None:
        """A folder that is not there yet is no mistake: the page may be built while the server runs."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at ``path``, or the page itself."""
        if not (self._folder / "index.html").is_file():
            if path in (".", "index.html"):
                return HTMLResponse(_NOT_BUILT, 503, {"Cache-Control": "no-store"})
            raise HTTPException(404)
        try:
            response = await super().get_response("index.html" if path == "." else path, scope)
        except HTTPException as error:
            if error.status_code != 404 or not _is_page_address(path):
                raise
            response = await super().get_response("index.html", scope)
        hashed = path.startswith("assets/") and response.status_code in (200, 206, 304)
        response.headers["Cache-Control"] = FOR_EVER if hashed else FRESH
        return response


def _is_page_address(path: str) -> bool:
    """Whether a missing file may be an address inside the page: no file name, nothing of the interface."""
    parts = Path(path).parts
    return bool(parts) and parts[0] not in RESERVED and not Path(path).suffix
