"""Whether workers start and compute, as the server would have them, in a folder that is thrown away."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from glassnet.cli.doctor.finding import Finding
from glassnet.errors import GlassnetError
from glassnet.runtime.pool import Pool, open_pool
from glassnet.settings import Settings
from glassnet.spec import RunSpec
from glassnet.spec.templates import TEMPLATES
from glassnet.storage.database import Database

WORKER_S = 90.0
TRIAL_S = 120.0
EPOCHS = 2


async def workers(given: Settings) -> Finding:
    """Start a worker and let it train a small network to the end."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="glassnet-doctor-") as folder:
        place = Path(folder)
        changed = {"data_dir": place, "workers": 1, "hosted": False, "executor": "local", "database_url": ""}
        settings = given.model_copy(update=changed)
        pool = open_pool(settings, Database(place / "doctor.sqlite"))
        await pool.start()
        try:
            async with asyncio.timeout(WORKER_S):
                state = await _trained(pool)
        except TimeoutError:
            state = "no worker came up" if not pool.devices() else "the run did not end"
            state = f"within {WORKER_S:g} s {state}"
        except GlassnetError as error:
            state = error.detail
        finally:
            await pool.close(1.0)
    if state != "finished":
        hint = "`glassnet serve` here tells in its log why workers die; is there memory for them?"
        return Finding("workers", "fault", f"A worker was started, but {state}.", hint)
    return Finding("workers", "ok", f"One started, trained and saved, in {time.monotonic() - began:.1f} s.")


def _spec() -> RunSpec:
    spec = TEMPLATES[0].spec
    return spec.model_copy(update={"training": spec.training.model_copy(update={"max_epochs": EPOCHS})})


async def _trained(pool: Pool) -> str:
    """How a small run ended."""
    while not pool.devices():
        await asyncio.sleep(0.1)
    made = await pool.create(_spec(), start=True)
    while (run := await pool.get(made.id)).status in ("created", "queued", "compiling", "running"):
        await asyncio.sleep(0.1)
    return run.status if run.status == "finished" else f"its run {run.status}"


def computing(given: Settings) -> list[Finding]:
    """Whether compiled programs are kept beside the data, and whether the kernels of convolutions are usable."""
    kept = given.data_dir / "compiled"
    with contextlib.ExitStack() as stack:
        try:
            above = kept if kept.is_dir() else None
            folder = stack.enter_context(tempfile.TemporaryDirectory(dir=above, prefix="doctor-"))
        except OSError as error:
            hint = "Let the user of the server own it; until then every network is compiled anew after a start."
            return [Finding("compile cache", "warning", f"{kept} cannot be written: {error.strerror}.", hint)]
        try:
            told = _tried(Path(folder))
        except (subprocess.SubprocessError, OSError, ValueError) as error:
            return [Finding("computing", "fault", f"JAX computes nothing here: {_last(error)}", "Install anew.")]
    return [_cache(kept, told), _kernels(told)]


def _tried(folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-P", "-m", "glassnet.cli.doctor.trial", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TRIAL_S, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _last(error: Exception) -> str:
    """The last line that a process wrote, or what else is known."""
    said = getattr(error, "stderr", None) or str(error)
    return str(said).strip().rpartition("\n")[2][:300]


def _cache(kept: Path, told: dict[str, Any]) -> Finding:
    name = "compile cache"
    if told["cached"]:
        return Finding(
            name, "ok", f"Programs of JAX {told['jax']} ({told['device']}) are kept in {kept} and read back."
        )
    hint = "Delete that folder while the server does not run; it is made anew."
    return Finding(name, "warning", f"A program kept in {kept} was not read back: all is compiled anew.", hint)


def _kernels(told: dict[str, Any]) -> Finding:
    name = "kernels of convolutions"
    if told["kernels"]:
        return Finding(name, "ok", "They are made for this processor and compute what they should.")
    if not told["llvm"]:
        return Finding(name, "warning", "llvmlite is missing: XLA's slower forms are used.", "pip install llvmlite")
    hint = "Networks on images train slower here; all else is the same. They need AVX2 and FMA, AVX-512 or NEON."
    return Finding(name, "warning", "This processor has none: XLA's forms are used.", hint)
