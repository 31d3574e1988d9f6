"""Compiled programs on the disk that are no longer what was written there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
import jax
from glassnet.engine.setup import configure

folder, how = Path(sys.argv[1]), sys.argv[2]
hits = []
jax.monitoring.register_event_listener(lambda event, **_: hits.append(event))
configure(folder)

def computed():
    hits.clear()
    jax.clear_caches()
    value = float(jax.jit(lambda x: 3.0 * x + 1.0)(2.0))
    return value, "/jax/compilation_cache/cache_hits" in hits

assert computed() == (7.0, False)
assert computed() == (7.0, True), "it was read back"
kept = [one for one in folder.rglob("*-cache") if one.is_file()]
assert kept
for one in kept:
    body = one.read_bytes()
    half = len(body) // 2
    one.write_bytes({"flipped": body[:half] + bytes([body[half] ^ 255]) + body[half + 1:],
                     "cut": body[:half], "empty": b"", "other": b"no program" * 100}[how])
assert computed() == (7.0, False)
print("computed")
"""


@pytest.mark.fault(42)
@pytest.mark.parametrize("how", ["flipped", "cut", "empty", "other"])
def test_a_damaged_program_is_compiled_anew(tmp_path: Path, how: str) -> None:
    command = [sys.executable, "-P", "-c", PROGRAM, str(tmp_path), how]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=os.environ | {"PYTHONPATH": ""})
    assert done.stdout.splitlines()[-1:] == ["computed"], done.stderr[-2000:]
