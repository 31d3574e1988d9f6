from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from glassnet.catalog.base import Part, live, marked, members, name_of, setup


class Left(Part):
    r"""Goes to the left
    and stays there.

    A paragraph more.

    Equation: x \leftarrow x: always
    Source: a book
    """

    kind: Literal["left"] = "left"
    speed: float = live(1.0, ge=0.0, description="How fast.")
    start: int = setup(3)
    turns: int = 2


class Right(Part):
    """Goes to the right."""

    title = "To the right"
    kind: Literal["right"] = "right"


def test_documentation_comes_from_the_docstring() -> None:
    assert Left.documentation() == {
        "title": "left",
        "summary": "Goes to the left and stays there.",
        "equation": r"x \leftarrow x: always",
        "source": "a book",
    }
    assert Right.documentation() == {
        "title": "To the right",
        "summary": "Goes to the right.",
        "equation": "",
        "source": "",
    }


def test_marks_name_fields_in_order() -> None:
    assert marked(Left, "live") == ["speed"]
    assert marked(Left, "setup") == ["start"]
    assert marked(Right, "live") == []


def test_live_keeps_default_bounds_and_description() -> None:
    assert Left.model_json_schema()["properties"]["speed"] == {
        "default": 1.0,
        "description": "How fast.",
        "live": True,
        "minimum": 0.0,
        "title": "Speed",
        "type": "number",
    }


def test_members_are_the_classes_by_kind() -> None:
    assert members(Annotated[Left | Right, Field(discriminator="kind")]) == {"left": Left, "right": Right}
    assert members(Left | Right) == {"left": Left, "right": Right}
    assert members(Left) == {"left": Left}


def test_a_name_is_one_of_the_registry() -> None:
    adapter = TypeAdapter(name_of({"left": Left, "right": Right}, "direction"))
    assert adapter.validate_python("left") == "left"
    assert adapter.json_schema() == {"type": "string", "enum": ["left", "right"]}
    with pytest.raises(ValidationError, match="there is no direction 'up'; choose one of left, right"):
        adapter.validate_python("up")
