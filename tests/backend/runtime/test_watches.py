from __future__ import annotations

import pytest

from glassnet.protocol.views import Data, Kernels, Masks, Regions, Surface, Unit, Units
from glassnet.runtime.watches import SHARE, SLOWEST_S, Watches


def yes(key: str) -> bool:
    return True


def test_a_view_nobody_watches_is_never_due() -> None:
    watches = Watches()
    watches.changed()
    assert watches.due(10.0, 1, yes) == []
    assert watches.next_at(1, yes) is None


def test_a_fresh_view_is_due_at_once_and_then_at_its_rate() -> None:
    watches = Watches()
    watches.set([(Surface(), 10.0)])
    assert watches.due(5.0, 1, yes) == [Surface()]
    watches.sent("surface", 5.0, 0.0)
    assert watches.due(6.0, 1, yes) == []
    watches.changed()
    assert watches.due(5.05, 1, yes) == []
    assert watches.next_at(1, yes) == pytest.approx(5.1)
    assert watches.due(5.1, 1, yes) == [Surface()]


def test_a_frame_that_was_not_taken_is_not_made_again_while_training() -> None:
    watches = Watches()
    watches.set([(Surface(), 10.0), (Units(), 10.0)])
    assert watches.due(0.0, 1, lambda key: key == "units") == [Units()]
    assert watches.due(0.0, 1, None) == [Surface(), Units()]
    assert watches.next_at(1, lambda key: False) is None


def test_a_view_of_which_more_is_to_come_is_made_again() -> None:
    watches = Watches()
    watches.set([(Regions(), 4.0)])
    watches.sent("regions", 0.0, 0.001, more=True)
    assert watches.next_at(1, yes) == pytest.approx(0.25)
    watches.postpone("regions", 0.5)
    assert watches.due(0.4, 1, yes) == []
    assert watches.due(0.5, 1, yes) == [Regions()]
    watches.sent("regions", 0.5, 0.001)
    assert watches.next_at(1, yes) is None


def test_masks_follow_every_step_regions_only_evaluations() -> None:
    watches = Watches()
    watches.set([(Masks(), 4.0), (Regions(), 4.0)])
    watches.sent("masks", 0.0, 0.001)
    watches.sent("regions", 0.0, 0.001)
    watches.changed()
    assert watches.due(9.0, 1, yes) == [Masks()]
    watches.sent("masks", 9.0, 0.001)
    watches.judged()
    assert watches.due(10.0, 1, yes) == [Masks(), Regions()]


def test_the_data_is_shown_once() -> None:
    watches = Watches()
    watches.set([(Data(), 20.0)])
    watches.sent("data", 0.0, 0.001)
    watches.changed()
    assert watches.due(9.0, 1, yes) == []
    watches.changed(data=True)
    assert watches.due(9.0, 1, yes) == [Data()]


def test_views_take_a_small_part_of_the_time_and_never_freeze() -> None:
    watches = Watches()
    watches.set([(Surface(), 60.0)])
    watches.sent("surface", 0.0, 0.006)
    watches.changed()
    assert watches.next_at(1, yes) == pytest.approx(0.006 / SHARE)
    assert watches.next_at(1000, yes) == pytest.approx(SLOWEST_S)


def test_setting_the_same_views_again_shows_nothing_anew() -> None:
    watches = Watches()
    watches.set([(Surface(), 10.0)])
    watches.sent("surface", 0.0, 0.0)
    watches.set([(Surface(), 20.0)])
    assert watches.due(9.0, 1, yes) == []
    watches.set([(Surface(size=50), 20.0)])
    assert watches.due(9.0, 1, yes) == [Surface(size=50)]
    watches.set([])
    assert len(watches) == 0


def test_a_view_that_is_not_ready_is_asked_for_again_later() -> None:
    watches = Watches()
    watches.set([(Unit(node="h", unit=0), 10.0)])
    watches.postpone("unit:h:0", 3.0)
    assert watches.due(2.9, 1, yes) == []
    assert watches.due(3.0, 1, yes) == [Unit(node="h", unit=0)]
    watches.drop("unit:h:0")
    watches.drop("unit:h:0")
    assert watches.due(4.0, 1, yes) == []


def test_kernels_follow_the_weights_and_the_evaluations() -> None:
    watches = Watches()
    watches.set([(Kernels(node="c"), 10.0)])
    for out_of_date in (watches.changed, watches.judged):
        watches.sent("kernels:c", 0.0, 0.001)
        assert watches.due(9.0, 1, yes) == []
        out_of_date()
        assert watches.due(9.0, 1, yes) == [Kernels(node="c")]
