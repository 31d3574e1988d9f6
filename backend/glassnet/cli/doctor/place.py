"""Where a server lives: its settings, its folder and disk, the page, and whether it answers."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

import httpx

from glassnet.api.page import STATIC
from glassnet.cli.doctor.finding import Finding
from glassnet.errors import GlassnetError
from glassnet.settings import Settings
from glassnet.storage.restore import refuse_half_restored

GB = 1e9
FAULT_GB, WARNING_GB = 0.2, 2.0
"""Free disk below which nothing can be saved soon, and below which it is time to make room."""

SKEW_S = 2.0
ANSWER_S = 3.0


def settings(given: Settings) -> list[Finding]:
    """Whether a server may start with these settings, and whom it lets in."""
    if reasons := given.unsafe():
        return [
            Finding("settings", "fault", reason, "A server with these settings does not start.") for reason in reasons
        ]
    if given.lets_strangers_in:
        detail = f"Whoever reaches {given.host} may do everything."
        return [Finding("settings", "warning", detail, "Set GLASSNET_TOKEN, or serve a class with --hosted.")]
    if given.hosted and given.allow_http and not given.https:
        detail = f"Passwords cross the network readable ({given.public_url})."
        return [Finding("settings", "warning", detail, "Put a proxy with TLS in front; see docs/class.md.")]
    who = f"a class at {given.public_url}" if given.hosted else f"one owner at {given.host}"
    return [Finding("settings", "ok", f"For {who}.")]


def page(folder: Path = STATIC) -> Finding:
    """Whether the page is built."""
    if (folder / "index.html").is_file() and any((folder / "assets").glob("*.js")):
        return Finding("page", "ok", "It is built.")
    return Finding("page", "fault", f"{folder} lacks the page.", "In a checkout: `make run`. Otherwise install anew.")


def data_folder(folder: Path) -> list[Finding]:
    """Whether the data folder can be written, how full its disk is, and whether its clock is this machine's."""
    if not folder.exists():
        above = next(one for one in folder.absolute().parents if one.exists())
        if not above.is_dir() or not os.access(above, os.W_OK):
            hint = "Name another with --data-dir or GLASSNET_DATA_DIR."
            return [Finding("data folder", "fault", f"{folder} is not there and cannot be made in {above}.", hint)]
        return [Finding("data folder", "ok", f"{folder} is made when the server starts."), _disk(above)]
    try:
        refuse_half_restored(folder)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as probe:
            probe.write(b"x" * 4096)
            probe.flush()
            os.fsync(probe.fileno())
            late = time.time() - os.fstat(probe.fileno()).st_mtime
    except GlassnetError as error:
        return [Finding("data folder", "fault", error.detail, error.hint), _disk(folder)]
    except OSError as error:
        hint = "Let the user of the server own it, on a disk that is mounted for writing."
        return [Finding("data folder", "fault", f"{folder} cannot be written: {error.strerror}.", hint), _disk(folder)]
    return [_owned(folder), _disk(folder), _clock(late)]


def _owned(folder: Path) -> Finding:
    owner, us = folder.stat().st_uid, getattr(os, "geteuid", lambda: None)()
    if us is not None and owner != us:
        hint = "Run this as the user of the server: what another user makes there, the server may be unable to change."
        return Finding("data folder", "warning", f"{folder} belongs to user {owner}; this is user {us}.", hint)
    return Finding("data folder", "ok", f"{folder} can be written.")


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free / GB
    detail = f"{free:,.1f} GB are free."
    if free < FAULT_GB:
        hint = "Make room now: edits are refused and runs are no longer saved when it is full."
        return Finding("disk", "fault", detail, hint)
    if free < WARNING_GB:
        return Finding("disk", "warning", detail, f"Make room, or move the data: have at least {WARNING_GB:g} GB free.")
    return Finding("disk", "ok", detail)


def _clock(late_s: float) -> Finding:
    if abs(late_s) > SKEW_S:
        detail = f"The data folder's file system is {abs(late_s):.0f} s {'behind' if late_s > 0 else 'ahead'}."
        return Finding(
            "clock of the folder", "warning", detail, "Let both machines take the time from one server (NTP)."
        )
    return Finding("clock of the folder", "ok", f"It agrees within {SKEW_S:g} s.")


def answering(given: Settings) -> Finding:
    """Whether a server answers at the address of the settings, and takes work."""
    host = given.host if given.host not in ("0.0.0.0", "::") else "127.0.0.1"
    address = f"http://[{host}]:{given.port}" if ":" in host else f"http://{host}:{given.port}"
    try:
        answer = httpx.get(f"{address}/api/v1/ready", timeout=ANSWER_S, trust_env=False)
        told = answer.json()
        state = str(told.get("status" if answer.status_code == 200 else "code", ""))
    except (httpx.HTTPError, ValueError, AttributeError):
        return Finding("server", "ok", f"None answers at {address}; the other lines say whether one could start.")
    if answer.status_code == 200 and state == "ready":
        return Finding("server", "ok", f"It takes work at {address}.")
    if state == "saturated":
        hint = "Wait, or raise GLASSNET_MAX_LIVE_RUNS if there is memory for more."
        return Finding("server", "warning", f"It has no place free for a further run, at {address}.", hint)
    detail = ""
    with contextlib.suppress(AttributeError):
        detail = str(told.get("detail") or "")
    return Finding("server", "warning", f"It takes no work at {address}: {detail or state}", "Its log says why.")
