"""How a form with files is read: to the disk, bounded in bytes and in time."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile

from fastapi import Request
from starlette.datastructures import FormData, Headers
from starlette.formparsers import MultiPartException, MultiPartParser
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
async def form(request: Request, most_bytes: int, folder: Path) -> AsyncIterator[FormData]:
    """The fields and files of a ``multipart/form-data`` body; the files are deleted in the end.

    Args:
        request: that brings it.
        most_bytes: of the whole body.
        folder: where files are kept that are larger than a megabyte; it is made when it is not there.

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
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        async with aclosing(bounded.stream()) as stream:
            found = await _Parser(request.headers, stream, folder).parse()
    except (MultiPartException, UnicodeDecodeError, ValueError) as error:
        detail = str(getattr(error, "message", error))[:200]
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


class _Parser(MultiPartParser):
    """Keeps files where the server keeps its data: the system's folder for temporary files may be memory."""

    def __init__(self, headers: Headers, stream: AsyncGenerator[bytes, None], folder: Path) -> None:
        super().__init__(
            headers, stream, max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_MOST_FIELD_BYTES
        )
        self._folder = folder

    def on_headers_finished(self) -> None:
        super().on_headers_finished()
        upload = self._current_part.file
        if upload is not None:
            upload.file.close()
            kept = SpooledTemporaryFile(max_size=self.spool_max_size, dir=str(self._folder))  # noqa: SIM115
            self._files_to_close_on_error.append(kept)
            upload.file = kept  # type: ignore[assignment]


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
