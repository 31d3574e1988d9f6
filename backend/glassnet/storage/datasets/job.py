"""Reads foreign files in a process of its own that may be killed: what it makes of them is all that comes back."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from glassnet.errors import GlassnetError, LimitError

MEMORY_BYTES = 3 << 30
SPARE_BYTES = 32 << 20
TIME_S = 180.0
UNREADABLE = "unreadable"
"""Code of the refusal of a file that the reader stumbles over without knowing why."""
TEST = "test"
"""Name of the file of rows to test with that came beside a table."""
MASKS = "masks"
"""Name of the file of masks that came beside an upload."""
_HINT = "Make it smaller: fewer images, or smaller ones."


class Job(BaseModel):
    """What the process is to do.

    Attributes:
        task: read files of a published data set, or an uploaded file.
        files: what to read.
        target: an empty folder; arrays go there.
        argument: what the published data set must be, or the options of the upload as JSON.
        title: how the file was called, for people.
        progress: where it is written how far the reading is; nowhere when left out.
    """

    model_config = ConfigDict(frozen=True)

    task: Literal["published", "upload"]
    files: list[Path]
    target: Path
    argument: str
    title: str = ""
    progress: Path | None = None
    memory_bytes: int = MEMORY_BYTES
    time_s: float = TIME_S


class ReadError(GlassnetError):
    """A file that cannot be read as images with labels."""

    def __init__(self, code: str, detail: str, hint: str, where: str = "file", status: int = 422) -> None:
        super().__init__(code, detail, hint, where)
        self.status = status


def disk_full() -> ReadError:
    """The refusal while the disk has no room."""
    return ReadError("disk_full", "The disk of the server is full.", "Delete data sets or runs first.", "", 507)


def make_room(folder: Path, needed: int) -> None:
    """Make sure that ``needed`` bytes fit: writing to a mapped file on a full disk would end the process.

    Raises:
        ReadError: ``disk_full``.
    """
    if shutil.disk_usage(folder).free < needed + SPARE_BYTES:
        raise disk_full()


async def perform(job: Job) -> dict[str, Any]:
    """Do ``job`` in a new process.

    Raises:
        ReadError: what the process found wrong with the files; ``unreadable`` when it broke on them.
        LimitError: when it needed too much time or memory.
    """
    # Not asyncio's: under uvloop it runs what is registered for forks, and JAX warns of them.
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "glassnet.storage.datasets.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )
    talk = asyncio.ensure_future(asyncio.to_thread(process.communicate, job.model_dump_json().encode()))
    try:
        async with asyncio.timeout(job.time_s + 10):
            said, complaint = await asyncio.shield(talk)
    except TimeoutError:
        raise LimitError("file_too_slow", f"Reading the file took more than {job.time_s:.0f} s.", _HINT) from None
    finally:
        process.kill()
        await talk
    try:
        answer: dict[str, Any] = json.loads(said)
    except ValueError:
        raise _died(process.returncode, complaint) from None
    if "error" in answer:
        raise ReadError(**answer["error"])
    return answer


def _died(code: int | None, complaint: bytes) -> Exception:
    """The process said nothing: the system ended it, or it ran out of what it was given."""
    if (code is not None and code < 0) or b"MemoryError" in complaint:
        return LimitError("file_too_heavy", "Reading the file needed more memory or time than is allowed.", _HINT)
    said = complaint[-2000:].decode(errors="replace")
    if b"Traceback" not in complaint:
        return RuntimeError(f"reading a file ended with {code}: {said}")
    import structlog  # late: the process that reads does without it

    structlog.get_logger(__name__).error("reading_broke", code=code, complaint=said)
    return ReadError(
        UNREADABLE,
        "The file cannot be read: it holds something that the reader does not expect.",
        "Save it again in a plainer form; the server's log says more.",
    )
