from __future__ import annotations

import numpy as np
import pytest

from glassnet.errors import ConflictError, GlassnetError, SpecError
from glassnet.runtime.calls import Answer
from tests.backend.runtime import stand_in
from tests.backend.runtime.world import RATE, Run

SURFACE = {"kind": "surface"}
WEIGHTS = {"kind": "weights"}


def test_a_run_begins_created_with_a_row_and_says_when_it_is_compiled() -> None:
    run = Run(ready=False)
    assert run.status == "created"
    run.adopt()
    assert run.status == "created"
    assert run.told.of("compiled") == [{"type": "compiled", "run": "run_1", "seconds": 0.01, "cached": False}]
    assert run.told.of("metrics")[0]["rows"]["step"] == [0]
    assert run.told.of("status")[-1]["batches"] == 10


def test_a_created_run_shows_its_views_before_it_trains() -> None:
    run = Run()
    run.show((SURFACE, 20.0), ({"kind": "data"}, 20.0))
    run.views()
    assert run.told.frames() == ["surface", "data"]
    run.now += 10
    run.views()
    assert run.told.frames() == ["surface", "data"]


def test_play_and_pause() -> None:
    run = Run()
    assert run.tell("start") == [Answer(0, "running")]
    run.turn()
    assert run.tell("pause") == [Answer(10, "paused")]
    assert run.session.save_at == run.now
    assert run.turn() == 0
    assert run.told.of("status")[-1]["step"] == 10
    assert run.told.of("metrics")[-1]["rows"]["step"] == [10]


def test_a_run_that_is_to_train_goes_through_queue_and_compiler() -> None:
    run = Run(ready=False, status="queued")
    run.session.announce(run.now, (2, 3.5))
    run.session.compiling(run.now)
    run.adopt()
    statuses = [(event["status"], event["queue_position"], event["queue_wait_s"]) for event in run.told.of("status")]
    queued = [("queued", None, None), ("queued", 2, 3.5)]
    assert statuses == [*queued, ("compiling", None, None), ("running", None, None)]


def test_a_run_started_while_it_is_compiled_says_so() -> None:
    run = Run(ready=False)
    run.session.compiling(run.now)
    assert run.status == "created"
    assert run.tell("start") == [Answer(0, "compiling")]


def test_start_before_the_programs_are_ready_is_answered_at_once() -> None:
    run = Run(ready=False)
    assert run.tell("start") == [Answer(0, "queued")]
    assert run.tell("pause") == [Answer(0, "created")]
    assert run.tell("start") == [Answer(0, "queued")]
    run.adopt()
    assert run.status == "running"


def test_what_needs_the_programs_waits_and_keeps_its_order() -> None:
    run = Run(ready=False)
    step, live, start = run.tell("step"), run.tell("set_live", path=RATE, value=0.5), run.tell("start")
    assert (step, live, start) == ([], [], [])
    run.adopt()
    assert step == [Answer(1, "paused")]
    assert isinstance(live[0], Answer)
    assert live[0].spec is not None
    assert live[0].spec["training"]["optimiser"]["learning_rate"] == 0.5
    assert start == [Answer(1, "running")]


def test_stop_needs_no_programs_and_refuses_what_waited() -> None:
    run = Run(ready=False)
    waiting = run.tell("step")
    assert run.tell("stop") == [Answer(0, "stopped")]
    assert isinstance(waiting[0], ConflictError)
    assert run.told.of("status")[-1]["stop_reason"]["rule"] == "asked"


@pytest.mark.fault(35)
def test_a_command_told_twice_acts_once_and_is_answered_alike() -> None:
    run = Run()
    first = run.tell("step", "same")
    assert first == run.tell("step", "same") == [Answer(1, "paused")]
    assert run.trainer.step == 1
    bad = run.tell("set_live", "bad", path="training.nothing", value=1.0)
    assert isinstance(bad[0], SpecError)
    assert run.tell("set_live", "bad", path="training.nothing", value=1.0) == bad


def test_steps_of_a_sample_a_batch_and_an_epoch() -> None:
    run = Run()
    for position in (1, 2, 3):
        assert run.tell("step", unit="sample") == [Answer(0, "paused")]
        assert run.told.of("sample")[-1]["position"] == position
        assert run.told.of("status")[-1]["sample"] == position
    assert run.tell("step", unit="sample") == [Answer(1, "paused")]
    assert run.told.of("metrics")[-1]["rows"]["step"] == [1]
    assert run.tell("step", unit="batch") == [Answer(2, "paused")]
    epoch = run.tell("step", unit="epoch")
    assert epoch == []
    assert run.turn(5) == 5
    assert epoch == []
    assert run.turn(500) == 3
    assert epoch == [Answer(10, "paused")]


