"""Trainers without pictures: what a test does not use is not compiled."""

from __future__ import annotations

from glassnet.engine import Trainer, program_for
from glassnet.spec import RunSpec


def begun(spec: RunSpec) -> Trainer:
    """A trainer at step 0 whose programs are compiled when they are first used."""
    return Trainer(spec, program_for(spec)[0])
