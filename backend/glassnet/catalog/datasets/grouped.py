"""Images that belong together in groups, such as the slices of one patient, and masks that somebody corrected."""

from __future__ import annotations

from abc import abstractmethod
from functools import lru_cache
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from glassnet.catalog.datasets.images import ImageSet

Numbers = NDArray[np.int64]

_RUNS = r"^\d{1,3}\*\d{1,7}( \d{1,3}\*\d{1,7})*$"


class Correction(BaseModel):
    """A mask drawn anew. Its image joins the training part, wherever it was before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: int = Field(ge=0, le=10_000_000, description="Number of the image in the whole set, before any parting.")
    mask: Annotated[str, StringConstraints(max_length=60_000, pattern=_RUNS)] = Field(
        description="Class numbers row by row as runs, `class*pixels` with a space between: `0*1200 1*8 0*2888`."
    )


class Grouped(ImageSet):
    """Images in groups. Images of one group follow each other in the set; parted by group, none is torn apart."""

    group_by: Literal["", "group"] = Field(
        default="group",
        description="Keep all images of a group, such as a patient, in the same part (group), or part them one by one.",
    )
    corrections: list[Correction] = Field(
        default=[], max_length=200, description="Masks drawn anew; the images they belong to train."
    )

    @field_validator("corrections")
    @classmethod
    def _once_each(cls, value: list[Correction]) -> list[Correction]:
        sources = [one.source for one in value]
        for source in sources:
            if sources.count(source) > 1:
                raise ValueError(f"image {source} is corrected {sources.count(source)} times; keep the last correction")
        return value

    @abstractmethod
    def group_sizes(self) -> tuple[int, ...]:
        """How many images each group has, in the order of the set; all 1 when there are no groups."""

    def count(self) -> int:
        return sum(self.parts())

    def parts(self) -> tuple[int, int, int]:
        train, validation, test = self.arrangement()
        return len(train), len(validation), len(test)

    def arrangement(self) -> tuple[Numbers, Numbers, Numbers]:
        """Numbers of the images that train, validate and test, in the order in which they are used."""
        sizes = self.group_sizes()
        if not self.group_by:
            sizes = (1,) * sum(sizes)
        parted = group_parts(sizes, self.samples, self.validation_fraction, self.test_fraction, self.seed)
        if not self.corrections:
            return parted
        corrected = np.asarray([one.source for one in self.corrections if one.source < sum(sizes)], np.int64)
        train, validation, test = (part[~np.isin(part, corrected)] for part in parted)
        return np.concatenate([train, corrected]), validation, test

    def corrected(self, masks: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Masks ``(n, height, width)`` in the order of `arrangement` with the corrections in their places.

        Raises:
            ValueError: when a correction has another number of pixels than the images.
        """
        if not self.corrections:
            return masks
        place = {int(source): k for k, source in enumerate(np.concatenate(self.arrangement()))}
        found = masks.copy()
        for one in self.corrections:
            if one.source in place:
                found[place[one.source]] = drawn_mask(one.mask, masks.shape[1:])
        return found


def drawn_mask(runs: str, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """The mask ``shape`` that `Correction.mask` tells.

    Raises:
        ValueError: when it has another number of pixels, or a class above 255.
    """
    pairs = [[int(number) for number in run.split("*")] for run in runs.split()]
    total, expected = sum(length for _, length in pairs), int(np.prod(shape))
    if total != expected:
        raise ValueError(f"a corrected mask has {total} pixels; expected {expected}, {' × '.join(map(str, shape))}")
    if max(kind for kind, _ in pairs) > 255:
        raise ValueError("a corrected mask has a class above 255")
    values, lengths = zip(*pairs, strict=True)
    return np.repeat(np.asarray(values, np.uint8), lengths).reshape(shape)


@lru_cache(maxsize=64)
def group_parts(
    sizes: tuple[int, ...], samples: int, validation: float, test: float, seed: int
) -> tuple[Numbers, Numbers, Numbers]:
    """Numbers of the examples that train, validate and test, those of a group following each other in the set.

    Whole groups in a random order: to the test until it has its share, then to the validation, the rest trains.

    A group goes where its end comes closest to the share. When fewer ``samples`` are wanted than there are, whole
    groups are left out.
    """
    ends = np.cumsum((0, *sizes))
    order = np.random.default_rng(seed).permutation(len(sizes))
    wanted = min(samples, int(ends[-1]))
    kept, total = [], 0
    for group in order:
        if total < wanted:
            kept.append(group)
            total += sizes[group]
    chosen: list[list[int]] = [[], [], []]
    at = 0
    for share, part in ((test, 2), (validation, 1)):
        filled, goal = 0, round(total * share)
        while at < len(kept) - 1 and filled < goal and (filled + sizes[kept[at]] - goal) <= (goal - filled):
            chosen[part].append(kept[at])
            filled += sizes[kept[at]]
            at += 1
    chosen[0] = kept[at:]
    train, validated, tested = (
        np.concatenate([np.arange(ends[g], ends[g + 1]) for g in groups]) if groups else np.zeros(0, np.int64)
        for groups in chosen
    )
    return train, validated, tested
