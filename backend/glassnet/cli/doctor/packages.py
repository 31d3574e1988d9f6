"""What is installed, against the versions that were tested together."""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

from glassnet.cli.doctor.finding import Finding

LOCK = "requirements.lock"
PLACES = (Path(__file__).resolve().parents[4] / LOCK, Path(sys.prefix) / LOCK)
"""Where the lock is in a checkout, and in the image of the container."""

MOST_NAMED = 5
_LINE = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;]+)")
_NAME = re.compile(r"^[A-Za-z0-9_.-]+")


def packages(places: tuple[Path, ...] = PLACES) -> Finding:
    """Whether every package is there, in the version of the lock."""
    if missing := sorted(name for name in _needed() if _installed(name) is None):
        hint = "Install anew: `make run` in a checkout, or pip install glassnet."
        return Finding("packages", "fault", f"Missing: {', '.join(missing)}.", hint)
    lock = next((place for place in places if place.is_file()), None)
    if lock is None:
        return Finding("packages", "ok", "All are there; no lock came with this installation to compare versions with.")
    differ = _differing(lock.read_text(encoding="utf-8"))
    if not differ:
        return Finding("packages", "ok", "All are there, in the versions that were tested.")
    more = f" and {len(differ) - MOST_NAMED} more" if len(differ) > MOST_NAMED else ""
    detail = f"Other versions than those tested: {', '.join(differ[:MOST_NAMED])}{more}."
    return Finding("packages", "warning", detail, f"pip install -c {lock} glassnet installs the tested ones.")


def _needed() -> set[str]:
    """Names of the packages without which nothing runs."""
    try:
        wanted = metadata.requires("glassnet") or []
    except metadata.PackageNotFoundError:  # run from its sources
        return set()
    names = [_NAME.match(one) for one in wanted if ";" not in one]
    return {found[0] for found in names if found}


def _differing(lock: str) -> list[str]:
    """What is installed in none of the versions that the lock names for it."""
    tested: dict[str, set[str]] = {}
    for line in lock.splitlines():
        if found := _LINE.match(line):
            tested.setdefault(found[1], set()).add(found[2])
    told = []
    for name, versions in tested.items():
        here = _installed(name)
        if here is not None and here not in versions:
            told.append(f"{name} {here} (tested: {' or '.join(sorted(versions))})")
    return told


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
