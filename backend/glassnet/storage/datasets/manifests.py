"""What is known of a stored table without opening its cells."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from glassnet.catalog.datasets.stored_table import TableFacts


class TableManifest(BaseModel):
    """A table that was uploaded."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 1
    id: str
    title: str = Field(max_length=120)
    samples: int = Field(description="Rows, those of a test file included.")
    created_at: float
    form: dict[str, str] = Field(
        default={}, description="How the file was read: `delimiter` and `decimal`, characters, and `header`, yes or no."
    )
    notes: list[str] = Field(default=[], description="What was changed or left out on the way in, in words.")
    facts: TableFacts
    head: list[list[str]] = Field(default=[], description="The first rows as they were written, 50 columns at most.")
