"""Fills in what a specification has to know of an uploaded data set, before the specification is judged."""

from __future__ import annotations

import contextlib
from typing import Any

from pydantic import ValidationError

from glassnet.catalog.datasets import Table, Upload
from glassnet.errors import ConflictError, SpecError
from glassnet.storage.datasets.library import Library

KINDS = (Upload.kind_name(), Table.kind_name())


def upload_in(document: Any) -> str | None:
    """The uploaded data set that ``document`` names, if it names one."""
    data = document.get("data") if isinstance(document, dict) else None
    named = data.get("dataset") if isinstance(data, dict) and data.get("kind") in KINDS else None
    return named if isinstance(named, str) and named else None


def describe(document: Any, library: Library | None) -> bool:
    """Put ``described`` into the data of ``document`` where that is an upload; whatever was sent there is replaced.

    A table may be called an ``upload`` too. Of a data set that is not there nothing is put in; who needs its shape then
    says so.

    Args:
        document: what was sent.
        library: of data sets; None when whoever sent it may not know of the data set it names.

    Returns:
        Whether ``document`` was changed.

    Raises:
        SpecError: when what is chosen of a table does not go with it.
    """
    data = document.get("data") if isinstance(document, dict) else None
    if not isinstance(data, dict) or data.get("kind") not in KINDS:
        return False
    name = data.get("dataset", "")
    data["described"] = None
    if library is None or not isinstance(name, str):
        return True
    if library.is_table(name):
        data["kind"] = Table.kind_name()
    if data["kind"] == Table.kind_name():
        _describe_table(data, name, library)
        return True
    with contextlib.suppress(SpecError):
        data["described"] = library.describe(name).model_dump(mode="json")
    return True


def _describe_table(data: dict[str, Any], name: str, library: Library) -> None:
    try:
        choice = Table.model_validate(data).choice()
        data["described"] = library.describe_table(name, choice).model_dump(mode="json")
    except (ValidationError, ConflictError):
        pass  # what is wrong with a field is said, better, by whoever validates the whole
