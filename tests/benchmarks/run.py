"""Run the benchmarks: ``python tests/benchmarks/run.py [engine] [system] …``; all parts without arguments.

Each part runs in a process of its own. The parts of the engine alone are pinned to one core.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

PARTS = {
    "engine": 1,
    "images": 1,
    "images_live": 0,
    "unet": 1,
    "unet_live": 0,
    "segmentation": 0,
    "page": 0,
    "latency": 0,
    "system": 0,
    "crowd": 0,
    "classroom": 0,
    "sign_ins": 0,
    "csv_tables": 0,
}
"""Parts and how many cores they are pinned to; 0 leaves them all."""


def main(parts: list[str]) -> int:
    """Run ``parts`` one after the other; the exit code is 1 when one of them broke."""
    root = Path(__file__).resolve().parents[2]
    broke = False
    for part in parts or list(PARTS):
        if part not in PARTS:
            print(f"there is no benchmark '{part}'; choose from {', '.join(PARTS)}")
            return 2
        environment = {**os.environ, "GLASSNET_BENCH_CHILD": "1", "JAX_PLATFORMS": "cpu"}
        broke |= (
            subprocess.run([sys.executable, "-m", "tests.benchmarks.run", part], cwd=root, env=environment).returncode
            != 0
        )
    return int(broke)


def child(part: str) -> None:
    """Run one part in this process and print its rows."""
    cores = PARTS[part]
    if cores and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-cores:])
    for row in importlib.import_module(f"tests.benchmarks.{part}").rows():
        print(row.line(), flush=True)


if __name__ == "__main__":
    if os.environ.get("GLASSNET_BENCH_CHILD"):
        child(sys.argv[1])
    else:
        sys.exit(main(sys.argv[1:]))
