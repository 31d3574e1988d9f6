"""What the strict reader takes is what Python's own takes, less what has no one meaning."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.api.strict_json import MOST_DEPTH, JsonError, parse, shown

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values, st.booleans())
def test_every_sound_document_is_read_as_it_is(value: object, ascii_only: bool) -> None:
    assert parse(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary() | st.text())
def test_any_other_document_is_refused_as_one_error(document: bytes | str) -> None:
    with contextlib.suppress(JsonError):
        parse(document)


def test_depth_is_counted_in_levels() -> None:
    parse("[" * MOST_DEPTH + "]" * MOST_DEPTH)
    with pytest.raises(JsonError, match="nested deeper than 32 levels"):
        parse("[" * (MOST_DEPTH + 1) + "]" * (MOST_DEPTH + 1))


def test_the_field_that_is_there_twice_is_named() -> None:
    with pytest.raises(JsonError, match="The field 'b' is there twice"):
        parse('{"a": 1, "b": 2, "b": 3}')


@pytest.mark.parametrize("document", ["[" * 500_000, '{"a":' * 200_000, '["' + "a" * 10**6, "9" * 10**6, "[" + "[],"])
def test_no_document_takes_long(document: str) -> None:
    started = time.perf_counter()
    with pytest.raises(JsonError):
        parse(document)
    assert time.perf_counter() - started < 10.0


def test_names_are_shown_short_and_printable() -> None:
    assert shown("learning_rate") == "'learning_rate'"
    assert shown("a\nb\x1b[31m") == "'a�b�[31m'"
    assert shown("x" * 1000) == "'" + "x" * 60 + "…'"
