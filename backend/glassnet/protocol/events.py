"""What a run reports: facts, as JSON. Each class says what supersedes it.

``keep``: never dropped · ``append``: in order, bounded, gaps filled over REST · ``latest``: a newer one replaces it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Supersede = Literal["keep", "append", "latest"]
RunStatus = Literal["created", "queued", "compiling", "running", "paused", "finished", "stopped", "diverged", "failed"]
ENDED: frozenset[RunStatus] = frozenset({"finished", "stopped", "failed"})
Columns = dict[str, list[float | None]]


class Event(BaseModel):
    """Base of all events."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    supersede: ClassVar[Supersede] = "keep"


class StopReason(BaseModel):
    """Why a run ended or diverged, for people and for programs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: Literal["max_epochs", "stop_below", "early_stopping", "asked", "diverged", "failed", "idle", "spent"] = Field(
        description="`idle`: paused because nobody looked at it; `spent`: because the day's training time is used up."
    )
    detail: str
    hint: str = ""
    step: int
    node: str | None = None
    can_go_on: bool = Field(default=True, description="Whether training can go on from here, with other live values.")
    best_step: int | None = Field(
        default=None,
        description="Of `early_stopping`: the step with the lowest validation loss, whose weights are back.",
    )


class Status(Event):
    """The state of a run. Supersede: latest per run; sent on every change and a few times a second while running."""

    supersede: ClassVar[Supersede] = "latest"

    type: Literal["status"] = "status"
    run: str
    placement: int = Field(description="How often the run was placed on a worker; older placements are ignored.")
    status: RunStatus
    step: int = Field(description="Updates done.")
    epoch: float = Field(description="Passes over the training data done, with the fraction of the current one.")
    batch: int = Field(description="Updates done in the current epoch.")
    batches: int = Field(description="Updates in an epoch.")
    sample: int = Field(default=0, description="Samples of the current batch looked at by sample steps.")
    updates_per_s: float
    queue_position: int | None = Field(default=None, description="Of a queued run: 1 when it comes next.")
    queue_for: Literal["compiler", "own_runs", "host"] | None = Field(
        default=None,
        description="What a queued run waits for: `own_runs`: until a run of the same person ends or pauses.",
    )
    queue_wait_s: float | None = Field(default=None, description="About how long; null when nobody can tell.")
    stop_reason: StopReason | None = None
    device: str = ""


class Compiled(Event):
    """The run's programs are ready. Supersede: latest per run."""

    supersede: ClassVar[Supersede] = "latest"

    type: Literal["compiled"] = "compiled"
    run: str
    seconds: float
    cached: bool = Field(description="Whether the program was there already, in memory or on disk.")


class Metrics(Event):
    """New rows of the run's metrics, column by column. Supersede: append.

    Columns: ``step, epoch, loss`` (mean training loss of the updates since the row before, without penalties),
    ``penalty`` (what L1 and L2 add to it), ``mistakes`` (with the perceptron's loss: updates so far with a mistake in
    their batch; with batches of 1 the updates that the rule made),
    ``train_loss, train_accuracy, validation_loss, validation_accuracy, test_loss, test_accuracy``; of masks also
    ``<part>_dice`` and ``<part>_iou``, the mean over the classes but the first, and of 3 to 16 classes one of each for
    every class number from 1, ``<part>_dice_1``. A column is missing when it does not apply or was not measured in
    these rows, and null where it was not measured or is not finite. Where evaluations are costly, rows of the loss
    alone come between them. ``first`` is the number of the first row. At most 2,000 rows are kept. After a reset, when
    rows were thinned out, and when the run was resumed from a checkpoint, all rows are told anew from number 0 and
    ``history`` grows: a reader then drops what it has.
    """

    supersede: ClassVar[Supersede] = "append"

    type: Literal["metrics"] = "metrics"
    run: str
    history: int = Field(description="Grows whenever the rows begin anew from number 0.")
    first: int
    rows: Columns


class Sample(Event):
    """What the network made of one training sample. Supersede: latest per run."""

    supersede: ClassVar[Supersede] = "latest"

    type: Literal["sample"] = "sample"
    run: str
    step: int
    position: int = Field(description="1 for the first sample of the batch.")
    of: int = Field(description="Samples in the batch.")
    index: int = Field(description="Number of the sample in the training part.")
    inputs: list[float]
    target: list[float]
    output: list[float]
    loss: float | None
    change: dict[str, list[float]] = Field(
        default={},
        description="What the update that followed the last sample of its batch added to every learned array, such as "
        "`out.weight`, its numbers in order; empty within a batch, and of networks of more than 1,000 numbers.",
    )


class Live(Event):
    """A live value changed, or a weight was set: the page of another tab follows. Supersede: latest per path."""

    supersede: ClassVar[Supersede] = "latest"

    type: Literal["live"] = "live"
    run: str
    path: str
    value: float | None


class Notice(Event):
    """Something worth telling people that is no error: "worker restarted, resumed at step n". Supersede: keep."""

    type: Literal["notice"] = "notice"
    run: str | None = None
    code: str
    detail: str


class Done(Event):
    """The answer to a command that was carried out, with the step at which it took effect. Supersede: keep."""

    type: Literal["done"] = "done"
    id: str
    run: str
    step: int
    status: RunStatus


class Problem(Event):
    """The answer to a command that was not carried out, or trouble with a run. Supersede: keep."""

    type: Literal["problem"] = "problem"
    id: str | None = None
    run: str | None = None
    code: str
    detail: str
    hint: str = ""
    where: str = ""


class Gone(Event):
    """The run was deleted. Supersede: keep."""

    type: Literal["gone"] = "gone"
    run: str


class Pong(Event):
    """The answer to ``ping``. Supersede: latest."""

    supersede: ClassVar[Supersede] = "latest"

    type: Literal["pong"] = "pong"
    sent_ms: float


class Welcome(Event):
    """The first message on every socket. Supersede: keep."""

    type: Literal["welcome"] = "welcome"
    version: str
    window: int = Field(description="How many binary messages may be unacknowledged.")


EventSpec = Annotated[
    Status | Compiled | Metrics | Sample | Live | Notice | Done | Problem | Gone | Pong | Welcome,
    Field(discriminator="type"),
]

EVENTS: TypeAdapter[EventSpec] = TypeAdapter(EventSpec)
