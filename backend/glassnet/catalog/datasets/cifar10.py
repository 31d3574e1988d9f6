"""The CIFAR-10 data set."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from glassnet.catalog.datasets.base import Shape
from glassnet.catalog.datasets.stored import StoredSet

CLASSES = ("aeroplane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "lorry")


class Cifar10(StoredSet):
    r"""Small colour photographs of animals and vehicles: a network that knows only where bright pixels lie fails here.

    60,000 images of 32 by 32 pixels, of which 10,000 are published for testing. They are downloaded once.

    Equation: \{0, \dots, 255\}^{32 \times 32 \times 3} \to \{0, \dots, 9\}
    Source: Krizhevsky (2009), Learning Multiple Layers of Features from Tiny Images
    """

    title: ClassVar[str] = "CIFAR-10"

    kind: Literal["cifar10"] = "cifar10"
    samples: int = Field(default=10_000, ge=10, le=60_000, description="Number of images, all parts together.")

    def folder(self) -> str:
        return "cifar10"

    def published(self) -> tuple[int, int]:
        return 50_000, 10_000

    def input_shape(self) -> Shape:
        return (32, 32, 3)

    def class_count(self) -> int:
        return len(CLASSES)

    def class_names(self) -> list[str]:
        return list(CLASSES)
