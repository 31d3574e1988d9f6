"""Fills in what a specification has to know of an uploaded data set, before the specification is judged."""

from __future__ import annotations

from typing import Any

from glassnet.errors import SpecError
from glassnet.storage.datasets.library import Library


def upload_in(document: Any) -> str | None:
    """The uploaded data set that ``document`` names, if it names one."""
    data = document.get("data") if isinstance(document, dict) else None
    named = data.get("dataset") if isinstance(data, dict) and data.get("kind") == "upload" else None
    return named if isinstance(named, str) and named else None


def describe(document: Any, library: Library | None) -> bool:
    """Put ``described`` into the data of ``document`` where that is an upload; whatever was sent there is replaced.

    Of a data set that is not there nothing is put in; who needs its shape then says so.

    Args:
        document: what was sent.
        library: of data sets; None when whoever sent it may not know of the data set it names.

    Returns:
        Whether ``document`` was changed.
    """
    data = document.get("data") if isinstance(document, dict) else None
    if not isinstance(data, dict) or data.get("kind") != "upload":
        return False
    name = data.get("dataset", "")
    try:
        data["described"] = None
        if library is not None and isinstance(name, str):
            data["described"] = library.describe(name).model_dump(mode="json")
    except SpecError:
        pass
    return True
