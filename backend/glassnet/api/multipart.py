"""How a form with files is read: to the disk, bounded in bytes and in time."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect
from starlette.types import Message

from glassnet.api.problems import HttpProblem
from glassnet.errors import LimitError, SpecError
from glassnet.storage.datasets.job import disk_full

SILENCE_S = 30.0
"""A browser that sends nothing for this long has gone."""

_MOST_FILES = 64
_MOST_FIELDS = 8
_MOST_FIELD_BYTES = 64 << 10


@asynccontextmanager
async def form(request: Request, most_bytes: int) -> AsyncIterator[FormData]:
    """The fields and files of a ``multipart/form-data`` body; the files are deleted in the end.

    Raises:
        LimitError: ``upload_too_large``, as soon as it is known.
        HttpProblem: 415 when it is no such form, 408 when it stops coming.
        SpecError: when it cannot be taken apart.
        ReadError: ``disk_full``.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise HttpProblem(
            415, "media_type", "The body is not declared as a form with files.", "Send multipart/form-data."
        )
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > most_bytes:
        raise _too_large(most_bytes)
    bounded = Request(request.scope, _bounded(request, most_bytes))
    try:
        found = await bounded.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_MOST_FIELD_BYTES)
    except (HTTPException, MultiPartException, UnicodeDecodeError, ValueError) as error:
        detail = str(getattr(error, "detail", error))[:200]
        raise SpecError(
            "form", f"The form cannot be read: {detail}.", "Send one file and, if need be, options as JSON."
        ) from None
    except OSError as error:
        raise disk_full() if error.errno == errno.ENOSPC else error from None
    except ClientDisconnect:
        raise HttpProblem(
            408, "slow_body", "The connection ended in the middle of the file.", "Send it again."
        ) from None
    try:
        yield found
    finally:
        await found.close()


def _bounded(request: Request, most_bytes: int):  # type: ignore[no-untyped-def]
    size = 0

    async def receive() -> Message:
        nonlocal size
        try:
            async with asyncio.timeout(SILENCE_S):
                message = await request.receive()
        except TimeoutError:
            raise HttpProblem(
                408, "slow_body", f"Nothing came for {SILENCE_S:.0f} s.", "Send the file again."
            ) from None
        size += len(message.get("body", b""))
        if size > most_bytes:
            raise _too_large(most_bytes)
        return message

    return receive


def _too_large(most_bytes: int) -> LimitError:
    return LimitError(
        "upload_too_large",
        f"The upload is larger than {most_bytes:,} bytes.",
        "Make the pictures smaller, for example 64 × 64 pixels, or take fewer of them.",
    )
