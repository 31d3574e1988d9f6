"""Runs a script in Node that drives a real browser, and reads the line of JSON it ends with."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def browse(script: str, *arguments: object) -> dict[str, Any]:
    """What ``script``, a file beside this one, found.

    Raises:
        RuntimeError: when it failed.
    """
    bundled = ROOT / ".venv" / "node" / "node"
    node = str(bundled) if bundled.exists() else shutil.which("node") or "node"
    command = [node, str(Path(__file__).with_name(script)), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    if done.returncode:
        raise RuntimeError(f"the browser failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