def test_a_pause_ends_an_epoch_step_early_and_start_goes_on_after_it() -> None:
    run = Run()
    epoch = run.tell("step", unit="epoch")
    run.turn(3)
    assert isinstance(run.tell("step", unit="batch")[0], ConflictError)
    assert run.tell("pause") == [Answer(3, "paused")]
    assert epoch == [Answer(3, "paused")]
    epoch = run.tell("step", unit="epoch")
    assert run.tell("start") == [Answer(3, "running")]
    assert epoch == [Answer(3, "running")]
    assert run.turn(50) == 50


def test_a_step_while_running_pauses() -> None:
    run = Run(status="queued")
    run.turn()
    assert run.tell("step") == [Answer(11, "paused")]


def test_a_reset_begins_a_new_history_and_a_new_seed_is_answered() -> None:
    run = Run(status="queued")
    run.turn()
    assert run.tell("reset", same_init=True) == [Answer(0, "running")]
    answer = run.tell("reset", same_init=False)[0]
    assert isinstance(answer, Answer)
    assert answer.spec is not None
    assert answer.spec["training"]["seed"] == 1
    events = [(event["history"], event["first"], event["rows"].get("step")) for event in run.told.of("metrics")]
    assert events[-4:] == [(1, 0, None), (1, 0, [0]), (2, 0, None), (2, 0, [0])]


def test_a_changed_weight_is_shown_at_once_and_told_to_other_tabs() -> None:
    run = Run()
    run.show((WEIGHTS, 20.0))
    run.views()
    run.now += 1.0
    run.tell("set_weight", node="h1", name="weight", index=[0, 1], value=3.0)
    run.views()
    assert run.told.frames() == ["weights", "weights"]
    assert run.told.of("live") == [
        {"type": "live", "run": "run_1", "path": "network.nodes.h1.weight.0.1", "value": 3.0}
    ]
    assert run.session.save_at is not None


@pytest.mark.fault(13)
def test_divergence_names_the_node_and_a_lower_rate_goes_on() -> None:
    run = Run(stand_in.spec_with("diverges", optimiser={"kind": "sgd", "learning_rate": 1.0}), status="queued")
    run.turn(500)
    assert run.status == "diverged"
    reason = run.told.of("status")[-1]["stop_reason"]
    assert reason == {
        "rule": "diverged",
        "detail": "The loss became infinite.",
        "hint": "Lower the learning rate.",
        "step": 100,
        "node": "h1",
        "can_go_on": True,
        "best_step": None,
    }
    run.tell("set_live", path=RATE, value=0.001)
    assert run.tell("start") == [Answer(100, "running")]
    assert run.turn(10) == 10
    assert run.told.of("status")[-1]["stop_reason"] is None


def test_a_finished_run_goes_on_after_its_limit_was_raised() -> None:
    run = Run(stand_in.spec_with(max_epochs=2), status="queued")
    run.turn(500)
    assert (run.status, run.trainer.step) == ("finished", 20)
    run.tell("start")
    run.turn(500)
    assert (run.status, run.trainer.step) == ("finished", 20)
    run.tell("set_live", path="training.max_epochs", value=3)
    run.tell("start")
    run.turn(500)
    assert (run.status, run.trainer.step) == ("finished", 30)


def test_a_stopped_run_takes_no_more_commands_but_another_stop() -> None:
    run = Run()
    assert run.tell("stop") == [Answer(0, "stopped")]
    assert run.tell("stop") == [Answer(0, "stopped")]
    assert isinstance(run.tell("start")[0], ConflictError)


def test_rows_are_dense_at_first_and_then_50_ms_apart_with_the_mean_loss() -> None:
    run = Run(status="queued")
    for _ in range(40):
        run.turn(10, seconds=0.010)
    rows = [event["rows"] for event in run.told.of("metrics")]
    steps = [columns["step"][0] for columns in rows]
    assert steps[:20] == list(range(0, 200, 10))
    assert steps[20:] == [240, 290, 340, 390]
    losses = [1.0 / (step + 1) for step in range(190, 240)]
    assert rows[20]["loss"][0] == pytest.approx(np.mean(losses), rel=1e-5)


