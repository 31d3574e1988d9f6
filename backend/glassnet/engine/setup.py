"""JAX as this process uses it. Called once, before the first array is made."""

from __future__ import annotations

import contextlib
import ctypes
import os
from pathlib import Path

import jax

_FLAGS = "--xla_cpu_multi_thread_eigen=false"
"""One run computes on one processor; runs share a host by taking turns, not by dividing their operations."""

_THREADS = "1"
"""Threads of XLA's pools. With more, small programs wander between processors: `make bench` lost a tenth."""

_MALLOC = {-4: 0, -1: 2**31 - 1, -2: 2**26, -8: 1}
"""glibc: M_MMAP_MAX, M_TRIM_THRESHOLD, M_TOP_PAD, M_ARENA_MAX. Large buffers stay with the process: without this every
update of a convolutional network gets its memory anew from the system, page by page. XLA runs programs in a thread of
its own, and only the first arena keeps more than 64 MB: with one for each thread a U-Net trained at half the speed."""

_folder: Path | None = None


def configure(cache_dir: Path | None, library: Path | None = None) -> None:
    """Prepare JAX.

    Args:
        cache_dir: folder of the persistent cache of compiled programs, keyed by version and flags.
        library: folder of stored data sets.
    """
    global _folder
    _folder = library
    keep_memory()
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    if _FLAGS.split("=")[0] not in os.environ.get("XLA_FLAGS", ""):
        os.environ["XLA_FLAGS"] = (os.environ.get("XLA_FLAGS", "") + " " + _FLAGS).strip()
    os.environ.setdefault("NPROC", _THREADS)
    if cache_dir is not None:
        folder = cache_dir / f"jax-{jax.__version__}"
        folder.mkdir(parents=True, exist_ok=True)
        jax.config.update("jax_compilation_cache_dir", str(folder))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)


def keep_memory() -> None:
    """Have the C library keep freed buffers; where there is no glibc nothing happens."""
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        for parameter, value in _MALLOC.items():
            mallopt(parameter, value)


def give_back() -> None:
    """Return to the system what was freed: compiling needs hundreds of megabytes for a moment."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def library() -> Path | None:
    """Folder of stored data sets, if `configure` was told one."""
    return _folder


def device_name() -> str:
    """The kind of device that trains: ``CPU`` or the name of the accelerator."""
    device = jax.devices()[0]
    return "CPU" if device.platform == "cpu" else str(device.device_kind)
