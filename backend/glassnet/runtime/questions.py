"""What people ask of runs: answered piece by piece, in turns that are charged to the user whose run is asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from glassnet.errors import ConflictError
from glassnet.protocol.views import ViewSpec
from glassnet.runtime.calls import Look, Predict, Seen, Weights
from glassnet.runtime.session import VIEWS, Session
from glassnet.runtime.trainer import Trainer
from glassnet.storage.checkpoints import pack

MORE = object()
"""What a piece of work gives that is not the last one."""

Work = Callable[[Trainer], Any]
"""The next piece of an answer: `MORE`, or the answer."""


class Question(NamedTuple):
    """A run, what is to be done for the answer, and who is told it."""

    session: Session
    work: Work
    settle: Callable[[Any], None]

    def go_on(self) -> bool:
        """Do the next piece; whether there is more to do."""
        trainer = self.session.trainer
        if trainer is None:
            why = f"Run {self.session.run} is {self.session.status} and has no weights."
            self.settle(ConflictError("not_ready", why))
            return False
        answer = self.work(trainer)
        if answer is MORE:
            return True
        self.settle(answer)
        return False


class Questions:
    """Questions under way, by the users of the runs. Of one user's all go on in turn, whoever asked them."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Question]] = {}

    def __len__(self) -> int:
        """Users whose runs are asked."""
        return len(self._waiting)

    def __contains__(self, name: str) -> bool:
        return name in self._waiting

    def put(self, question: Question) -> str:
        """A question is asked; the name under which its user's questions take turns."""
        name = f"questions to {question.session.user}"
        self._waiting.setdefault(name, deque()).append(question)
        return name

    def take(self, name: str) -> Question:
        """The question that is next."""
        return self._waiting[name].popleft()

    def put_back(self, name: str, question: Question) -> None:
        """It is not answered yet: the others come before its next piece."""
        self._waiting[name].append(question)

    def over(self, name: str) -> bool:
        """Whether all are answered."""
        if self._waiting[name]:
            return False
        del self._waiting[name]
        return True


def work_for(session: Session, call: Predict | Look | Weights) -> Work:
    """What is to be done to answer a call."""
    match call:
        case Predict():
            return _Predicting(call.inputs)
        case Look():
            view = VIEWS.validate_python(call.view)
            return lambda trainer: _seen(session, trainer, view)
        case Weights():
            return lambda trainer: pack(trainer.save()[0])


class _Predicting:
    """Predictions by the state of the run at the first piece, whatever is trained between the others."""

    def __init__(self, inputs: list[Any]) -> None:
        self._inputs = inputs
        self._outputs: list[Any] = []
        self._blocks: Any = None

    def __call__(self, trainer: Trainer) -> Any:
        if self._blocks is None:
            if not trainer.can_predict():
                return None
            self._blocks = trainer.predictions(self._inputs)
        block = next(self._blocks, None)
        if block is None:
            return self._outputs
        self._outputs += block.tolist()
        return MORE


def _seen(session: Session, trainer: Trainer, view: ViewSpec) -> Seen | None:
    trainer.resting = not session.training
    if not trainer.ready(view):
        return None
    tensors, meta = trainer.probe(view)
    return Seen(step=trainer.step, meta=meta, tensors={tensor[0]: tensor[1].tolist() for tensor in tensors})
