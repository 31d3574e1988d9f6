from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from safetensors.numpy import load

from glassnet.errors import ConflictError, GlassnetError, NotFoundError, SpecError
from glassnet.protocol.frames import decode
from glassnet.runtime import host as module
from glassnet.runtime.calls import Call, Place, Predict, Release, SaveAll, Show, Tell, Weights
from glassnet.runtime.host import WorkerHost
from glassnet.runtime.messages import Message
from glassnet.settings import Settings
from glassnet.storage.checkpoints import Checkpoints
from tests.backend.runtime import stand_in


class Worker:
    """A host and a reader of what it tells."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.settings = Settings(data_dir=folder, **settings)
        self.host = WorkerHost(self.settings, stand_in)
        self.cursor = 0
        self.messages: list[Message] = []

    def ask(self, call: Call, seconds: float = 10.0) -> Any:
        return self.host.call(call).result(seconds)

    def place(self, run: str, *nodes: str, placement: int = 1, spec: Any = None, **place: Any) -> None:
        spec = spec or stand_in.spec_with(*nodes)
        user = place.pop("user", "u")
        self.ask(Place(run, placement, user=user, spec=spec.model_dump(mode="json"), **place))

    def tell(self, run: str, type_: str, placement: int = 1, **fields: Any) -> Any:
        return self.ask(Tell(run, placement, f"{time.perf_counter_ns()}", {"type": type_, **fields}))

    def listen(self, seconds: float = 0.05) -> None:
        poll = self.host.poll(self.cursor, seconds)
        self.cursor = poll.cursor
        self.messages += poll.messages

    def of(self, run: str, kind: str) -> list[dict[str, Any]]:
        return [msgspec.json.decode(m.data) for m in self.messages if m.kind == kind and m.run == run]

    def until(self, condition: Callable[[], bool], seconds: float = 10.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not become true in time"
            self.listen()

    def status(self, run: str) -> str:
        told = self.of(run, "status")
        return told[-1]["status"] if told else ""

    def step(self, run: str) -> int:
        told = self.of(run, "status")
        return int(told[-1]["step"]) if told else 0


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    worker = Worker(tmp_path, checkpoint_every_s=0.2, compile_timeout_s=0.8)
    yield worker
    worker.host.close()


def test_a_run_is_compiled_trains_and_is_paused_within_a_turn(worker: Worker) -> None:
    worker.place("a", status="queued")
    worker.until(lambda: worker.status("a") == "running" and worker.step("a") > 100)
    for _ in range(5):
        worker.tell("a", "start")
        time.sleep(0.02)
        answer = worker.tell("a", "pause")
        assert answer.status == "paused"
    worker.until(lambda: worker.status("a") == "paused")
    assert worker.step("a") == answer.step
    steps = [step for event in worker.of("a", "metrics") for step in event["rows"]["step"]]
    assert steps == sorted(steps)
    assert steps[-1] == answer.step


def test_frames_of_watched_views_come_with_the_step_and_the_placement(worker: Worker) -> None:
    worker.place("a", placement=3)
    worker.ask(Show("a", 3, [({"kind": "weights"}, 20.0)]))
    worker.until(lambda: any(m.kind == "frame" for m in worker.messages))
    frame = decode(next(m.data for m in worker.messages if m.kind == "frame"))[0]
    assert (frame.header.run, frame.header.view, frame.header.placement, frame.header.step) == ("a", "weights", 3, 0)
    assert frame.tensors["w"].array.tolist() == [1.0, 0.0]


def test_a_view_watched_while_a_run_trains_slowly_is_shown_at_once(worker: Worker) -> None:
    worker.place("a", spec=stand_in.spec_with(updates_per_s=0.1), status="queued")
    worker.until(lambda: worker.step("a") == 1)
    worker.ask(Show("a", 1, [({"kind": "weights"}, 20.0)]))
    worker.until(lambda: any(m.kind == "frame" for m in worker.messages), 0.5)


def test_the_speed_limit_is_kept_and_can_be_lifted(worker: Worker) -> None:
    worker.place("a", spec=stand_in.spec_with(updates_per_s=50.0), status="queued")
    worker.until(lambda: worker.status("a") == "running")
    began, before = time.monotonic(), worker.tell("a", "start").step
    time.sleep(1.0)
    done = worker.tell("a", "start").step - before
    assert 0 < done / (time.monotonic() - began) < 65.0
    worker.tell("a", "set_live", path="training.updates_per_s", value=None)
    worker.until(lambda: worker.tell("a", "start").step - before > 1000)


def test_an_idle_host_does_nothing(worker: Worker) -> None:
    worker.place("a")
    worker.until(lambda: worker.of("a", "compiled") != [])
    time.sleep(0.5)
    before = time.process_time()
    time.sleep(1.0)
    assert time.process_time() - before < 0.5


def test_errors_of_commands_are_told_and_end_nothing(worker: Worker) -> None:
    worker.place("a", status="queued")
    with pytest.raises(SpecError, match="no live value"):
        worker.tell("a", "set_live", path="training.nothing", value=1.0)
    with pytest.raises(GlassnetError, match="This is no command"):
        worker.tell("a", "fly")
    with pytest.raises(NotFoundError, match="not on this worker"):
        worker.tell("b", "start")
    with pytest.raises(NotFoundError):
        worker.tell("a", "start", placement=2)
    assert worker.tell("a", "start").status == "running"


def test_an_older_placement_does_not_replace_a_newer_one(worker: Worker) -> None:
    worker.place("a", placement=2)
    with pytest.raises(ConflictError, match="has been placed here as 2 already"):
        worker.place("a", placement=1)
    worker.place("a", placement=3)
    assert worker.tell("a", "start", placement=3).status in ("queued", "compiling", "running")


def test_predictions_and_weights_wait_for_the_programs(worker: Worker) -> None:
    worker.place("a", "slow_compile")
    assert worker.ask(Predict("a", 1, [[1.0, 2.0], [0.0, 0.5]])) == [[3.0], [0.5]]
    assert load(worker.ask(Weights("a", 1)))["w"].tolist() == [1.0]
    worker.place("b", "bad_compile")
    with pytest.raises(ConflictError, match="is failed and has no weights"):
        worker.ask(Predict("b", 1, [[1.0, 2.0]]))


def test_nobody_waits_for_the_long_prediction_of_another(worker: Worker) -> None:
    worker.place("mine", status="queued")
    worker.place("yours", "slow_predict", user="you")
    assert [worker.ask(Predict("yours", 1, [[1.0, 1.0]])) for _ in range(3)] == [None, None, [[2.0]]]
    before = worker.tell("mine", "start").step
    asked = worker.host.call(Predict("yours", 1, [[1.0, 1.0]] * 100))
    assert worker.tell("mine", "start").step >= before
    assert not asked.done()
    assert asked.result(10.0) == [[2.0]] * 100
    assert worker.tell("mine", "start").step > before


def test_the_queue_tells_the_position(worker: Worker) -> None:
    worker.place("a", "slow_compile", status="queued")
    worker.place("b", "slow_compile", status="queued")
    worker.place("c", "slow_compile", status="queued")
    worker.place("d", status="queued")
    worker.until(lambda: worker.status("d") == "running")
    positions = [event["queue_position"] for event in worker.of("d", "status") if event["status"] == "queued"]
    assert {event["queue_for"] for event in worker.of("d", "status") if event["status"] == "queued"} == {"compiler"}
    waits = [event["queue_wait_s"] for event in worker.of("d", "status") if event["status"] == "queued"]
    assert waits[0] is None  # nothing has been compiled yet
    assert waits[-1] > 0.0
    assert positions[-1] == 1
    assert max(positions) == 2


def test_others_train_while_one_compiles(worker: Worker) -> None:
    worker.place("a", status="queued")
    worker.until(lambda: worker.status("a") == "running")
    before = worker.tell("a", "start").step
    worker.place("b", "slow_compile", status="queued")
    time.sleep(0.2)
    assert worker.tell("a", "start").step > before + 1000


@pytest.mark.fault(17)
def test_a_compilation_that_takes_too_long_fails_its_run_and_nobody_else(worker: Worker) -> None:
    worker.place("a", status="queued")
    worker.place("b", "stuck_compile", status="queued")
    worker.place("c", status="queued")
    worker.until(lambda: worker.status("b") == "failed")
    problem = worker.of("b", "problem")[0]
    assert problem["code"] == "compile_timeout"
    assert problem["detail"] == "Compiling this network took longer than 0.8 s and was given up."
    worker.until(lambda: worker.status("c") == "running")
    assert worker.status("a") == "running"


@pytest.mark.fault(17)
def test_a_host_whose_compiler_never_comes_back_says_that_it_is_sick(worker: Worker) -> None:
    worker.place("b", "stuck_compile")
    deadline = time.monotonic() + 10.0
    while not (poll := worker.host.poll(0, 0.1)).sick:
        assert time.monotonic() < deadline
    assert (poll.sick, poll.culprit) == ("compiling b does not end", "b")
    assert worker.tell("b", "stop").status == "failed"


@pytest.mark.fault(19)
def test_a_host_whose_turn_does_not_end_says_that_it_is_sick(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STUCK_S", 0.1)
    monkeypatch.setattr(stand_in.Trainer, "advance", lambda self, updates: time.sleep(1.0))
    worker.place("a", status="queued")
    deadline = time.monotonic() + 5.0
    while worker.host.poll(0, 0.05).sick != "a turn of a does not end":
        assert time.monotonic() < deadline


@pytest.mark.fault(19)
def test_an_engine_that_throws_ends_its_run_and_nobody_else(worker: Worker) -> None:
    worker.place("a", status="queued")
    worker.place("b", "bad_train", status="queued")
    worker.until(lambda: worker.status("b") == "failed" and worker.step("a") > 0)
    reason = worker.of("b", "status")[-1]["stop_reason"]
    assert (reason["rule"], reason["detail"]) == ("failed", "RuntimeError: kernel failed")
    before = worker.tell("a", "start").step
    time.sleep(0.1)
    assert worker.tell("a", "start").step > before


@pytest.mark.fault(20)
def test_a_heavy_run_leaves_the_others_their_share(worker: Worker) -> None:
    worker.place("heavy", "slow_update", user="one", status="queued")
    worker.place("light", user="two", status="queued")
    worker.until(lambda: worker.status("heavy") == worker.status("light") == "running")
    alone = 1 / 5e-6 * 0.5  # updates a second of the light run with half of the time, sleeping as the stand-in does
    before = worker.tell("light", "start").step
    time.sleep(1.0)
    assert worker.tell("light", "start").step - before > alone / 4


def test_checkpoints_are_written_while_training_and_when_it_rests(worker: Worker) -> None:
    checkpoints = Checkpoints(worker.settings.data_dir / "checkpoints")
    worker.place("a", status="queued")
    worker.until(lambda: checkpoints.load("a") is not None)
    first = checkpoints.load("a")
    assert first is not None
    time.sleep(0.5)
    second = checkpoints.load("a")
    assert second is not None
    assert second.manifest["trainer"]["step"] > first.manifest["trainer"]["step"] > 0
    answer = worker.tell("a", "pause")
    worker.ask(SaveAll())
    last = checkpoints.load("a")
    assert last is not None
    assert last.manifest["trainer"]["step"] == answer.step


@pytest.mark.fault(2)
def test_a_run_resumed_from_its_checkpoint_ends_with_the_weights_it_would_have_had(worker: Worker) -> None:
    spec = stand_in.spec_with(max_epochs=400)
    worker.place("whole", spec=spec, status="queued")
    worker.place("cut", spec=spec, status="queued")
    worker.until(lambda: worker.status("whole") == "finished")
    worker.place("half", spec=spec, status="queued")
    worker.until(lambda: worker.step("half") > 0 or worker.status("half") == "running")
    worker.tell("half", "pause")
    worker.ask(Release("half", 1))
    worker.place("half", spec=spec, placement=2, status="running", resume=True, reason="server_restarted")
    worker.until(lambda: worker.status("half") == "finished")
    weights = [load(worker.ask(Weights(run, placement)))["w"] for run, placement in [("whole", 1), ("half", 2)]]
    np.testing.assert_array_equal(*weights)
    assert "The server was restarted; resumed at step" in worker.of("half", "notice")[0]["detail"]


@pytest.mark.fault(4)
def test_a_damaged_checkpoint_is_passed_over_and_told(worker: Worker) -> None:
    worker.place("a", status="queued")
    worker.until(lambda: worker.step("a") > 0)
    worker.tell("a", "step")
    worker.ask(SaveAll())
    worker.tell("a", "step")
    worker.ask(Release("a", 1))
    newest = max((worker.settings.data_dir / "checkpoints" / "a").glob("*.safetensors"))
    newest.write_bytes(newest.read_bytes()[:-1])
    worker.place("a", placement=2, resume=True, status="paused")
    worker.until(lambda: worker.of("a", "notice") != [])
    notice = worker.of("a", "notice")[0]
    assert notice["code"] == "checkpoint_damaged"
    assert "its tensors differ from what was written; an older one is used." in notice["detail"]
    for path in newest.parent.glob("*.safetensors"):
        path.write_bytes(b"")
    worker.place("a", placement=3, resume=True, status="paused")
    worker.until(lambda: len(worker.of("a", "notice")) == 2)
    assert worker.of("a", "notice")[1]["detail"].endswith("The run begins anew.")
    worker.until(lambda: worker.step("a") == 0)


def test_a_checkpoint_from_before_a_reset_with_new_weights_is_not_used(worker: Worker) -> None:
    worker.place("a")
    worker.tell("a", "step")
    worker.ask(Release("a", 1))
    worker.place("a", placement=2, spec=stand_in.spec_with(seed=1), resume=True, status="paused")
    assert worker.tell("a", "step", placement=2).step == 1


@pytest.mark.fault(5)
def test_a_full_disk_is_told_once_and_training_goes_on(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    worker.place("a", status="queued")
    worker.until(lambda: worker.of("a", "notice") != [])
    time.sleep(0.6)
    monkeypatch.undo()
    worker.until(lambda: len(worker.of("a", "notice")) == 2)
    codes = [event["code"] for event in worker.of("a", "notice")]
    assert codes == ["cannot_save", "saving_again"]
    assert "Cannot save: No space left on device." in worker.of("a", "notice")[0]["detail"]
    assert worker.tell("a", "start").status == "running"


def test_a_released_run_is_gone_and_releasing_it_again_is_fine(worker: Worker) -> None:
    worker.place("a", status="queued")
    worker.until(lambda: worker.status("a") == "running")
    worker.ask(Release("a", 1, keep=False))
    worker.ask(Release("a", 1, keep=False))
    with pytest.raises(NotFoundError):
        worker.tell("a", "start")


def test_messages_come_again_until_they_are_acknowledged(worker: Worker) -> None:
    worker.place("b", "bad_compile")
    worker.until(lambda: worker.of("b", "problem") != [])
    assert "problem" in [m.kind for m in worker.host.poll(0, 0.0).messages]
    assert worker.host.poll(worker.cursor, 0.0).messages == []
    assert worker.host.poll(0, 0.0).messages == []
    worker.place("c", "bad_compile")
    time.sleep(0.2)
    lost = worker.host.poll(worker.cursor, 0.0).messages
    assert [m.kind for m in lost if m.run == "c"] == [m.kind for m in worker.host.poll(worker.cursor, 0.0).messages]
    assert "problem" in [m.kind for m in lost]


@pytest.mark.fault(20)
def test_small_networks_do_not_wait_behind_a_large_one(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_light", lambda place: place.run != "unet")
    worker.host._compiler._light = module._light
    worker.place("unet", "stuck_compile", status="queued")
    worker.until(lambda: worker.status("unet") == "compiling")
    for run in ("a", "b"):
        worker.place(run, status="queued")
        worker.until(lambda run=run: worker.status(run) == "running")  # type: ignore[misc]
    assert worker.status("unet") == "compiling"


def test_a_run_whose_program_is_exchanged_waits_for_it_and_goes_on(worker: Worker) -> None:
    worker.place("run_1", "unable", status="running")
    worker.until(lambda: worker.status("run_1") == "running")
    worker.tell("run_1", "set_live", path="network.held.unable.units.0", value=1.0)
    trainer: Any = worker.host._rack.sessions["run_1"].trainer
    worker.until(lambda: trainer.looks > 3)
    step = trainer.step
    worker.until(lambda: trainer.step > step)
    assert trainer.spec.network.held == ["unable.units.0"]
