from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.runtime.scheduler import LONGEST_S, ROUND_S, SHORTEST_S, Scheduler, Slice


class World:
    """A host whose runs train at a given speed, in simulated time."""

    def __init__(self, speeds: dict[str, float], users: dict[str, str] | None = None) -> None:
        self.scheduler = Scheduler()
        self.speeds = speeds
        self.now = 0.0
        self.updates: Counter[str] = Counter()
        self.seconds: Counter[str] = Counter()
        self.turns: list[tuple[str, float]] = []
        for run in speeds:
            self.scheduler.add(run, (users or {}).get(run, "local"), 0.0, first=10)

    def turn(self) -> bool:
        turn = self.scheduler.next(self.now)
        if turn is None:
            return False
        took = turn.updates / self.speeds[turn.run]
        self.turns.append((turn.run, self.now))
        self.now += took
        self.updates[turn.run] += turn.updates
        self.seconds[turn.run] += took
        self.scheduler.ran(turn.run, turn.updates, took, took, self.now)
        return True

    def go(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            if not self.turn():
                wait = self.scheduler.wait(self.now)
                assert wait is not None
                self.now += max(wait, 1e-6)


def test_nobody_there_nothing_to_do() -> None:
    scheduler = Scheduler()
    assert scheduler.next(0.0) is None
    assert scheduler.wait(0.0) is None
    assert len(scheduler) == 0


def test_a_lone_run_gets_turns_of_about_20_ms_after_a_start_in_small_steps() -> None:
    world = World({"a": 100_000.0})
    world.go(2.0)
    lengths = [after - before for (_, before), (_, after) in pairwise(world.turns)]
    assert lengths[0] == pytest.approx(10 / 100_000.0)
    assert lengths[1] == pytest.approx(20 / 100_000.0)
    assert max(lengths) <= LONGEST_S * 1.01
    assert lengths[-1] == pytest.approx(LONGEST_S, rel=0.1)


@pytest.mark.parametrize(
    ("runs", "expected"), [(1, LONGEST_S), (12, LONGEST_S), (25, 0.010), (50, 0.005), (500, SHORTEST_S)]
)
def test_a_round_over_all_runs_stays_short(runs: int, expected: float) -> None:
    world = World({f"r{k}": 1e6 for k in range(runs)})
    assert world.scheduler.slice_s == pytest.approx(min(expected, ROUND_S / runs if runs <= 125 else expected))


@pytest.mark.fault(20)
def test_users_share_fairly_whatever_the_number_of_their_runs() -> None:
    speeds = {f"a{k}": 1e5 for k in range(10)} | {"b": 1e5}
    world = World(speeds, {run: run[0] for run in speeds})
    world.go(20.0)
    spent = Counter({"a": 0.0, "b": 0.0})
    for run, seconds in world.seconds.items():
        spent[run[0]] += seconds
    assert spent["b"] / world.now == pytest.approx(0.5, abs=0.05)


@pytest.mark.fault(20)
@pytest.mark.parametrize("light", [4, 29])
def test_a_run_with_very_slow_updates_takes_no_more_than_its_share(light: int) -> None:
    speeds = {"heavy": 2.0, **{f"light{k}": 1e5 for k in range(light)}}
    world = World(speeds, {run: run for run in speeds})
    world.go(120.0)
    for run in speeds:
        if run != "heavy":
            assert world.seconds[run] / world.now >= 1 / (2 * len(speeds))


def test_runs_of_one_user_get_equal_time() -> None:
    world = World({"a": 1e5, "b": 3e4, "c": 2e6})
    world.go(10.0)
    shares = [world.seconds[run] / world.now for run in "abc"]
    assert shares == pytest.approx([1 / 3] * 3, abs=0.03)


def test_watched_runs_come_first_and_starve_nobody() -> None:
    world = World({"a": 1e5, "b": 1e5})
    world.scheduler.watch("b", True)
    world.go(10.0)
    assert world.seconds["b"] / world.seconds["a"] == pytest.approx(3.0, rel=0.15)


def test_a_late_comer_does_not_catch_up() -> None:
    world = World({"a": 1e5})
    world.speeds["b"] = 1e5
    world.go(10.0)
    world.scheduler.add("b", "local", world.now, first=10)
    world.seconds.clear()
    world.go(4.0)
    assert world.seconds["a"] / world.seconds["b"] == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("limit", [1.0, 7.5, 60.0, 5000.0])
def test_the_speed_limit_is_kept(limit: float) -> None:
    world = World({"a": 1e5, "b": 1e5})
    world.scheduler.limit("a", limit, 0.0)
    world.go(20.0)
    assert world.updates["a"] / world.now == pytest.approx(limit, rel=0.06, abs=0.1)
    assert world.seconds["b"] / world.now > 0.9


def test_a_limited_run_alone_says_when_it_is_due() -> None:
    world = World({"a": 1e5})
    world.scheduler.limit("a", 2.0, 0.0)
    assert world.turn()
    assert not world.turn()
    wait = world.scheduler.wait(world.now)
    assert wait == pytest.approx(0.5, abs=0.01)
    world.now += 0.5
    assert world.turn()


def test_a_user_who_waits_for_a_speed_limit_saves_nothing_up_and_holds_nobody_back() -> None:
    world = World({"a": 1e5, "b": 1e5, "c": 1e5}, {"a": "a", "b": "b", "c": "c"})
    world.scheduler.limit("a", 1.0, 0.0)
    world.go(10.0)
    assert world.seconds["b"] / world.now == pytest.approx(0.5, abs=0.05)
    assert world.updates["a"] == pytest.approx(10, abs=1)


def test_slow_times_are_not_saved_up() -> None:
    world = World({"a": 1e5, "b": 1e5})
    world.scheduler.limit("a", 1.0, 0.0)
    world.go(10.0)
    world.scheduler.limit("a", None, world.now)
    world.seconds.clear()
    world.go(2.0)
    assert world.seconds["a"] / world.seconds["b"] == pytest.approx(1.0, abs=0.15)


def test_what_is_removed_gets_no_turn_and_removing_twice_is_fine() -> None:
    world = World({"a": 1e5, "b": 1e5})
    world.scheduler.remove("a")
    world.scheduler.remove("a")
    world.go(1.0)
    assert world.updates["a"] == 0
    assert "a" not in world.scheduler
    assert len(world.scheduler) == 1
    world.scheduler.ran("a", 1, 1.0, 1.0, world.now)
    world.scheduler.watch("a", True)
    world.scheduler.limit("a", 1.0, world.now)
    world.scheduler.add("b", "local", world.now)
    assert len(world.scheduler) == 1


def test_a_run_does_not_pay_for_being_interrupted() -> None:
    world = World({"a": 1e5, "b": 1e5})
    world.go(2.0)
    world.seconds.clear()
    end = world.now + 10.0
    while world.now < end:
        world.turn()
        run = world.turns[-1][0]
        if run == "a" and len(world.turns) % 5 == 0:
            turn = world.scheduler.next(world.now)
            assert turn is not None
            took = turn.updates / world.speeds[turn.run] + 0.2  # another process had the processor
            world.now += took
            world.scheduler.ran(turn.run, turn.updates, took, took, world.now)
            world.updates[turn.run] += turn.updates
    assert world.updates["a"] / world.updates["b"] == pytest.approx(1.0, abs=0.25)


def test_a_run_that_became_slow_for_good_is_known_as_slow_soon() -> None:
    world = World({"a": 1e5, "b": 1e5})
    world.go(2.0)
    world.speeds["a"] = 1e3
    world.go(2.0)
    world.seconds.clear()
    world.go(4.0)
    assert world.seconds["a"] / world.seconds["b"] == pytest.approx(1.0, abs=0.2)


def test_no_turn_is_longer_than_the_ring() -> None:
    scheduler = Scheduler()
    scheduler.add("a", "u", 0.0, first=50, largest=64)
    now = 0.0
    for _ in range(20):
        turn = scheduler.next(now)
        assert turn is not None
        assert turn.updates <= 64
        now += 1e-4
        scheduler.ran("a", turn.updates, 1e-4, 1e-4, now)


@given(
    speeds=st.lists(st.floats(10.0, 1e6), min_size=1, max_size=12),
    users=st.integers(1, 4),
    watched=st.sets(st.integers(0, 11)),
)
def test_everybody_gets_at_least_half_of_a_fair_share(speeds: list[float], users: int, watched: set[int]) -> None:
    names = {f"r{k}": speed for k, speed in enumerate(speeds)}
    world = World(names, {run: f"u{k % users}" for k, run in enumerate(names)})
    for k in watched & set(range(len(speeds))):
        world.scheduler.watch(f"r{k}", True)
    world.go(15.0)
    active = min(users, len(speeds))
    spent: Counter[str] = Counter()
    for k, run in enumerate(names):
        spent[f"u{k % users}"] += world.seconds[run]
        assert world.updates[run] > 0
    for user, seconds in spent.items():
        assert seconds / world.now >= 1 / (2 * active), user


@pytest.mark.fault(20)
@pytest.mark.parametrize("weight", [0.1, 0.5, 2.0, 10.0])
def test_a_weight_scales_a_share(weight: float) -> None:
    world = World({"a": 1e5, "b": 1e5}, {"a": "a", "b": "b"})
    world.scheduler.weigh("b", weight)
    world.go(20.0)
    assert world.seconds["b"] / world.seconds["a"] == pytest.approx(weight, rel=0.05)


def test_weights_change_while_runs_train_and_are_known_before_they_come() -> None:
    world = World({"a": 1e5, "b": 1e5}, {"a": "a", "b": "b"})
    world.go(5.0)
    world.scheduler.weigh("b", 3.0)
    world.scheduler.weigh("c", 2.0)
    world.speeds["c"] = 1e5
    world.scheduler.add("c", "c", world.now, first=10)
    world.seconds.clear()
    world.go(20.0)
    assert world.seconds["b"] / world.seconds["a"] == pytest.approx(3.0, rel=0.1)
    assert world.seconds["c"] / world.seconds["a"] == pytest.approx(2.0, rel=0.1)


def test_a_class_of_twice_the_weight_gives_each_student_twice_the_share() -> None:
    users = {f"a{k}": f"a{k}" for k in range(3)} | {f"b{k}": f"b{k}" for k in range(6)}
    world = World(dict.fromkeys(users, 1e5), users)
    for user in users:
        world.scheduler.weigh(user, 2.0 if user[0] == "b" else 1.0)
    world.go(30.0)
    for run in users:
        expected = (2.0 if run[0] == "b" else 1.0) / 15.0
        assert world.seconds[run] / world.now == pytest.approx(expected, rel=0.1)


def test_who_is_watched_has_twice_the_share_of_who_is_not() -> None:
    world = World({"a": 1e5, "b": 1e5}, {"a": "a", "b": "b"})
    world.scheduler.watch("a", True)
    world.go(20.0)
    assert world.seconds["a"] / world.seconds["b"] == pytest.approx(2.0, rel=0.05)


@pytest.mark.fault(20)
@pytest.mark.parametrize("update_s", [0.05, 0.4, 3.0])
def test_updates_that_are_longer_than_a_turn_are_held_against_their_user(update_s: float) -> None:
    users = {f"mlp{k}": f"u{k}" for k in range(14)} | {"unet": "unet"}
    world = World({run: 1.0 / update_s if run == "unet" else 1e5 for run in users}, users)
    for run in users:
        world.scheduler.watch(run, True)
    world.go(20.0 + 12 * update_s)  # the first turn, of ten updates, comes before anything is known
    world.seconds.clear()
    began = world.now
    world.go(100.0 + 60 * update_s)
    shares = {run: world.seconds[run] / (world.now - began) for run in users}
    assert 1 / 30 < shares["unet"] < 1 / 10
    assert min(shares.values()) > 1 / 30


def test_when_everybody_is_in_debt_the_next_turn_comes_at_once() -> None:
    world = World({"a": 0.2, "b": 0.3}, {"a": "a", "b": "b"})
    world.scheduler.weigh("a", 0.01)
    world.scheduler.weigh("b", 0.01)
    world.go(1000.0)
    assert world.seconds["a"] / world.seconds["b"] == pytest.approx(1.0, rel=0.2)


def test_what_a_first_turn_takes_longer_is_not_held_against_its_user_for_long() -> None:
    world = World({"a": 1e5, "unet": 20.0}, {"a": "a", "unet": "unet"})
    world.go(0.001)
    turn = next(t for t in iter(lambda: world.scheduler.next(world.now), None) if t.run == "unet" or _ran(world, t))
    world.scheduler.ran("unet", turn.updates, 5.0, 5.0, world.now)
    world.go(1.5)
    assert world.updates["unet"] > 0


def _ran(world: World, turn: Slice) -> bool:
    world.scheduler.ran(turn.run, turn.updates, 0.02, 0.02, world.now)
    return False


@pytest.mark.fault(20)
def test_who_leaves_after_a_long_turn_and_comes_back_still_owes_it() -> None:
    world = World({"mine": 1e5}, {"mine": "me"})
    world.go(1.0)
    world.seconds.clear()
    began = world.now
    for _ in range(5):  # somebody asks one thing after another, each of which takes 2 s in one piece
        world.scheduler.add("asked", "other", world.now)
        world.scheduler.watch("asked", True)
        world.scheduler.watch("mine", True)
        while (turn := world.scheduler.next(world.now)) is not None and turn.run == "mine":
            took = turn.updates / world.speeds["mine"]
            world.now += took
            world.seconds["mine"] += took
            world.scheduler.ran("mine", turn.updates, took, took, world.now)
        world.now += 2.0
        world.scheduler.spent("asked", 2.0, world.now)
        world.scheduler.remove("asked")
    assert world.seconds["mine"] / (world.now - began - 2.0) == pytest.approx(0.5, abs=0.1)


def test_a_debt_is_forgotten_when_the_time_is_past() -> None:
    scheduler = Scheduler()
    scheduler.add("asked", "other", 0.0)
    assert scheduler.next(0.0) is not None
    scheduler.spent("asked", 5.0, 5.0)
    scheduler.remove("asked")
    scheduler.add("mine", "me", 100.0)
    scheduler.add("asked", "other", 100.0)
    turns = set()
    for _ in range(2):
        turn = scheduler.next(100.0)
        assert turn is not None
        turns.add(turn.run)
        scheduler.ran(turn.run, 1, 0.02, 0.02, 100.0)
    assert turns == {"mine", "asked"}


def test_a_run_that_is_asked_again_and_again_leaves_its_users_own_training_its_share() -> None:
    world = World({"mine": 1e5})
    world.go(1.0)
    world.seconds.clear()
    began = world.now
    for _ in range(20):
        world.scheduler.add("asked", "local", world.now)
        while (turn := world.scheduler.next(world.now)) is not None and turn.run == "mine":
            took = turn.updates / world.speeds["mine"]
            world.now += took
            world.seconds["mine"] += took
            world.scheduler.ran("mine", turn.updates, took, took, world.now)
        world.now += 0.5
        world.scheduler.spent("asked", 0.5, world.now)
        world.scheduler.remove("asked")
    assert world.seconds["mine"] / (world.now - began - 0.5) == pytest.approx(0.5, abs=0.1)
