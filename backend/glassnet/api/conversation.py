"""What one browser may say, and how often: the state of a socket without the socket."""

from __future__ import annotations

from typing import Any, NamedTuple

from glassnet.api import strict_json
from glassnet.api.validation import exactly
from glassnet.errors import GlassnetError
from glassnet.protocol.events import Problem
from glassnet.protocol.socket import SOCKET_MESSAGES, SUBPROTOCOL, SocketMessageSpec

CLOSE_FLOOD = 1008
CLOSE_TOO_SLOW = 1013
CLOSE_OLD_PROTOCOL = 4400

MESSAGES_PER_S = 200.0
BURST = 400.0
BYTES_PER_MESSAGE = 4096
"""A message of so many bytes counts as one more."""
MOST_MALFORMED = 20
_SCHEMA = SOCKET_MESSAGES.json_schema()


class Closing(NamedTuple):
    """The socket is to be closed, and why."""

    code: int
    reason: str


Heard = SocketMessageSpec | Problem | Closing


def refusal(offered: list[str]) -> Closing | None:
    """Why a handshake with these subprotocols is refused, or ``None``."""
    if SUBPROTOCOL in offered:
        return None
    return Closing(CLOSE_OLD_PROTOCOL, f"this server speaks {SUBPROTOCOL}; reload the page")


class Conversation:
    """Reads what a browser says, and loses patience with floods and with nonsense.

    Args:
        now: monotonic seconds.
    """

    def __init__(self, now: float) -> None:
        self._tokens = BURST
        self._counted_at = now
        self._malformed = 0

    def hear(self, said: str | bytes, now: float) -> Heard:
        """What a message means: itself, a problem to answer with, or the end.

        Args:
            said: a text message; binary ones are refused.
            now: monotonic seconds.
        """
        self._tokens = min(BURST, self._tokens + (now - self._counted_at) * MESSAGES_PER_S)
        self._counted_at = now
        self._tokens -= 1 + len(said) // BYTES_PER_MESSAGE
        if self._tokens < 0:
            return Closing(CLOSE_FLOOD, f"more than {MESSAGES_PER_S:.0f} messages a second")
        heard = _read(said)
        self._malformed = self._malformed + 1 if isinstance(heard, Problem) else 0
        if self._malformed >= MOST_MALFORMED:
            return Closing(CLOSE_FLOOD, f"{MOST_MALFORMED} malformed messages in a row")
        return heard


def problem(error: GlassnetError, said: Any = None) -> Problem:
    """The event that says ``error``, addressed as the message ``said`` was."""
    fields = said if isinstance(said, dict) else {}
    return Problem(
        id=_name(fields.get("id")),
        run=_name(fields.get("run")),
        code=error.code,
        detail=error.detail,
        hint=error.hint,
        where=error.where,
    )


def _read(said: str | bytes) -> SocketMessageSpec | Problem:
    value: Any = None
    try:
        if isinstance(said, bytes):
            raise strict_json.JsonError("binary", "A browser sends text here, not bytes.", "Send JSON as text.")
        value = strict_json.parse(said)
        return exactly(said, value, SOCKET_MESSAGES, lambda: _SCHEMA)
    except GlassnetError as error:
        return problem(error, value)


def _name(value: Any) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 64 else None
