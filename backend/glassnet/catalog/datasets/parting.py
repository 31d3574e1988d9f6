"""How the rows of a table are parted into training, validation and test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Split = Literal["stratified", "random", "last"]


class Cut(NamedTuple):
    """How many rows of one class train, validate and test."""

    train: int
    validation: int
    test: int


def apportioned(sizes: Sequence[int], wanted: int) -> list[int]:
    """``wanted`` rows over classes of ``sizes`` rows, in proportion: whole parts first, then the largest remainders.

    Raises:
        ValueError: when more are wanted than there are.
    """
    total = sum(sizes)
    if wanted > total:
        raise ValueError(f"{wanted} of {total} rows are wanted")
    exact = [size * wanted / total for size in sizes] if total else [0.0] * len(sizes)
    found = [int(share) for share in exact]
    order = sorted(range(len(sizes)), key=lambda k: (found[k] - exact[k], k))
    for k in order[: wanted - sum(found)]:
        found[k] += 1
    return found


def cuts(counts: Sequence[int], samples: int, validation: float, test: float) -> list[Cut]:
    """How each class is cut when every class is to have its share in every part.

    Args:
        counts: rows of each class.
        samples: rows wanted, all classes and parts together; all when there are fewer.
        validation: share of the rows that validate.
        test: share of the rows that test.

    Returns:
        A cut for each class. A class with any row has one that trains, even where that costs a test.
    """
    total = min(samples, sum(counts))
    kept = apportioned(counts, total)
    tests = apportioned(kept, min(total, round(total * test)))
    left = [size - taken for size, taken in zip(kept, tests, strict=True)]
    validations = apportioned(left, min(sum(left), round(total * validation)))
    found = []
    for size, testing, validating in zip(kept, tests, validations, strict=True):
        if size and testing + validating == size:
            testing, validating = (testing, validating - 1) if validating else (testing - 1, validating)
        found.append(Cut(size - testing - validating, validating, testing))
    return found


def arranged(
    strata: NDArray[np.integer], cut: Sequence[Cut], seed: int, last: bool
) -> tuple[Numbers, Numbers, Numbers]:
    """Places of the rows that train, validate and test, each ascending.

    Args:
        strata: class of each row ``(n,)``, numbers below ``len(cut)``.
        cut: how many rows of each class go where.
        seed: equal seeds choose equally.
        last: whether the last rows of each class test and those before them validate; otherwise chance decides.
    """
    rng = np.random.default_rng(seed)
    parts: tuple[list[Numbers], ...] = ([], [], [])
    for number, own in enumerate(cut):
        rows = np.flatnonzero(strata == number)
        order = rng.permutation(rows)
        chosen = order[: sum(own)]
        if last:
            chosen = np.sort(chosen)
        first, second = own.train, own.train + own.validation
        for part, piece in zip(parts, (chosen[:first], chosen[first:second], chosen[second:]), strict=True):
            part.append(piece)
    train, validation, test = (np.sort(np.concatenate([*part, np.zeros(0, np.int64)])) for part in parts)
    return train, validation, test