def test_status_is_told_a_few_times_a_second_with_the_speed() -> None:
    run = Run(status="queued")
    for _ in range(100):
        run.turn(10, seconds=0.020)
    running = [event for event in run.told.of("status") if event["status"] == "running"]
    assert 8 <= len(running) <= 12
    assert running[-1]["updates_per_s"] == pytest.approx(500.0, rel=0.05)


@pytest.mark.fault(21)
def test_views_wait_for_a_slow_reader_but_the_resting_state_is_always_shown() -> None:
    run = Run(status="queued")
    run.show((WEIGHTS, 20.0))
    for _ in range(50):
        run.turn()
    assert run.told.frames() == ["weights"]
    run.told.taken()
    run.turn()
    assert run.told.frames() == ["weights", "weights"]
    run.tell("pause")
    run.now += 1.0
    run.views()
    assert run.told.frames() == ["weights"] * 3


def test_a_view_that_cannot_be_made_is_told_once_and_ends_nothing() -> None:
    run = Run(status="queued")
    run.show(({"kind": "unit", "node": "nowhere", "unit": 0}, 20.0))
    for _ in range(20):
        run.turn()
    assert [event["code"] for event in run.told.of("notice")] == ["view_failed"]
    assert run.status == "running"


def test_a_failed_run_says_why_and_refuses_what_waited() -> None:
    run = Run(ready=False)
    waiting = run.tell("step")
    ready: list[str] = []
    run.session.when_ready(lambda: ready.append("asked"))
    error = GlassnetError("compile_timeout", "Too slow.", "Use less.")
    run.session.fail(error, run.now)
    assert waiting == [error]
    assert ready == ["asked"]
    assert run.told.of("problem")[0]["code"] == "compile_timeout"
    assert run.told.of("status")[-1]["stop_reason"]["rule"] == "failed"


def test_a_restored_run_is_the_same_and_tells_its_rows_as_a_new_history() -> None:
    whole, first = Run(status="queued"), Run(status="queued")
    for run in (whole, first):
        run.turn(30)
    first.tell("step", "answered")
    whole.tell("step")
    saved = first.session.snapshot()
    second = Run(ready=False, status="running", placement=2, resume=True, history=5, reason="worker_restarted")
    second.adopt(saved)
    for run in (whole, second):
        run.tell("start")
        run.turn(40)
    assert second.trainer.step == whole.trainer.step == 71
    assert second.trainer.weight == whole.trainer.weight
    assert second.tell("step", "answered") == [Answer(31, "paused")]
    assert second.trainer.step == 71
    rows = second.told.of("metrics")[0]
    assert (rows["history"], rows["first"], rows["rows"]["step"]) == (6, 0, [0, 30, 31])
    assert second.told.of("notice")[0]["detail"] == "The worker was restarted; resumed at step 31."


def test_a_confirmed_live_value_survives_although_the_checkpoint_is_older() -> None:
    first = Run(status="queued")
    first.turn(30)
    saved = first.session.snapshot()
    confirmed = first.tell("set_live", path=RATE, value=0.7)[0]
    assert isinstance(confirmed, Answer)
    assert confirmed.spec is not None
    second = Run(stand_in.RunSpec.model_validate(confirmed.spec), ready=False, placement=2, resume=True)
    second.adopt(saved)
    assert second.trainer.spec.training.optimiser.learning_rate == 0.7


@pytest.mark.parametrize("status", ["finished", "stopped", "diverged"])
@pytest.mark.parametrize("code", ["no_dataset", "not_downloaded"])
def test_a_run_that_is_over_stays_so_when_its_data_are_gone(status: str, code: str) -> None:
    reason = {"rule": "max_epochs", "detail": "All done.", "hint": "", "step": 7}
    run = Run(ready=False, status=status, stop_reason=reason, step=7, resume=True)
    waiting: list[str] = []
    run.session.when_ready(lambda: waiting.append("asked before"))
    run.session.fail(SpecError(code, "The data set is gone.", "Upload it again."), run.now)
    assert run.status == status
    assert run.told.of("status")[-1]["stop_reason"]["detail"] == "All done."
    assert run.told.of("problem")[-1]["detail"] == "The data set is gone."
    run.session.when_ready(lambda: waiting.append("asked after"))
    assert waiting == ["asked before", "asked after"], "nobody waits for ever"
    assert isinstance(run.tell("start")[0], ConflictError)


def test_other_faults_and_other_runs_without_data_fail() -> None:
    for status, code in (("finished", "internal"), ("paused", "no_dataset")):
        run = Run(ready=False, status=status)
        run.session.fail(GlassnetError(code, "It does not work."), run.now)
        assert run.status == "failed"
