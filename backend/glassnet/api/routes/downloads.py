"""Published data sets on their way to this server."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Path, Request

from glassnet.api.access import Reader, TeacherOnly, Writer
from glassnet.api.routes.answers import Answer, new_router, refusals
from glassnet.api.service import service_of
from glassnet.storage.datasets.downloads import Download

router = new_router("datasets")

DownloadId = Annotated[str, Path(description="One of the ids that `/downloads` lists.", examples=["mnist"])]


class DownloadPage(Answer):
    """All published data sets."""

    items: list[Download]


@router.get("/downloads", summary="Which published data sets are here")
async def read_downloads(request: Request, identity: Reader) -> DownloadPage:
    """Every data set that can be downloaded, and how far it is. Ask again, once a second, while one is `loading`."""
    return DownloadPage(items=await asyncio.to_thread(service_of(request).downloads.all))


@router.post("/downloads/{id}", status_code=202, summary="Start or continue a download", responses=refusals(404))
async def start_download(id: DownloadId, request: Request, identity: Writer) -> Download:
    """Begins to download, goes on with what was interrupted, or joins what is under way; the answer comes at once."""
    return service_of(request).downloads.start(id)


@router.delete("/downloads/{id}", summary="Cancel a download", responses=refusals(404))
async def cancel_download(id: DownloadId, request: Request, identity: TeacherOnly) -> Download:
    """Stops it; what has come is kept and continued next time. One that is ready stays."""
    return await service_of(request).downloads.cancel(id)
