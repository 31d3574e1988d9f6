"""Wines of three growers."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from glassnet.catalog.datasets.builtin import BuiltIn, columns_of


class Wine(BuiltIn):
    r"""Thirteen chemical measurements of 178 Italian wines made of three cultivars: which grape was it?

    The columns differ a thousand-fold in size, proline from alcohol: without standardising little is learned.

    Equation: \mathbb{R}^{13} \to \{\text{cultivar } 1, 2, 3\}
    Source: Aeberhard, Forina (1992), Wine, UCI Machine Learning Repository, doi:10.24432/C5PC7J, CC BY 4.0
    """

    title: ClassVar[str] = "Wine"
    table: ClassVar[str] = "wine"
    class_order: ClassVar[tuple[str, ...]] = ("cultivar 1", "cultivar 2", "cultivar 3")

    kind: Literal["wine"] = "wine"
    samples: int = Field(default=178, ge=10, le=178, description="Number of wines, all parts together.")
    columns: columns_of("wine") = Field(default=[])  # type: ignore[valid-type]
