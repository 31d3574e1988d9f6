"""What the server asks of a worker host, and what it is answered: the same for every executor."""

from __future__ import annotations

from typing import Any, TypedDict

import msgspec

from glassnet import errors
from glassnet.errors import GlassnetError
from glassnet.protocol.events import RunStatus
from glassnet.runtime.messages import Message


class _Call(msgspec.Struct, frozen=True, tag_field="call", tag=str.lower):
    run: str
    placement: int


class Place(_Call, frozen=True):
    """Hold a run from now on. Answered at once with None; what follows is told by messages.

    Attributes:
        user: whose run it is.
        spec: the RunSpec as JSON, with the live values as the server last confirmed them.
        status: where the run was; ``queued``, ``compiling`` and ``running`` mean that it is to train.
        stop_reason: why it ended, if it did.
        step, epoch: how far it was, told until the trainer is there.
        resume: look for a checkpoint and go on from it.
        history: number of the newest metrics history that the server knows.
        reason: told in a notice when the run is back: ``worker_restarted``, ``server_restarted`` or empty.
        weight: of the user, for all of their runs on the host.
    """

    user: str
    spec: dict[str, Any]
    status: RunStatus = "created"
    stop_reason: dict[str, Any] | None = None
    step: int = 0
    epoch: float = 0.0
    resume: bool = False
    history: int = -1
    reason: str = ""
    weight: float = 1.0


class Tell(_Call, frozen=True):
    """Carry out a command (JSON). Answered with an `Answer` when it took effect; the same ``id`` acts once."""

    id: str
    command: dict[str, Any]


class Rest(_Call, frozen=True):
    """Pause a run that trains, and say why (StopReason as JSON); others stay as they are. Answered with None."""

    reason: dict[str, Any]


class Show(_Call, frozen=True):
    """Watch exactly these views: pairs of ViewSpec (JSON) and rate in Hz. Answered with None."""

    views: list[tuple[dict[str, Any], float]]


class Release(_Call, frozen=True):
    """Hold the run no longer; with ``keep`` a checkpoint is written first. Answered with None.

    A run that trains stays, which is a ConflictError; with ``training`` it stands still, is saved and goes.
    """

    keep: bool = True
    training: bool = False


class Save(_Call, frozen=True):
    """Checkpoint the run as it is now, if it has begun. Answered with None when that is on the disk."""


class Predict(_Call, frozen=True):
    """Outputs for examples: points of the plane, or images of nested lists. Answered with a list of lists.

    While what it needs is being compiled the answer is None: ask again.
    """

    inputs: list[Any]


class Look(_Call, frozen=True):
    """Make a view (ViewSpec as JSON) once. Answered with a `Seen`, or with None while it is not ready: ask again."""

    view: dict[str, Any]


class Weights(_Call, frozen=True):
    """The weights. Answered with the bytes of a safetensors file."""


class SaveAll(msgspec.Struct, frozen=True, tag_field="call", tag="saveall"):
    """Checkpoint every run that changed. Answered with None when all are on disk."""


class Weigh(msgspec.Struct, frozen=True, tag_field="call", tag="weigh"):
    """Share the host's time by these weights of users from now on. Answered with None."""

    weights: dict[str, float]


Call = Place | Tell | Rest | Show | Release | Save | Predict | Look | Weights | SaveAll | Weigh


class Answer(msgspec.Struct, frozen=True):
    """A command was carried out.

    Attributes:
        step: updates done when it took effect.
        status: the run's status then.
        spec: the RunSpec as JSON, when the command changed it.
        told: number of the newest message when it was answered; a poll with a cursor from there on knows better.
    """

    step: int
    status: RunStatus
    spec: dict[str, Any] | None = None
    told: int = 0


class Seen(TypedDict):
    """A view that was made: the step it shows, its facts, and its tensors as nested lists by name."""

    step: int
    meta: dict[str, Any]
    tensors: dict[str, Any]


class Busy(msgspec.Struct, frozen=True):
    """How busy a host is. Seconds are counted since it started.

    Attributes:
        at_s: seconds that it is up.
        spent_s: seconds in which it trained or made views, by user.
        training, compiling: runs that train, and that wait for their programs or have them built.
        memory_bytes: of the process; 0 where nobody can tell.
    """

    at_s: float = 0.0
    spent_s: dict[str, float] = {}
    training: int = 0
    compiling: int = 0
    memory_bytes: int = 0


class Poll(msgspec.Struct, frozen=True):
    """The answer to a poll: what is new on a host, and how it is.

    Attributes:
        cursor: acknowledges `messages` in the next poll.
        messages: the newest messages of all runs.
        compiling: whether it compiles; its answers may be late then.
        sick: why it should be replaced, if it should.
        culprit: id of the run that made it sick.
        busy: how busy it is.
    """

    cursor: int
    messages: list[Message]
    compiling: bool = False
    sick: str = ""
    culprit: str = ""
    busy: Busy = Busy()


class Fault(msgspec.Struct, frozen=True):
    """A `GlassnetError` on its way between processes."""

    kind: str
    code: str
    detail: str
    hint: str = ""
    where: str = ""


def to_fault(error: BaseException) -> Fault:
    """What is told of an error; one that nobody foresaw is told as ``internal``."""
    if isinstance(error, GlassnetError):
        return Fault(type(error).__name__, error.code, error.detail, error.hint, error.where)
    detail = f"{type(error).__name__}: {error}"
    return Fault("GlassnetError", "internal", detail[:500], "This is a defect of Glassnet, not of the network.")


def to_error(fault: Fault) -> GlassnetError:
    """The error that was told."""
    kind = getattr(errors, fault.kind, GlassnetError)
    known = isinstance(kind, type) and issubclass(kind, GlassnetError)
    made = kind if known else GlassnetError
    error: GlassnetError = made(fault.code, fault.detail, fault.hint, fault.where)
    return error
