"""How busy workers are, whom they work for, and where there is room."""

from __future__ import annotations

from typing import Any

import pytest

from glassnet.runtime.calls import Busy
from glassnet.runtime.entry import Entry
from glassnet.runtime.loads import WINDOW_S, Loads
from glassnet.runtime.portions import Portions
from glassnet.storage.store import StoredRun


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_shares_and_business_are_those_of_the_last_seconds() -> None:
    clock = Clock()
    loads = Loads(clock)
    for second in range(40):
        clock.now = float(second)
        early, late = min(second, 20), max(0, second - 20)
        loads.heard("h", Busy(second, {"a": 0.5 * early, "b": 0.25 * late}, training=2, memory_bytes=7))
    assert loads.busy("h") == pytest.approx(0.25)
    assert loads.shares() == {"b": 1.0}
    assert loads.rates()["b"] == pytest.approx(0.25)
    assert loads.now("h").memory_bytes == 7
    assert loads.busy("nowhere") == 0.0
    assert loads.now("nowhere") == Busy()


def test_every_second_is_counted_once_also_when_a_host_is_lost() -> None:
    clock = Clock()
    loads = Loads(clock)
    for tick in range(1, 1001):
        clock.now = tick * 0.01
        loads.heard("h", Busy(clock.now, {"a": tick * 0.005}))
    assert loads.unwritten_s("a") == pytest.approx(5.0)
    spent = loads.take_spent()
    assert spent == {"a": pytest.approx(5.0)}
    assert loads.take_spent() == {}
    loads.give_back(spent)
    loads.forget("h")
    loads.forget("h")
    assert loads.lost == 1
    loads.heard("h2", Busy(0.1, {"a": 0.1}))
    assert loads.unwritten_s("a") == pytest.approx(5.1)
    clock.now += 2 * WINDOW_S
    assert loads.shares() == {}


def entry(run: str, user: str, host: str | None = None, status: str = "running", **more: Any) -> Entry:
    made = Entry(StoredRun(id=run, user=user, created_at=0.0, spec={}, status=status, **more), 0.0)
    made.host = host
    return made


def test_a_run_goes_where_its_user_has_most() -> None:
    portions = Portions()
    many = [entry(f"a{k}", "anna", "one") for k in range(5)]
    two = [entry("b", "ben", "two"), entry("c", "clara", "two")]
    new = entry("d", "dora")
    assert portions.roomiest(new, ["one", "two"], [*many, *two, new]) == "one"
    assert portions.roomiest(entry("a5", "anna"), ["one", "two"], [*many, *two]) == "two"
    assert portions.share("dora", None, ["one", "two"], [*many, *two]) == pytest.approx(1 / 2)
    assert portions.share("anna", None, ["one", "two"], [*many, *two]) == pytest.approx(1 / 3)
    assert portions.share("anna", None, [], []) == 1.0
    assert portions.share("anna", None, ["one", "two"], [*many, *two], many[0]) == pytest.approx(1 / 5)
    assert portions.share("clara", None, ["one", "two"], [*many, *two], two[1]) == pytest.approx(1 / 2)


def test_a_class_gives_its_members_their_weight() -> None:
    portions = Portions()
    assert portions.of("anna") == 1.0
    assert portions.of("anna", "class_a") == 1.0
    assert portions.set("class_a", 2.0) == {"anna": 2.0}
    assert portions.of("anna") == 2.0
    assert portions.class_of("anna") == "class_a"
    paused = entry("b", "ben", "one", "paused")
    busy = entry("c", "clara", "one")
    assert portions.share("anna", None, ["one"], [paused, busy]) == pytest.approx(2 / 3)
    portions.forget("class_a")
    assert portions.of("anna") == 1.0
