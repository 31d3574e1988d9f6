"""Images and tables of one's own, on their way to this server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

from fastapi import Request, Response
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from glassnet.api import strict_json
from glassnet.api.access import Reader, Writer
from glassnet.api.multipart import form
from glassnet.api.problems import HttpProblem
from glassnet.api.routes.answers import WITH_BODY, new_router, refusals
from glassnet.api.routes.datasets import DatasetView, view_of
from glassnet.api.service import Service, service_of
from glassnet.api.uploaded import keep, require_room
from glassnet.api.validation import explain
from glassnet.errors import SpecError
from glassnet.storage.datasets.library import Stored
from glassnet.storage.datasets.options import UploadOptions, UploadQuestion
from glassnet.storage.datasets.uploads import UploadProgress

router = new_router("datasets")

_SCHEMA = UploadOptions.model_json_schema()
_FILE = {"type": "string", "format": "binary"}
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {
                            **_FILE,
                            "description": "A table as CSV; a zip of pictures in one folder for each class; one with a "
                            "table (CSV) of labels, or an npz with an array of images and one of labels. With masks: "
                            "a zip of pictures, or of NIfTI volumes, and their masks (images/7.png and masks/7.png, "
                            "or 7.png and 7_mask.png), an npz with an array of images and one of masks, or a NIfTI "
                            "volume with `masks`.",
                        },
                        "masks": {
                            **_FILE,
                            "description": "The masks, where they are not in `file`: a zip of files with the names of "
                            "the images, or the NIfTI volume that belongs to a NIfTI volume.",
                        },
                        "test": {
                            **_FILE,
                            "description": "Beside a CSV: another with the same columns, whose rows test.",
                        },
                        "labels": {**_FILE, "description": "The table of labels (CSV), where it is not in the zip."},
                        "upload": {
                            "type": "string",
                            "description": "Instead of `file`: the file that a question was about.",
                        },
                        "options": {
                            "type": "string",
                            "contentMediaType": "application/json",
                            "description": "`UploadOptions` as JSON.",
                            "examples": ['{"colours": "grey", "size": [28, 28], "fit": "pad"}'],
                        },
                    },
                },
                "encoding": {"options": {"contentType": "application/json"}},
            }
        },
    }
}


@router.post(
    "/datasets",
    status_code=201,
    response_model=DatasetView,
    summary="Upload images or a table",
    openapi_extra=_FORM,
    responses={
        **refusals(404, 409, *WITH_BODY, 429, 507),
        200: {"model": UploadQuestion, "description": "It takes a choice first: which arrays or columns are meant."},
    },
)
async def upload(request: Request, response: Response, identity: Writer) -> DatasetView | Response:
    """Makes a data set of images with labels or masks, or of a table; equal ones make the same. Nothing is executed.

    Of a table delimiter, decimal mark, encoding and header are found out, and which column is to be learned; a run
    chooses otherwise if it likes. What is wrong in it is told with its row and column, 1-based as in a spreadsheet.

    Whatever values or colours mark the classes in masks, they become numbers from 0 on. Sizes, fit and colours are
    chosen by `options`. When it is not clear which arrays or columns hold what, the answer has status 200 and asks;
    answer by sending `upload` and `options`.
    """
    service = service_of(request)
    await require_room(identity, service)
    async with service.uploads.of(identity.id):
        async with form(request, service.settings.max_upload_bytes, service.library.folder) as fields:
            options = _options(fields)
            token = await _token(fields, service)
        found = await _while_there(request, service.uploads.read(token, options, identity.id))
        if isinstance(found, UploadQuestion):
            return Response(found.model_dump_json(), 200, media_type="application/json")
        found = await keep(identity, found, service, time.time())
    response.headers["Location"] = f"/api/v1/datasets/{found.id}"
    return view_of(found)


@router.get("/uploads", summary="How far one's own upload is")
async def progress(request: Request, identity: Reader) -> UploadProgress:
    """Ask now and then while `POST /datasets` is under way: which row of about how many is being read."""
    return await asyncio.to_thread(service_of(request).uploads.progress, identity.id)


async def _while_there(request: Request, work: Coroutine[Any, Any, Stored | UploadQuestion]) -> Stored | UploadQuestion:
    """What comes of reading a file, which ends when whoever sent it has gone: who cancels can send anew at once.

    Raises:
        HttpProblem: 408 when they have gone.
    """
    doing, gone = asyncio.ensure_future(work), asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait([doing, gone], return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise HttpProblem(408, "cancelled", "The upload was cancelled while it was read.", "Send it again.")
        return doing.result()
    finally:
        for one in (doing, gone):
            one.cancel()
        await asyncio.wait([doing, gone])


def _options(fields: FormData) -> UploadOptions:
    text = fields.get("options", "{}")
    if not isinstance(text, str):
        raise SpecError("options", "The options came as a file.", "Send them as a field with JSON.", "options")
    value = strict_json.parse(text or "{}")
    try:
        return UploadOptions.model_validate_json(text or "{}", strict=True)
    except ValidationError as error:
        raise explain(error.errors(include_url=False, include_input=False), value, _SCHEMA, "options") from None


async def _token(fields: FormData, service: Service) -> str:
    """The file that is meant: the one that comes with the form, or the one a question was about."""
    known, files = fields.get("upload"), fields.getlist("file")
    if isinstance(known, str) and known and not files:
        return known
    if len(files) != 1 or not isinstance(files[0], UploadFile):
        detail = f"{len(files)} files came; a data set is made of one." if files else "No file came."
        raise SpecError(
            "no_file" if not files else "many_files",
            detail,
            "Pack the pictures into one zip, a folder for each class, or a folder of images and one of masks. "
            "To ask a network about a single picture, give it to the prediction of a run.",
            "file",
        )
    beside = {name: one.file for name in ("labels", "masks", "test") if isinstance(one := fields.get(name), UploadFile)}
    return await service.uploads.take(
        files[0].file, files[0].filename or "", beside.get("labels"), beside.get("masks"), beside.get("test")
    )
