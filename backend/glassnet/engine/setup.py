"""JAX as this process uses it. Called once, before the first array is made."""

from __future__ import annotations

import os
from pathlib import Path

import jax

_FLAGS = "--xla_cpu_multi_thread_eigen=false"
"""One run computes on one processor; runs share a host by taking turns, not by dividing their operations."""

_THREADS = "1"
"""Threads of XLA's pools. With more, small programs wander between processors: `make bench` lost a tenth."""


def configure(cache_dir: Path | None) -> None:
    """Prepare JAX: a persistent cache of compiled programs under ``cache_dir``, keyed by version and flags."""
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    if _FLAGS not in os.environ.get("XLA_FLAGS", ""):
        os.environ["XLA_FLAGS"] = (os.environ.get("XLA_FLAGS", "") + " " + _FLAGS).strip()
    os.environ.setdefault("NPROC", _THREADS)
    if cache_dir is not None:
        folder = cache_dir / f"jax-{jax.__version__}"
        folder.mkdir(parents=True, exist_ok=True)
        jax.config.update("jax_compilation_cache_dir", str(folder))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)


def device_name() -> str:
    """The kind of device that trains: ``CPU`` or the name of the accelerator."""
    device = jax.devices()[0]
    return "CPU" if device.platform == "cpu" else str(device.device_kind)
