"""Fills in what a specification has to know of an uploaded data set, before the specification is judged."""

from __future__ import annotations

from typing import Any

from glassnet.errors import SpecError
from glassnet.storage.datasets.library import Library


def describe(document: Any, library: Library) -> bool:
    """Put ``described`` into the data of ``document`` where that is an upload; whatever was sent there is replaced.

    Of a data set that is not there nothing is put in; who needs its shape then says so.

    Returns:
        Whether ``document`` was changed.
    """
    data = document.get("data") if isinstance(document, dict) else None
    if not isinstance(data, dict) or data.get("kind") != "upload":
        return False
    name = data.get("dataset", "")
    try:
        data["described"] = library.describe(name).model_dump(mode="json") if isinstance(name, str) else None
    except SpecError:
        data["described"] = None
    return True
