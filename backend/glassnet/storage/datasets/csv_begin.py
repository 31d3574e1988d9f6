"""Where the rows of a file of separated values begin, below titles and comments, and over how many lines each goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

MOST_ABOVE = 60
"""Lines of prose above a table."""
_FEW = 10
_NEARLY = 0.9


def beginning(widths: Sequence[int]) -> tuple[int, int]:
    """How many rows stand above the table, and how many lines of the file make one of its rows.

    A row above has at least two columns less or more than the table, as a title or a comment has. Lines make rows
    two by two when long and short ones alternate to the end, as in files from the time of narrow screens.

    Args:
        widths: number of columns of each of the first lines that are not blank.
    """
    wrapped = _wrapped(widths)
    if wrapped is not None:
        return wrapped, 2
    (width, _), *_ = Counter(widths).most_common(1)
    above = next((k for k, one in enumerate(widths) if abs(one - width) < 2), 0)
    if width < 2 or above > MOST_ABOVE or sum(one == width for one in widths[above:]) < _NEARLY * (len(widths) - above):
        return 0, 1
    return above, 1


def _wrapped(widths: Sequence[int]) -> int | None:
    """The first of the lines that alternate to the end; None when they do not."""
    if len(set(widths)) < 2:
        return None
    (one, _), (other, _) = Counter(widths).most_common(2)
    pair = (max(one, other), min(one, other))
    twice = (*pair, *pair)
    first = next((k for k in range(len(widths) - 3) if tuple(widths[k : k + 4]) == twice), None)
    if first is None or first > MOST_ABOVE or len(widths) - first < 2 * _FEW:
        return None
    pairs = list(zip(widths[first::2], widths[first + 1 :: 2], strict=False))
    return first if sum(found == pair for found in pairs) >= _NEARLY * len(pairs) else None
