"""The course of diabetes over a year."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from glassnet.catalog.datasets.builtin import BuiltIn, columns_of


class Diabetes(BuiltIn):
    r"""Ten measurements of 442 patients, and how far their diabetes had progressed a year later: a value, no class.

    Half of the differences between patients remain unexplained, whatever the network: R² is about 0.5 at best.

    Equation: \mathbb{R}^{10} \to \{25, \dots, 346\}
    Source: Efron, Hastie, Johnstone, Tibshirani (2004), Least angle regression, Annals of Statistics 32(2), 407–499
    """

    title: ClassVar[str] = "Diabetes"
    table: ClassVar[str] = "diabetes"
    regression: ClassVar[bool] = True

    kind: Literal["diabetes"] = "diabetes"
    samples: int = Field(default=442, ge=10, le=442, description="Number of patients, all parts together.")
    columns: columns_of("diabetes") = Field(default=[])  # type: ignore[valid-type]
