"""What is known of images besides their pixels: which belong together, how large a pixel is, when it was taken."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.datasets.upload import MOST_GROUPS
from glassnet.errors import shown
from glassnet.storage.datasets.job import ReadError

MOST_MM = 1000.0
_PHASES = {"0": 0, "ed": 0, "diastole": 0, "end-diastole": 0, "1": 1, "es": 1, "systole": 1, "end-systole": 1}
_ORDERS = [("first and last", 0, 1), ("first and one after the last", 0, 0), ("first and last, counted from 1", 1, 1)]


class Known(NamedTuple):
    """What is known of ``n`` images, in the order in which they are kept.

    Attributes:
        group: number of the group of each ``(n,)``; those of a group follow each other.
        phase: 0 end of diastole, 1 end of systole, -1 unknown ``(n,)``.
        spacing: row, column, slice in mm ``(n, 3)``, of the image as it came; NaN where unknown.
        grouped: whether somebody has said which images belong together.
    """

    group: NDArray[np.int32]
    phase: NDArray[np.int8]
    spacing: NDArray[np.float32]
    grouped: bool

    def sizes(self) -> list[int]:
        """How many images each group has."""
        return [int(one) for one in np.bincount(self.group)]


def nothing_known(count: int) -> Known:
    """Of ``count`` images, nothing."""
    return Known(np.arange(count, dtype=np.int32), np.full(count, -1, np.int8), no_spacing(count), False)


def no_spacing(count: int) -> NDArray[np.float32]:
    """The spacing of ``count`` images of which it is unknown."""
    return np.full((count, 3), np.nan, np.float32)


def groups_of(name: str, array: NDArray[Any], count: int, notes: list[str]) -> NDArray[np.int64]:
    """The number of the group of each of ``count`` images, in the order in which groups appear.

    Args:
        name: of the array, for refusals.
        array: an id for each image ``(count,)`` or ``(count, 1)``; or the first and the last image, or the one after
            it, of each group ``(groups, 2)``.
        count: how many images there are.
        notes: where is told how it was read.

    Raises:
        ReadError: ``groups``, when it is neither.
    """
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim == 1 and len(array) == count:
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise groups_refused(name, "holds numbers that are not finite", "Give every image the id of its group.")
        found = _in_order(array)
    elif array.ndim == 2 and array.shape[1] == 2 and len(array):
        found = _by_ranges(name, array, count, notes)
    else:
        raise groups_refused(
            name,
            f"has shape {array.shape}, which does not go with {count:,} images",
            f"Give an id for each image ({count},), or the first and last image of each group (groups, 2).",
        )
    total = int(found.max()) + 1
    if total > MOST_GROUPS and total < count:
        raise groups_refused(name, f"makes {total:,} groups; at most {MOST_GROUPS:,} are kept", "Choose another array.")
    return found


def _in_order(ids: NDArray[Any]) -> NDArray[np.int64]:
    """Numbers for ids, in the order in which these appear."""
    _, first, number = np.unique(ids, return_index=True, return_inverse=True)
    places: NDArray[np.int64] = np.argsort(np.argsort(first))
    return places[number.reshape(-1)]


def ranges(array: NDArray[Any], count: int) -> tuple[NDArray[np.int64], str] | None:
    """Index ranges as ``(groups, 2)`` of first and one after the last image, and how they were meant.

    Ranges must not overlap. Where the numbers could mean several things, it is what leaves no image out; then the one
    of `_ORDERS` that comes first. None when they are no ranges of ``count`` images.
    """
    if array.dtype.kind not in "iuf" or (array.dtype.kind == "f" and not (array == np.rint(array)).all()):
        return None
    if not len(array) or np.abs(array.astype(np.float64)).max() > 1e9:
        return None
    given, able = array.astype(np.int64), []
    for told, before, after in _ORDERS:
        found = given - np.asarray([before, before - after], np.int64)
        ordered = found[np.argsort(found[:, 0], kind="stable")]
        whole = (ordered[:, 0] < ordered[:, 1]).all() and ordered[0, 0] >= 0 and ordered[-1, 1] <= count
        if whole and (ordered[1:, 0] >= ordered[:-1, 1]).all():
            able.append((found, told))
    complete = [one for one in able if int((one[0][:, 1] - one[0][:, 0]).sum()) == count]
    return next(iter(complete or able), None)


def _by_ranges(name: str, array: NDArray[Any], count: int, notes: list[str]) -> NDArray[np.int64]:
    read = ranges(array, count)
    if read is None:
        raise groups_refused(
            name,
            f"of shape {array.shape} holds no ranges of {count:,} images: some overlap, are empty or lead too far",
            "Give the first and the last image of each group, counted from 0, or choose another array.",
        )
    found, told = read
    group = np.full(count, -1, np.int64)
    for number, (start, end) in enumerate(found[np.argsort(found[:, 0])]):
        group[start:end] = number
    notes.append(f"{shown(name)} was read as the {told} image of each of {len(found):,} groups.")
    loose = np.flatnonzero(group < 0)
    if len(loose):
        notes.append(f"{len(loose):,} images are in no range of {shown(name)}; each became a group of its own.")
        group[loose] = len(found) + np.arange(len(loose))
    return _in_order(group)


def spacing_of(name: str, array: NDArray[Any], group: NDArray[np.int64], notes: list[str]) -> NDArray[np.float32]:
    """Row, column and slice in mm of each image ``(n, 3)``; NaN where unknown.

    Args:
        name: of the array, for refusals.
        array: for all ``(3,)``, for each group ``(groups, 3)`` or for each image ``(n, 3)``; or with 2 for 3, or 1.
        group: number of the group of each image ``(n,)``.
        notes: where is told how it was read.

    Raises:
        ReadError: ``spacing``, when it is none of these.
    """
    count, groups = len(group), int(group.max()) + 1
    flat = array.reshape(1, -1) if array.ndim < 2 else array
    if array.dtype.kind not in "iuf" or flat.ndim != 2 or flat.shape[1] not in (1, 2, 3):
        raise _spacing_refused(name, array, count, groups)
    if len(flat) not in (1, groups, count):
        raise _spacing_refused(name, array, count, groups)
    values = flat.astype(np.float64)
    if flat.shape[1] == 1:
        values = np.repeat(values, 2, 1)
    if values.shape[1] == 2:
        values = np.column_stack([values, np.full(len(values), np.nan)])
    bad = ~((values > 0) & (values <= MOST_MM)) & ~np.isnan(values)
    values[bad] = np.nan
    if bad.any():
        notes.append(f"{shown(name)} holds {int(bad.sum()):,} sizes that no pixel has; they count as unknown.")
    slice_first = (np.abs(values[:, 1] - values[:, 2]) < 1e-3) & (values[:, 0] > 1.01 * values[:, 1])
    if slice_first.all():
        values = values[:, [1, 2, 0]]
        notes.append(f"{shown(name)} was read as slice, row, column, as the first number differs and is the largest.")
    if len(flat) == 1:
        values = np.repeat(values, count, 0)
    elif len(flat) == groups and groups != count:
        values = values[group]
    return values.astype(np.float32)


def _spacing_refused(name: str, array: NDArray[Any], count: int, groups: int) -> ReadError:
    return ReadError(
        "spacing",
        f"{shown(name)} of shape {array.shape} holds no sizes of pixels.",
        f"Give three numbers in mm, or three for each of {groups:,} groups or {count:,} images; or choose no spacing.",
        "options.spacing",
    )


def phase_of(name: str, array: NDArray[Any], group: NDArray[np.int64], notes: list[str]) -> NDArray[np.int8]:
    """The phase of each image ``(n,)``: 0 end of diastole, 1 end of systole, -1 anything else.

    Raises:
        ReadError: ``phase``, when there is not one for each image or each group, or none is known.
    """
    count, groups = len(group), int(group.max()) + 1
    flat = array.reshape(-1) if array.ndim == 2 and 1 in array.shape else array
    if flat.ndim != 1 or len(flat) not in (count, groups):
        raise _phase_refused(name, f"of shape {array.shape} has no entry for each of {count:,} images")
    texts = [one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in flat.tolist()]
    known = [_PHASES.get(one.strip().lower().removesuffix(".0").replace("_", "-"), -1) for one in texts]
    found = np.asarray(known, np.int8)
    if (found < 0).all():
        raise _phase_refused(name, f"holds {shown(texts[0])}")
    other = int((found < 0).sum())
    if other:
        notes.append(f"{other:,} entries of {shown(name)} are neither end of diastole nor of systole.")
    return found if len(found) == count else found[group]


def _phase_refused(name: str, why: str) -> ReadError:
    hint = "Give 0 or ED for the end of diastole, 1 or ES for the end of systole; or choose no phase."
    return ReadError("phase", f"{shown(name)} {why}; no phase can be read from it.", hint, "options.phase")


def groups_refused(name: str, why: str, hint: str) -> ReadError:
    """The refusal of an array that does not say which images belong together."""
    return ReadError("groups", f"{shown(name)} {why}.", hint, "options.groups")
