"""The process that reads foreign files: bounded, without the network's code, and at an end when it has answered once.

``python -m glassnet.storage.datasets.child`` reads a `Job` as JSON and prints a JSON object.
"""

from __future__ import annotations

import contextlib
import errno
import json
import sys
from typing import Any

from glassnet.errors import GlassnetError
from glassnet.storage.datasets.job import Job, disk_full

with contextlib.suppress(ImportError):  # there is none on Windows; there, only the time is bounded, by the server
    import resource


def main() -> int:
    """Do one job."""
    job = Job.model_validate_json(sys.stdin.buffer.read())
    _bound(job)
    try:
        answer = _answer(job)
    except GlassnetError as error:
        answer = _refusal(error)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        answer = _refusal(disk_full())
    except MemoryError:
        answer = {
            "error": {
                "code": "file_too_heavy",
                "detail": "Reading the file needed more memory than is allowed.",
                "hint": "Make it smaller: fewer images, or smaller ones.",
                "where": "file",
                "status": 413,
            }
        }
    sys.stdout.write(json.dumps(answer))
    return 0


def _refusal(error: GlassnetError) -> dict[str, Any]:
    return {"error": {**error.as_problem(), "status": error.status}}


def _answer(job: Job) -> dict[str, Any]:
    # Imported late: what they load counts against the bounds.
    if job.task == "published":
        from glassnet.storage.datasets.published import read

        return read(job.argument, job.files, job.target)
    from glassnet.storage.datasets.progress import Progress, telling
    from glassnet.storage.datasets.reading import read_upload

    told = telling(job.progress)
    told(Progress("looking"))
    return read_upload(job.files, job.target, job.argument, job.title, told)


def _bound(job: Job) -> None:
    if "resource" not in globals():
        return
    for kind, most in (
        (resource.RLIMIT_AS, job.memory_bytes),
        (resource.RLIMIT_CPU, int(job.time_s)),
        (resource.RLIMIT_FSIZE, job.memory_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard),) * 2)


if __name__ == "__main__":
    sys.exit(main())
