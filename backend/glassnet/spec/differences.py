"""In what set-ups differ: a path such as ``training.optimiser.learning_rate``, and the value that each has there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Path = tuple[str, ...]

MOST_TEXT = 120
MOST_ENTRIES = 16
_TOLD_OTHERWISE: frozenset[Path] = frozenset({("data", "described")})
"""What an uploaded data set is like follows from which one it is."""


class Difference(NamedTuple):
    """Something in which set-ups differ.

    Attributes:
        path: nodes are named by their id, augmentations by their kind.
        values: one for each set-up; None where it has no such thing. What is long is shortened.
    """

    path: str
    values: list[Any]


def differences(setups: Sequence[Mapping[str, Any]]) -> list[Difference]:
    """Everything in which set-ups (RunSpecs as JSON) differ, in the order in which the set-ups name it.

    What is absent, null or empty counts as the same, and so do numbers of equal value such as 1 and 1.0. The order in
    which nodes are listed says nothing; the order of a node's inputs does.
    """
    flat = [dict(leaves(setup)) for setup in setups]
    ranks: dict[Path, int] = {}
    for paths in flat:
        for path in paths:
            for length in range(1, len(path) + 1):
                ranks.setdefault(path[:length], len(ranks))
    every = sorted(
        {path for paths in flat for path in paths},
        key=lambda path: [ranks[path[:length]] for length in range(1, len(path) + 1)],
    )
    found = []
    for path in every:
        values = [paths.get(path) for paths in flat]
        if not all(same(values[0], value) for value in values[1:]):
            found.append(Difference(".".join(path), [shortened(value) for value in values]))
    return found


def leaves(setup: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """What a set-up says, path by path. Lists without objects in them are one value."""
    waiting: list[tuple[Path, Any]] = [((), setup)]
    while waiting:
        path, value = waiting.pop()
        if path in _TOLD_OTHERWISE:
            continue
        named = _parts(path, value)
        if named is not None:
            waiting.extend(reversed([((*path, name), part) for name, part in named]))
        elif not (value is None or value == []):
            yield path, value


def _parts(path: Path, value: Any) -> list[tuple[str, Any]] | None:
    """What is inside of an object or a list of objects, by name; None when it is a value."""
    if isinstance(value, Mapping):
        return [(str(name), part) for name, part in value.items()]
    if not isinstance(value, list):
        return None
    if path == ("network", "edges"):
        inputs = _inputs(value)
        return None if inputs is None else list(inputs.items())
    if not any(isinstance(part, Mapping) for part in value):
        return None
    for key in ("id", "kind"):
        names = [part.get(key) if isinstance(part, Mapping) else None for part in value]
        if all(isinstance(name, str) and name for name in names) and len(set(names)) == len(names):
            return [(str(name), _without_id(part)) for name, part in zip(names, value, strict=True)]
    return [(str(number), part) for number, part in enumerate(value)]


def _inputs(edges: list[Any]) -> dict[str, list[str]] | None:
    """For each node those that feed it, in order; None when these are no pairs of names."""
    inputs: dict[str, list[str]] = {}
    for edge in edges:
        if not (isinstance(edge, list | tuple) and len(edge) == 2 and all(isinstance(end, str) for end in edge)):
            return None
        inputs.setdefault(edge[1], []).append(edge[0])
    return inputs


def _without_id(part: Mapping[str, Any]) -> Any:
    """An entry of a list without the name that its path has already."""
    return {name: value for name, value in part.items() if name != "id"} or True


def same(one: Any, other: Any) -> bool:
    """Whether two values mean the same: 1 and 1.0 do, 1 and true do not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def shortened(value: Any) -> Any:
    """A value as it is shown: long texts and lists end in an ellipsis."""
    if isinstance(value, str) and len(value) > MOST_TEXT:
        return value[:MOST_TEXT] + "…"
    if isinstance(value, list | tuple):
        short = [shortened(part) for part in value[:MOST_ENTRIES]]
        return [*short, "…"] if len(value) > MOST_ENTRIES else short
    return value
