"""Laws that hold for every entry of every union."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError, create_model

from glassnet.catalog.base import Part, marked, members
from glassnet.catalog.losses.base import ClassWeight
from tests.backend.specimens import ENTRIES, made, settings_of, unions, written

every_entry = pytest.mark.parametrize("cls", ENTRIES, ids=lambda cls: f"{cls.__module__.split('.')[2]}.{cls.__name__}")


def union_of(cls: type[Part]) -> Any:
    return next(union for union in unions().values() if cls in members(union).values())


def test_every_union_is_found() -> None:
    assert set(unions()) >= {
        "ActivationSpec",
        "DatasetSpec",
        "InitialiserSpec",
        "LayerSpec",
        "LossSpec",
        "OptimiserSpec",
    }


def test_every_class_with_a_kind_is_in_a_union() -> None:
    assert set(written()) == set(ENTRIES)


@pytest.mark.parametrize("name", unions())
def test_kinds_differ_within_a_union(name: str) -> None:
    entries = [cls for cls in ENTRIES if union_of(cls) is unions()[name]]
    assert len({cls.kind_name() for cls in entries}) == len(entries)


@every_entry
def test_default_is_valid(cls: type[Part]) -> None:
    one = made(cls)
    assert one.kind == cls.kind_name()
    assert cls.model_validate(one.model_dump()) == one


@every_entry
@settings(max_examples=25, deadline=None)
@given(drawn=st.data())
def test_json_round_trip_is_equal(cls: type[Part], drawn: st.DataObject) -> None:
    fields = drawn.draw(settings_of(cls))
    try:
        one = cls.model_validate(fields)
    except ValidationError:
        return
    again = TypeAdapter(union_of(cls)).validate_json(one.model_dump_json())
    assert type(again) is cls
    assert again == one
    assert again.model_dump(mode="json") == fields


@every_entry
def test_documentation_is_complete(cls: type[Part]) -> None:
    found = cls.documentation()
    assert cls.__doc__ != Part.__doc__
    assert "title" in vars(cls), "a title of its own"
    assert re.fullmatch(r"[A-Z].{20,}[^.][.?]", found["summary"]), found["summary"]
    assert len(found["equation"]) >= 3
    assert len(found["source"]) >= 8
    balanced = found["equation"].replace(r"\{", "").replace(r"\}", "")
    assert balanced.count("{") == balanced.count("}"), "KaTeX needs balanced braces"
    assert balanced.count(r"\left") - balanced.count(r"\leftarrow") == balanced.count(r"\right")
    assert balanced.count(r"\begin") == balanced.count(r"\end")


@every_entry
def test_every_setting_is_described_and_bounded(cls: type[Part]) -> None:
    for name, schema in cls.model_json_schema()["properties"].items():
        if name == "kind":
            continue
        assert schema.get("description"), name
        if schema.get("type") in ("number", "integer") and "enum" not in schema:
            assert {"minimum", "exclusiveMinimum"} & set(schema), name
            assert {"maximum", "exclusiveMaximum"} & set(schema), name


@every_entry
def test_unknown_settings_are_refused(cls: type[Part]) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        made(cls, no_such_setting=1)


@every_entry
@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
def test_numbers_are_finite(cls: type[Part], bad: float) -> None:
    for name, field in cls.model_fields.items():
        if field.annotation is float:
            with pytest.raises(ValidationError) as caught:
                made(cls, **{name: bad})
            assert caught.value.errors()[0]["loc"] == (name,)


@every_entry
def test_bounds_hold(cls: type[Part]) -> None:
    for name, schema in cls.model_json_schema()["properties"].items():
        for key, step in (("minimum", -1), ("exclusiveMinimum", 0), ("maximum", 1), ("exclusiveMaximum", 0)):
            if key in schema:
                with pytest.raises(ValidationError):
                    made(cls, **{name: schema[key] + step})


@every_entry
def test_entries_are_frozen(cls: type[Part]) -> None:
    one = made(cls)
    with pytest.raises(ValidationError, match="frozen"):
        one.kind = "other"


@every_entry
def test_live_values_are_numbers(cls: type[Part]) -> None:
    for name in marked(cls, "live"):
        assert cls.model_fields[name].annotation in (float, list[ClassWeight])
        assert name not in marked(cls, "setup")


@pytest.mark.parametrize("name", [name for name, union in unions().items() if len(members(union)) > 1])
def test_unknown_kind_is_refused_with_the_choices(name: str) -> None:
    model: type[BaseModel] = create_model("Holder", part=(unions()[name], ...))
    with pytest.raises(ValidationError) as caught:
        model.model_validate({"part": {"kind": "no_such_kind"}})
    first = caught.value.errors()[0]
    assert first["loc"] == ("part",)
    for kind in members(unions()[name]):
        assert f"'{kind}'" in first["msg"]


@every_entry
def test_one_class_in_a_file_of_its_own(cls: type[Part]) -> None:
    module = inspect.getmodule(cls)
    assert [one for one in written() if one.__module__ == module.__name__] == [cls]
