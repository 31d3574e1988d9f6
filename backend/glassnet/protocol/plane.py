"""What all views have in common, and what those that are drawn over a plane have besides."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class View(BaseModel):
    """Base of all views."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def key(self) -> str:
        """The name that frames of this view carry."""
        return str(type(self).model_fields["kind"].default)


Part = Literal["train", "validation", "test"]


class Plane(View):
    """Base of what is drawn over a plane: of points it is their own, of a table two of its columns.

    Of a table all other columns are held: at their mean (texts: the most frequent), or at the cells of one row. Which
    columns and which row is a live choice: nothing is compiled anew. A column that is not chosen is one of the two that
    tell most of what is learned. Meta of a table: ``x`` and ``y``, the names of the
    columns (``y`` empty where there is one column only); ``x_range`` and ``y_range``, ``[low, high]`` of the picture's
    sides in the unit of the table; ``x_categories`` and ``y_categories``, the texts of a column of texts, text k lying
    at k; ``held``, the cell of every column, those of texts as numbers.
    """

    x: str = Field(default="", max_length=80, description="Of a table: the column from left to right.")
    y: str = Field(default="", max_length=80, description="Of a table: the column from bottom to top.")
    part: Part = Field(default="train", description="Of a table: the part of the row at which the others are held.")
    index: int | None = Field(
        default=None, ge=0, description="Of a table: number of that row in its part; null holds them at their mean."
    )
