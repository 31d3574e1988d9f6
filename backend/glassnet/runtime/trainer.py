"""What the runtime needs of the engine: `glassnet.engine` has this shape, and so has the stand-in of the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from glassnet.spec import RunSpec

Arrays = dict[str, NDArray[Any]]


class Ended(Protocol):
    """Why training ended, as the engine tells it."""

    @property
    def rule(self) -> str:
        """``max_epochs``, ``stop_below``, ``early_stopping`` or ``diverged``."""

    @property
    def detail(self) -> str:
        """What happened."""

    @property
    def hint(self) -> str:
        """What to do about it."""

    @property
    def can_go_on(self) -> bool:
        """Whether training can go on from the weights that are kept."""

    @property
    def step(self) -> int:
        """Updates done then."""

    @property
    def node(self) -> str | None:
        """The layer concerned, if it was one."""

    @property
    def best_step(self) -> int | None:
        """The step whose weights were taken back, if training stopped early."""


class Advance(Protocol):
    """The outcome of some updates."""

    @property
    def updates(self) -> int:
        """Updates done."""

    @property
    def losses(self) -> NDArray[np.float32]:
        """The training loss of each update, shape ``(updates,)``."""

    @property
    def ended(self) -> Ended | None:
        """Why training is over, if it is."""


class Looked(Protocol):
    """What the network made of one sample; the fields of `glassnet.protocol.events.Sample`."""

    step: int
    position: int
    of: int
    index: int
    inputs: Sequence[float]
    target: Sequence[float]
    output: Sequence[float]
    loss: float | None
    change: Mapping[str, Sequence[float]]
    completed: Advance | None


class Judging(Protocol):
    """The evaluation of one state, which may have moved on since."""

    @property
    def step(self) -> int:
        """Updates done when the state was taken."""

    @property
    def epoch(self) -> float:
        """Passes over the training data done then."""

    @property
    def ready(self) -> bool:
        """Whether `work` can begin at once; until then what it needs is being compiled."""

    def work(self, enough: Callable[[], bool]) -> Mapping[str, float | None] | None:
        """Go on until it is done or `enough` says so; one row of the metrics when it is done."""


class Trainer(Protocol):
    """A run ready to train. All methods are called from one thread and do no input or output.

    Attributes:
        resting: whether it stands still for now, as its keeper says, so that there is time to measure what is costly.
    """

    resting: bool

    @property
    def compile_seconds(self) -> float:
        """How long its programs took to build."""

    @property
    def compile_cached(self) -> bool:
        """Whether they were there already."""

    @property
    def spec(self) -> RunSpec:
        """With the live values as they are now."""

    @property
    def step(self) -> int:
        """Updates done."""

    @property
    def epoch(self) -> float:
        """Passes over the training data done."""

    @property
    def batch(self) -> int:
        """Updates done in this epoch."""

    @property
    def batches(self) -> int:
        """Updates in an epoch."""

    @property
    def sample(self) -> int:
        """Samples of the current batch looked at."""

    @property
    def ring(self) -> int:
        """Most updates of one `advance`."""

    @property
    def first(self) -> int:
        """Updates of a first turn, before the speed is known."""

    def advance(self, updates: int) -> Advance:
        """Train up to `updates` updates; never across a stopping rule."""

    def able(self) -> bool:
        """Whether what trains is compiled. A live value that needs another program has it compiled beside training."""

    def to_epoch_end(self) -> int:
        """Updates left in this epoch."""

    def sample_step(self) -> Any:
        """Look at the next sample (`Looked`)."""

    def judge(self) -> Judging:
        """Begin to evaluate the state as it is now; the same one again while the state is the same."""

    def ready(self, view: Any) -> bool:
        """Whether `probe` can answer at once; when not, what it needs is being compiled."""

    def probe(self, view: Any) -> tuple[Sequence[Any], dict[str, Any]]:
        """The tensors ``(key, array, lo, hi)`` and facts of a view; the fact ``pending`` says that more will follow."""

    def set_live(self, path: str, value: float | None) -> None:
        """Give a live value a new number."""

    def set_weight(self, node: str, name: str, index: list[int], value: float) -> None:
        """Set one learned number."""

    def reset(self, same_init: bool) -> None:
        """Back to step 0."""

    def save(self) -> tuple[Arrays, dict[str, Any]]:
        """All that is needed to go on, as arrays and JSON."""

    def restore(self, arrays: Arrays, manifest: dict[str, Any]) -> None:
        """Go on from what `save` gave."""

    def can_predict(self) -> bool:
        """Whether `predictions` can begin at once; when not, what it needs is being compiled."""

    def predictions(self, inputs: Any) -> Iterator[NDArray[np.float32]]:
        """Outputs for examples, points of the plane or images, by the state as it is when the first ones are taken.

        Returns:
            some examples at a time, in order: ``(examples, outputs)``, or a row for each pixel.
        """


class Engine(Protocol):
    """What makes trainers."""

    def configure(self, cache_dir: Path | None, library: Path | None = None) -> None:
        """Prepare the process; called once, before anything else. Data sets are stored in the folder `library`."""

    def device_name(self) -> str:
        """What it computes on."""

    def warm(self, idle: Callable[[], bool], crowded: Callable[[], bool]) -> None:
        """Compile what most learners open first, whenever the host is `idle` and nobody waits for a run of theirs.

        What runs may need later is compiled beforehand unless the host is `crowded`.
        """

    def prepare(self, spec: RunSpec) -> Trainer:
        """Build and compile a run; slow."""
