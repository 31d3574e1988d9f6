"""Images of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from glassnet.catalog.datasets.base import Needs, Shape
from glassnet.catalog.datasets.grouped import Grouped
from glassnet.catalog.datasets.images import Images, ImageSet
from glassnet.catalog.datasets.stored import StoredSet
from glassnet.errors import SpecError

MOST_CLASSES = 256
MOST_MASK_CLASSES = 32
MOST_SIDE = 512
MOST_GROUPS = 10_000
ID_PATTERN = "data_[0-9a-f]{24}"


class Described(BaseModel):
    """What a specification has to know of an uploaded data set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shape: tuple[
        Annotated[int, Field(ge=1, le=MOST_SIDE)], Annotated[int, Field(ge=1, le=MOST_SIDE)], Literal[1, 3]
    ] = Field(description="Height, width and channels of every image.")
    classes: list[Annotated[str, Field(min_length=1, max_length=80)]] = Field(
        min_length=2, max_length=MOST_CLASSES, description="Names of the classes, in the order of their numbers."
    )
    samples: int = Field(ge=10, le=10_000_000, description="How many images there are.")
    masks: bool = Field(default=False, description="Whether each image has a mask, a class for every pixel.")
    groups: list[Annotated[int, Field(ge=1)]] = Field(
        default=[],
        max_length=MOST_GROUPS,
        description="How many images each group, such as a patient, has, in the order of the set; empty without groups.",
    )
    phases: bool = Field(default=False, description="Whether end of diastole and of systole are known of some images.")
    spacing: bool = Field(default=False, description="Whether the size of a pixel in mm is known.")


class Upload(StoredSet, Grouped):
    r"""Images of your own, which you have uploaded: with a class each, or with a mask each.

    Equation: \{0, \dots, 255\}^{H \times W \times C} \to \{0, \dots, K - 1\}
    Source: The images are yours; they stay on this server
    """

    title: ClassVar[str] = "Your images"
    needs: ClassVar[Needs] = "upload"

    kind: Literal["upload"] = "upload"
    dataset: str = Field(
        default="", pattern=f"^({ID_PATTERN})?$", description="Id that the server gave to the uploaded data set."
    )
    samples: int = Field(
        default=2000, ge=10, le=100_000, description="Number of images, all parts together; all when there are fewer."
    )
    described: Described | None = Field(
        default=None, description="Filled in by the server from what was uploaded; whatever is sent here is replaced."
    )

    def folder(self) -> str:
        return self.dataset

    def published(self) -> tuple[int, int]:
        return self.described.samples if self.described else self.samples, 0

    def masked(self) -> bool:
        return self.described is not None and self.described.masks

    def group_sizes(self) -> tuple[int, ...]:
        if self.described is not None and self.described.groups:
            return tuple(self.described.groups)
        return (1,) * sum(self.published())

    def count(self) -> int:
        return Grouped.count(self) if self._in_groups() else StoredSet.count(self)

    def parts(self) -> tuple[int, int, int]:
        return Grouped.parts(self) if self._in_groups() else ImageSet.parts(self)

    def generate(self, library: Path | None = None) -> Images:
        if not self._in_groups():
            return super().generate(library)
        order = np.concatenate(self.arrangement())
        labels = self.corrected(self.masks(library, order)) if self.masked() else self.labels(library, order)
        return Images(self.images(library, order), labels, self.cases(library, order))

    def _in_groups(self) -> bool:
        """Whether images are parted as `Grouped` does it; images with a class each and no groups are as they were."""
        return self.described is not None and (self.described.masks or bool(self.described.groups))

    def input_shape(self) -> Shape:
        return self._known().shape

    def class_count(self) -> int:
        return len(self.described.classes) if self.described else 2

    def class_names(self) -> list[str]:
        return list(self._known().classes)

    def _known(self) -> Described:
        if self.described is None:
            raise SpecError(
                "no_dataset",
                f"There is no uploaded data set '{self.dataset}' here."
                if self.dataset
                else "No uploaded data set is chosen.",
                "Upload images, or choose a data set that is there.",
                "data.dataset",
            )
        return self.described
