"""One run being trained: its state, and everything that can be done with it.

A trainer knows no clocks and does no I/O. All draws are functions of (seed, step, purpose), so the weights do not
depend on how the training is cut into calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.engine import early, probes, questions, saved
from glassnet.engine.data import Examples, examples
from glassnet.engine.diagnosis import first_fault
from glassnet.engine.drives import Knobs, State, Trained, drive
from glassnet.engine.moments import Moment, upcoming
from glassnet.engine.program import Chance, Program, program_for
from glassnet.engine.results import Advance, Ended, Looked, Picture
from glassnet.engine.stopping import Epochs, at_max_epochs
from glassnet.engine.sweep import Sweep
from glassnet.errors import SpecError
from glassnet.spec import live as live_values
from glassnet.spec.run import RunSpec

Floats = NDArray[np.float32]

MOST_CHANGES = 1000
"""Numbers of a network that a sample step tells one by one."""

_LARGEST = float(np.finfo(np.float32).max)


class Trainer:
    """A run in training.

    Attributes:
        spec: the specification with live values as they are now.
        step: updates done. batch: updates done in this epoch. batches: updates in an epoch.
        sample: samples of the current batch that sample steps have looked at.
        ring: most updates of one `advance`. first: updates of a first turn, before the speed is known.
        flat, live: parameters ``(1, parameters)`` and live values ``(1, values)``; the first axis counts replicas.
        judged: the last evaluation that was finished, if there is one.
        moment: the batch that the last sample step is at, until the training moves on or somebody edits.
        resting: whether it stands still for now, as its keeper says; then views measure what takes long as well.
    """

    def __init__(self, spec: RunSpec, program: Program) -> None:
        self.spec = spec
        self.program = program
        self.examples: Examples = examples(spec)
        self.drive = drive(program, self.examples)
        self.ring, self.first = self.drive.ring, self.drive.first
        self.batches = self.drive.batches
        self.compile_seconds = 0.0
        self.compile_cached = False
        self.resting = True
        self._start()

    def _start(self) -> None:
        self.step = 0
        self.sample = 0
        self.moment: Moment | None = None
        layout = self.program.layout
        self.flat: Any = layout.start(self.spec.network, self.spec.training.seed)[None]
        self.slots: dict[str, Any] = {slot: np.zeros((1, layout.size), np.float32) for slot in self.program.slots}
        self._epochs = Epochs(self.batches, self.program.key.batch_size, self.count)
        self.best = early.Best()
        self.mistakes = 0 if self.program.key.loss == "perceptron" else None
        self.judged: Sweep | None = None
        self._judging: Sweep | None = None
        self._active: tuple[Sweep | None, dict[str, Floats]] | None = None
        self._read_live()

    def _read_live(self) -> None:
        if self.program.key.held != (self.spec.network.held is not None):
            self.program = program_for(self.spec)[0]  # once: compiled beside the caller, see `able`
            self.drive, self._judging = drive(self.program, self.examples), None
            self.able()
        self.live: Floats = self.program.live_values(self.spec)[None]
        self._seed = np.asarray([self.spec.training.seed], np.uint32)

    def able(self) -> bool:
        """Whether what trains is compiled; when not, it is being compiled, and `advance` would wait for that."""
        name = "train" if self.spec.training.patience is None else self.drive.watches
        if not self.program.has(name):
            self.program.compile([name])
        return self.program.has(name)

    @property
    def count(self) -> int:
        """Examples that train."""
        return int(self.examples.bounds["train"].stop)

    @property
    def state(self) -> State:
        """All numbers as they are now."""
        return State(self.flat, self.slots)

    @property
    def knobs(self) -> Knobs:
        """What else decides the next update."""
        return Knobs(self.live, self._seed)

    @property
    def whole_epochs(self) -> int:
        """Passes over the training data that are complete."""
        return self.step // self.batches

    @property
    def batch(self) -> int:
        """Updates done in the current epoch."""
        return self.step % self.batches

    @property
    def epoch(self) -> float:
        """Passes over the training data, with the fraction of the current one."""
        return self.step / self.batches

    def to_epoch_end(self) -> int:
        """Updates left in the current epoch, at least 1."""
        return self.batches - self.batch

    def advance(self, updates: int) -> Advance:
        """Train by up to ``updates`` (1 to `ring`) updates, stopping exactly where a rule says so."""
        patience = self.spec.training.patience
        return self.train(updates) if patience is None else early.advance(self, updates, patience)

    def train(self, updates: int, trained: Trained | None = None) -> Advance:
        """`advance` by the rules that need no look at the validation part; ``trained`` is what has done it already."""
        trained = trained or self._trained
        training = self.spec.training
        self.moment = None
        room = self.ring if training.max_epochs is None else training.max_epochs * self.batches - self.step
        if room <= 0:
            self.sample = 0
            return Advance(0, np.zeros(0, np.float32), at_max_epochs(training.max_epochs, self.step))
        wanted = max(1, min(updates, self.ring, room))
        after, losses = trained(wanted)
        done, ended = wanted, None
        bad = self._first_bad(losses, after, trained)
        if bad is not None:
            done = bad
        reached = self._epochs.first_below(losses[:done], training.stop_below)
        if reached is not None and reached[0] <= done:
            done, bad = reached[0], None
            detail = f"The mean training loss of the epoch, {reached[1]:.4g}, is below {training.stop_below:g}."
            ended = Ended("stop_below", detail, "Lower the limit to train on.", self.step + done, None)
        if done < wanted:
            after, losses = trained(done) if done else (self.state, losses[:0])
        self.flat, self.slots = after
        self._epochs.add(losses[:done])
        if self.mistakes is not None:
            self.mistakes += int((losses[:done] > 0.0).sum())
        self.step += done
        self.sample = 0
        if bad is not None:
            ended = self._diverged()
        elif ended is None and training.max_epochs is not None and self.step >= training.max_epochs * self.batches:
            ended = at_max_epochs(training.max_epochs, self.step)
        return Advance(done, losses[:done], ended)

    def _could_go_on(self) -> bool:
        """Whether the next update is sound when it moves nothing; if not, no learning rate is low enough."""
        still = self.live.copy()
        still[0, self.program.live_paths.index("training.optimiser.learning_rate")] = 0.0
        after, losses = self.drive.train(self.state, Knobs(still, self._seed), self.step, 1)
        return bool(np.isfinite(losses).all()) and after.finite

    def _trained(self, updates: int) -> tuple[State, Floats]:
        return self.drive.train(self.state, self.knobs, self.step, updates)

    def _first_bad(self, losses: Floats, after: State, trained: Trained) -> int | None:
        """How many updates are sound when not all are: the loss and the state after each of them is finite.

        The loss may remain finite for ever (a second moment that overflowed stops its weight without a trace).
        """
        finite = np.isfinite(losses)
        sound = len(losses) if finite.all() else int(finite.argmin())
        if sound == len(losses) and after.finite:
            return None
        if not sound or trained(sound)[0].finite:
            return sound
        return self.drive.sound(self.state, self.knobs, self.step, sound)

    def _diverged(self) -> Ended:
        rows = self.ordered_rows()
        batch = self.examples.inputs[rows], self.examples.targets[rows]
        chance = Chance(int(self._seed[0]), self.whole_epochs, self.batch)
        fault = first_fault(self.program, np.asarray(self.flat)[0], self.live[0], *batch, chance)
        rate = self.spec.training.optimiser
        step = getattr(rate, "learning_rate", None)
        hint = "Start again, with smaller weights or another seed."
        can_go_on = self._could_go_on()
        if step:
            then = "go on from here" if can_go_on else "start again: these weights are too large to go on"
            hint = f"Lower the learning rate (now {step:g}), for example to {step / 10:g}, and {then}."
        detail = (
            f"Training diverged at update {self.step + 1}: at '{fault.node}' {fault.what}. "
            f"The last finite weights, of step {self.step}, are kept."
        )
        return Ended("diverged", detail, hint, self.step, fault.node, can_go_on)

    def ordered_rows(self) -> NDArray[np.intp]:
        """Numbers of the training examples of the next update; those that fill a last batch included."""
        size = self.program.key.batch_size
        order = np.asarray(self.program.order(self._seed, np.uint32(self.whole_epochs & 0xFFFFFFFF), self.count))[0]
        return order[self.batch * size : (self.batch + 1) * size]

    def sample_step(self) -> Looked:
        """Look at the next sample of the current batch; after the last one the update of the whole batch is done."""
        rows = self.ordered_rows()[: self.count - self.batch * self.program.key.batch_size]
        index, position = int(rows[self.sample]), self.sample + 1
        moment = upcoming(self, self.sample)
        judged = self.program.judge(self.flat, self.live, *self.examples.on_device, index)
        place = 0 if self.program.images else index
        loss = float(np.asarray(judged.losses)[0, place])
        output = self.examples.values(np.asarray(judged.predictions)[0, place])
        target = self.examples.values(self.examples.targets[index])
        if self.program.key.encoding.masks:
            pixels = output.sum()
            output, target = output.sum(0) / pixels, output.sum(1) / pixels
        before, numbers = self.step, self._numbers
        self.sample = position
        completed = self.advance(1) if position >= len(rows) else None
        moved = completed is not None and completed.updates > 0 and len(numbers) <= MOST_CHANGES
        self.moment = moment
        return Looked(
            step=before,
            position=position,
            of=len(rows),
            index=index,
            inputs=self.examples.shown(index),
            target=[float(number) for number in target],
            output=[float(number) for number in np.nan_to_num(output)],
            loss=loss if np.isfinite(loss) else None,
            change=self.program.layout.told(self._numbers - numbers) if moved else {},
            completed=completed,
        )

    def judge(self) -> Sweep:
        """Begin to evaluate the state as it is now, or go on with an evaluation of it that has begun."""
        if self._judging is None or self._judging.flat is not self.flat or self._judging.live is not self.live:
            beside = self.program.loop.update.penalties.penalty(self.spec, self._numbers)
            if self.mistakes is not None:
                beside["mistakes"] = float(self.mistakes)
            at = self.step, self.epoch
            self._judging = Sweep(self.program, self.examples, (self.flat, self.live), at, beside, self._conclude)
        return self._judging

    def _conclude(self, sweep: Sweep) -> None:
        self.judged = sweep

    def evaluate(self) -> dict[str, float | None]:
        """Losses and accuracies of every part (see `scores`), and the ``penalty`` that L1 and L2 add."""
        found = self.judge().work(lambda: False)
        assert found is not None
        return found

    def ready(self, view: Any) -> bool:
        """Whether `probe` can answer at once; when not, what it needs is being prepared, a little in each call."""
        judging = probes.judging(self, view)
        if judging and not (judging == "any" and self.judged) and not self._fresh_verdict():
            return False
        missing = [name for name in probes.needs(self, view) if not self.program.has(name)]
        self.program.compile(missing)
        return not missing and not probes.under_way(self, view)

    def _fresh_verdict(self) -> bool:
        """Whether there is an evaluation to show: the last one, unless weights were edited since in this very step."""
        last = self.judged
        if last is not None and (last.step != self.step or (last.flat is self.flat and last.live is self.live)):
            return True
        begun = self._judging if last is None and self._judging is not None else self.judge()
        return begun.ready and begun.work(lambda: True) is not None

    def probe(self, view: Any) -> Picture:
        """What a view shows now: its tensors and small facts. See `glassnet.protocol.views`."""
        return probes.probe(self, view)

    def activity(self) -> dict[str, Floats]:
        """For every node the largest absolute output of each channel over some training images.

        Measured when an evaluation was finished since the last time, or the network edited; not in every step.
        """
        if self._active is None or self._active[0] is not self.judged:
            found = self.program.activity(self.flat, self.live, self.examples.on_device[0])
            self._active = self.judged, {name: np.asarray(value)[0] for name, value in found.items()}
        return self._active[1]

    @property
    def _numbers(self) -> Floats:
        """All numbers of the network as it computes with them: what is held is zero."""
        kept, flat = self.program.kept(self.live[0]), np.asarray(self.flat)[0]
        return flat if kept is None else flat * kept

    def parameters(self) -> dict[str, Floats]:
        """All learned arrays by readable name, ``h1.weight``; what is held is zero."""
        return self.program.layout.named(self._numbers)

    def can_predict(self) -> bool:
        """Whether `predictions` can begin at once; when not, what it needs is being compiled."""
        name = ("predict", questions.at_once(self.program))
        if not self.program.has(name):
            self.program.compile([name])
        return self.program.has(name)

    def predictions(self, inputs: Any) -> Iterator[Floats]:
        """Predictions by the state as it is now, in blocks ``(n, outputs)``: probabilities, or values.

        Args:
            inputs: points ``(n, 2)`` of the plane; rows of a table ``(n, columns)``, each cell a number, a text or None
                where it is missing; or images ``(n, height, width, channels)`` of 0 to 255, whose last axis may be left
                out when there is one channel.

        Raises:
            SpecError: when the inputs have another form, or are not finite.
        """
        rows = questions.stored(inputs, self.spec.data, self.examples)
        blocks = questions.answers(self.program, (self.flat, self.live), rows)
        return map(self.examples.values, blocks)

    def predict(self, inputs: Any) -> Floats:
        """All `predictions` together."""
        return np.concatenate(list(self.predictions(inputs)))

    def set_live(self, path: str, value: float | None) -> None:
        """Give a live value another number; nothing is compiled.

        Raises:
            SpecError: when there is no such value, or it is out of bounds.
        """
        self.spec = live_values.changed(self.spec, path, value)
        if path.startswith("training.loss.") or (path == "training.patience" and value is None):
            self.best = early.Best()  # losses of another kind are no match for those to come
        self._read_live()
        self._active = self.moment = None

    def set_weight(self, node: str, name: str, index: list[int], value: float) -> None:
        """Set one learned number by hand.

        Raises:
            SpecError: when there is no such number, or the value is not finite in float32.
        """
        at = self.program.layout.at(node, name, index)
        if not abs(value) <= _LARGEST:
            where = f"network.nodes.{node}.{name}"
            raise SpecError("weight", f"A weight cannot be {value}.", "Choose a smaller number.", where)
        flat = np.array(self.flat, np.float32)
        flat[0, at] = value
        self.flat = flat
        self._active = self.moment = None

    def reset(self, same_init: bool) -> None:
        """Back to step 0, with the same start weights or with those of the next seed."""
        if not same_init:
            training = self.spec.training.model_copy(update={"seed": (self.spec.training.seed + 1) % 2**31})
            self.spec = RunSpec(network=self.spec.network, data=self.spec.data, training=training)
        self._start()

    def save(self) -> tuple[dict[str, Floats], dict[str, Any]]:
        """Everything that decides how training goes on: arrays by readable name, and facts as JSON."""
        layout = self.program.layout
        arrays = self.parameters()
        for slot, vector in self.slots.items():
            arrays |= layout.named(np.asarray(vector)[0], f"optimiser.{slot}.")
        arrays["training.epoch_losses"] = self._epochs.begun
        kept = self.program.kept(self.live[0])
        if kept is not None:
            arrays[saved.HELD] = np.asarray(self.flat)[0][kept == 0.0]
        facts = {
            "step": self.step,
            "epoch": self.epoch,
            "sample": self.sample,
            "spec": self.spec.model_dump(mode="json"),
        }
        if self.mistakes is not None:
            facts["mistakes"] = self.mistakes
        best, more = self.best.save(layout)
        return arrays | best, facts | more

    def restore(self, arrays: dict[str, Floats], facts: dict[str, Any]) -> None:
        """Go on from what `save` gave; from here on bit-identical to the run that was saved.

        Raises:
            GlassnetError: when the arrays do not fit this network.
        """
        found = saved.unpacked(self.program.layout, self.slots, self.batches, arrays, facts)
        self.spec = RunSpec.model_validate(facts["spec"])
        self._read_live()
        kept = self.program.kept(self.live[0])
        if kept is not None and saved.HELD in arrays:
            found.flat[0, kept == 0.0] = arrays[saved.HELD]
        self.flat, self.slots, self._epochs.begun, self.step, self.sample, self.best = found
        if self.mistakes is not None:
            self.mistakes = int(facts.get("mistakes", 0))
        self.judged = self._judging = self._active = self.moment = None
