"""The MNIST data set."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from glassnet.catalog.datasets.base import Shape
from glassnet.catalog.datasets.stored import StoredSet


class Mnist(StoredSet):
    r"""Handwritten digits of hundreds of people, 28 by 28 pixels: the first images that most networks ever learned.

    70,000 images, of which 10,000 are published for testing. They are downloaded once.

    Equation: \{0, \dots, 255\}^{28 \times 28} \to \{0, \dots, 9\}
    Source: LeCun, Bottou, Bengio, Haffner (1998), Gradient-Based Learning Applied to Document Recognition
    """

    title: ClassVar[str] = "MNIST"

    kind: Literal["mnist"] = "mnist"
    samples: int = Field(default=10_000, ge=10, le=70_000, description="Number of images, all parts together.")

    def folder(self) -> str:
        return "mnist"

    def published(self) -> tuple[int, int]:
        return 60_000, 10_000

    def input_shape(self) -> Shape:
        return (28, 28, 1)

    def class_count(self) -> int:
        return 10
