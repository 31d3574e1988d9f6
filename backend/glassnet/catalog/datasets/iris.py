"""Fisher's irises."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from glassnet.catalog.datasets.builtin import BuiltIn, columns_of


class Iris(BuiltIn):
    r"""Length and width, in cm, of the sepals and petals of 150 irises of three species: the first table of them all.

    Setosa lies apart from the others; versicolor and virginica overlap a little.

    Equation: \mathbb{R}^4 \to \{\text{setosa}, \text{versicolor}, \text{virginica}\}
    Source: Fisher (1936), The use of multiple measurements in taxonomic problems; UCI, doi:10.24432/C56C76, CC BY 4.0
    """

    title: ClassVar[str] = "Iris"
    table: ClassVar[str] = "iris"
    class_order: ClassVar[tuple[str, ...]] = ("setosa", "versicolor", "virginica")

    kind: Literal["iris"] = "iris"
    samples: int = Field(default=150, ge=10, le=150, description="Number of plants, all parts together.")
    columns: columns_of("iris") = Field(default=[])  # type: ignore[valid-type]
