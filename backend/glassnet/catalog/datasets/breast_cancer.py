"""Nuclei of cells from breast tumours."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from glassnet.catalog.datasets.builtin import BuiltIn, columns_of


class BreastCancer(BuiltIn):
    r"""Thirty measurements of the cell nuclei in 569 breast tumours: is the tumour benign or malignant?

    Two classes, so there is a ROC curve; a missed malignant tumour weighs more than a false alarm.

    Equation: \mathbb{R}^{30} \to \{\text{malignant}, \text{benign}\}
    Source: Wolberg et al. (1995), Breast Cancer Wisconsin (Diagnostic), UCI, doi:10.24432/C5DW2B, CC BY 4.0
    """

    title: ClassVar[str] = "Breast cancer"
    table: ClassVar[str] = "breast_cancer"
    class_order: ClassVar[tuple[str, ...]] = ("benign", "malignant")

    kind: Literal["breast_cancer"] = "breast_cancer"
    samples: int = Field(default=569, ge=10, le=569, description="Number of tumours, all parts together.")
    columns: columns_of("breast_cancer") = Field(default=[])  # type: ignore[valid-type]
