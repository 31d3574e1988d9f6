"""The engine: specifications in, compiled JAX functions, trained weights and pictures out. It knows no sockets."""

from glassnet.engine.prepare import prepare, warm
from glassnet.engine.program import Program, program_for
from glassnet.engine.results import Advance, Ended, Looked
from glassnet.engine.setup import configure, device_name
from glassnet.engine.trainer import Trainer

__all__ = [
    "Advance",
    "Ended",
    "Looked",
    "Program",
    "Trainer",
    "configure",
    "device_name",
    "prepare",
    "program_for",
    "warm",
]
