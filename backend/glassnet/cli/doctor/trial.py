"""``python -m glassnet.cli.doctor.trial FOLDER``: compiles and computes in a process of its own, and says what came.

The last line of the output is JSON: ``device``, the version of ``jax``, whether a program that was compiled was
``cached`` on disk and read back, whether our ``kernels`` of convolutions are usable, and whether ``llvm`` is there.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path

IMAGES = 32


def main(folder: Path) -> None:
    """Try; the folder is for the programs and nothing else."""
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    import jax

    from glassnet.engine.setup import configure, device_name
    from glassnet.ops.native import calls

    hits: list[str] = []
    jax.monitoring.register_event_listener(lambda event, **_: hits.append(event))
    configure(folder)
    for _ in range(2):
        jax.clear_caches()  # type: ignore[no-untyped-call]
        assert jax.jit(lambda x: 3.0 * x + 1.0)(2.0) == 7.0
    told = {
        "device": device_name(),
        "jax": jax.__version__,
        "cached": "/jax/compilation_cache/cache_hits" in hits,
        "kernels": calls.usable(IMAGES),
        "llvm": importlib.util.find_spec("llvmlite") is not None,
    }
    sys.stdout.write(f"{json.dumps(told)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
