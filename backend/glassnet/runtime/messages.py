"""A message on its way to a socket: encoded once, by the worker, and forwarded as it is."""

from __future__ import annotations

from typing import Literal

import msgspec

from glassnet.protocol.events import Event

Supersede = Literal["keep", "append", "latest"]


class Message(msgspec.Struct, frozen=True, array_like=True):
    """One event or frame of a run.

    Attributes:
        kind: the event's ``type``, or ``frame``.
        key: what a ``latest`` message replaces, and what an ``append`` message continues; unique over all runs.
        supersede: whether a newer message of the same key replaces it.
        data: the JSON text (UTF-8) or the frame.
        run: id of the run, empty for messages of a socket itself.
        placement: the placement of the run that made it; 0 when the server itself did.
    """

    kind: str
    key: str
    supersede: Supersede
    data: bytes
    run: str = ""
    placement: int = 0

    @property
    def binary(self) -> bool:
        """Whether it goes out as a binary message."""
        return self.kind == "frame"


def from_event(event: Event, key: str = "", placement: int = 0) -> Message:
    """The message that carries an event.

    Args:
        event: the event.
        key: tells apart what may stand side by side in one run, such as the path of a live value.
        placement: the placement of the run that made it.
    """
    run = str(getattr(event, "run", None) or "")
    kind = str(type(event).model_fields["type"].default)
    data = msgspec.json.encode(event.model_dump(mode="json"))
    return Message(kind, f"{run}/{kind}/{key}", event.supersede, data, run, placement)
