"""What the processor at hand offers, and machine code for it."""

from __future__ import annotations

import ctypes
import threading
from functools import lru_cache
from typing import Any, NamedTuple

try:
    import llvmlite.binding as llvm
except ImportError:  # no wheel for this platform: XLA's forms are used
    llvm = None

_LEVEL = 2
_lock = threading.Lock()
_kept: list[Any] = []
"""Engines that own the code: it is there as long as the process."""


class Machine(NamedTuple):
    """A processor.

    Attributes:
        name: LLVM's name of it.
        features: what it can do, as LLVM writes it.
        lanes: float32 numbers of one vector.
        registers: vectors it holds at once.
    """

    name: str
    features: str
    lanes: int
    registers: int


@lru_cache(maxsize=1)
def here() -> Machine | None:
    """This machine; None where a kernel of ours would have no fused multiplication, or LLVM is missing."""
    if llvm is None:
        return None
    with _lock:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        found = llvm.get_host_cpu_features()
        name, features = llvm.get_host_cpu_name(), found.flatten()
    if found.get("avx512f"):
        return Machine(name, features, 16, 32)
    if found.get("avx2") and found.get("fma"):
        return Machine(name, features, 8, 16)
    if found.get("neon"):
        return Machine(name, features, 4, 32)
    return None


def compiled(machine: Machine, text: str, name: str) -> ctypes.c_void_p:
    """The address of the function ``name`` of a module in LLVM's language."""
    with _lock:
        module = llvm.parse_assembly(text)
        module.verify()
        target = llvm.Target.from_default_triple().create_target_machine(
            cpu=machine.name, features=machine.features, opt=_LEVEL, jit=True
        )
        tuning = llvm.create_pipeline_tuning_options(speed_level=_LEVEL)
        tuning.loop_unrolling = tuning.loop_vectorization = tuning.slp_vectorization = False
        passes = llvm.create_pass_builder(target, tuning)
        passes.getModulePassManager().run(module, passes)
        engine = llvm.create_mcjit_compiler(module, target)
        engine.finalize_object()
        _kept.append(engine)
        return ctypes.c_void_p(engine.get_function_address(name))
