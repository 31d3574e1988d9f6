"""Whether the page stays smooth: animation frames a second while every feature map of a network changes."""

from __future__ import annotations

from tests.serving import serving, until_workers

from .browsing import browse
from .table import Row

TEMPLATES = ("LeNet", "Tiny VGG")


def rows() -> list[Row]:
    """One row for each template."""
    found = []
    with serving(workers=1) as server:
        until_workers(server)
        for template in TEMPLATES:
            seen = browse("maps.mjs", f"http://{server.address}/", template)
            what = f"{template}, {seen['maps']} maps at {seen['messages_per_s']:.0f} Hz: the page's frames"
            found.append(Row("page", what, seen["frames_per_s"], "Hz", 50))
    return found
