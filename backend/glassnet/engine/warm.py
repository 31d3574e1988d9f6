"""Compile what most learners open first before they ask for it."""

from __future__ import annotations

from glassnet.engine.trainer import prepare
from glassnet.spec.templates import TEMPLATES


def warm() -> None:
    """Compile the programs of all templates; from the second start on they come from the cache on disk."""
    for template in TEMPLATES:
        prepare(template.spec)
