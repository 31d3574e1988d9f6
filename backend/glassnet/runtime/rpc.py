"""Questions and answers over a socket between the server and a worker process: length-prefixed msgpack, no pickle."""

from __future__ import annotations

import struct
from typing import Any, Literal

import msgspec

from glassnet.runtime.calls import Answer, Call, Fault, Poll

PREFIX = struct.Struct("<I")
LARGEST = 1 << 30


class Ask(msgspec.Struct, frozen=True, tag="ask"):
    """A call; answered by a `Told` with the same number."""

    number: int
    call: Call


class AskPoll(msgspec.Struct, frozen=True, tag="poll"):
    """A long poll; at most one at a time."""

    number: int
    cursor: int
    max_wait: float


class Told(msgspec.Struct, frozen=True, tag="told"):
    """The answer to a question.

    Attributes:
        number: of the question.
        kind: which field holds it.
        value: None, a list of lists of numbers, a `Seen`, or bytes.
        answer, poll, fault: the typed answers.
    """

    number: int
    kind: Literal["value", "answer", "poll", "fault"]
    value: Any = None
    answer: Answer | None = None
    poll: Poll | None = None
    fault: Fault | None = None


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """The first word of a worker: it is ready.

    Attributes:
        device: what it computes on.
        pid: its process id.
    """

    device: str
    pid: int


_encoder = msgspec.msgpack.Encoder()
_questions: msgspec.msgpack.Decoder[Ask | AskPoll] = msgspec.msgpack.Decoder(Ask | AskPoll)
_answers: msgspec.msgpack.Decoder[Told | Hello] = msgspec.msgpack.Decoder(Told | Hello)


def encode(message: Ask | AskPoll | Told | Hello) -> bytes:
    """A message with its length before it."""
    body = _encoder.encode(message)
    return PREFIX.pack(len(body)) + body


def decode_question(body: bytes) -> Ask | AskPoll:
    """What the server asks.

    Raises:
        msgspec.DecodeError: when the bytes are no question.
    """
    return _questions.decode(body)


def decode_answer(body: bytes) -> Told | Hello:
    """What a worker answers.

    Raises:
        msgspec.DecodeError: when the bytes are no answer.
    """
    return _answers.decode(body)


def told(number: int, result: Any) -> Told:
    """The answer that carries a result of any of the known kinds."""
    match result:
        case Poll():
            return Told(number, "poll", poll=result)
        case Answer():
            return Told(number, "answer", answer=result)
        case Fault():
            return Told(number, "fault", fault=result)
        case _:
            return Told(number, "value", value=result)


def result_of(message: Told) -> Any:
    """What `told` was given."""
    return getattr(message, message.kind)
