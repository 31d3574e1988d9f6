"""The Fashion-MNIST data set."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from glassnet.catalog.datasets.base import Shape
from glassnet.catalog.datasets.stored import StoredSet

CLASSES = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "trainer", "bag", "ankle boot")


class FashionMnist(StoredSet):
    r"""Pictures of clothes from a shop, in the format of MNIST but harder: shirts, coats and pullovers look alike.

    70,000 images of ten classes, of which 10,000 are published for testing. They are downloaded once.

    Equation: \{0, \dots, 255\}^{28 \times 28} \to \{0, \dots, 9\}
    Source: Xiao, Rasul, Vollgraf (2017), Fashion-MNIST, arXiv:1708.07747, MIT licence
    """

    title: ClassVar[str] = "Fashion-MNIST"

    kind: Literal["fashion_mnist"] = "fashion_mnist"
    samples: int = Field(default=10_000, ge=10, le=70_000, description="Number of images, all parts together.")

    def folder(self) -> str:
        return "fashion_mnist"

    def published(self) -> tuple[int, int]:
        return 60_000, 10_000

    def input_shape(self) -> Shape:
        return (28, 28, 1)

    def class_count(self) -> int:
        return len(CLASSES)

    def class_names(self) -> list[str]:
        return list(CLASSES)
