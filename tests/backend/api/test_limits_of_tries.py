"""Budgets of guesses: pure, with time as an argument."""

from __future__ import annotations

import pytest

from glassnet.api.limits_of_tries import ADDRESS_CODES, MOST_KEYS, Budget, TooManyTries, Tries
from glassnet.errors import NotFoundError

FEW = Budget(3, 0.5)


def wrong(tries: Tries, now: float, key: str = "a", budget: Budget = FEW) -> None:
    with pytest.raises(NotFoundError), tries.guess(now, key=(key, budget)):
        raise NotFoundError("no", "no")


def test_failures_use_up_a_budget_that_comes_back() -> None:
    tries = Tries()
    for _ in range(3):
        wrong(tries, 10.0)
    with pytest.raises(TooManyTries) as refused, tries.guess(10.0, key=("a", FEW)):
        pytest.fail("it must not be entered")
    assert refused.value.status == 429
    assert 3.0 <= refused.value.wait_s <= 7.0  # two seconds, and up to five so that not all come back together
    assert f"in {refused.value.wait_s} s" in refused.value.detail
    wrong(tries, 12.0)
    with pytest.raises(TooManyTries), tries.guess(12.0, key=("a", FEW)):
        pass


def test_others_have_budgets_of_their_own() -> None:
    tries = Tries()
    for _ in range(3):
        wrong(tries, 0.0)
    wrong(tries, 0.0, "b")
    with pytest.raises(TooManyTries), tries.guess(0.0, mine=("c", FEW), key=("a", FEW)):
        pytest.fail("one empty budget is enough")


def test_what_is_right_costs_nothing() -> None:
    tries = Tries()
    for _ in range(100):
        with tries.guess(0.0, key=("a", FEW)):
            pass
    with pytest.raises(ZeroDivisionError), tries.guess(0.0, key=("a", FEW)):
        raise ZeroDivisionError  # a fault of ours is nobody's wrong guess
    wrong(tries, 0.0)


def test_many_at_once_are_not_more_than_one_by_one() -> None:
    tries = Tries()
    under_way = [tries.guess(0.0, key=("a", FEW)) for _ in range(4)]
    for one in under_way[:3]:
        one.__enter__()
    with pytest.raises(TooManyTries):
        under_way[3].__enter__()
    for one in under_way[:3]:
        one.__exit__(None, None, None)
    wrong(tries, 0.0)


def test_a_whole_school_fits_into_the_budget_of_one_address() -> None:
    assert ADDRESS_CODES.burst >= 100


def test_trust_ends_and_memory_has_a_bound() -> None:
    tries = Tries()
    tries.trust("10.0.0.1", "abcdef", 0.0)
    assert tries.trusts("10.0.0.1", "abcdef", 3600.0)
    assert not tries.trusts("10.0.0.2", "abcdef", 3600.0)
    assert not tries.trusts("10.0.0.1", "abcdeg", 3600.0)
    assert not tries.trusts("10.0.0.1", "abcdef", 86400.0)
    for number in range(MOST_KEYS + 10):
        wrong(tries, 0.0, str(number))
    assert len(tries._left) == MOST_KEYS
