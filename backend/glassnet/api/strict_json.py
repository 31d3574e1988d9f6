"""JSON as a server should read it: a document has one meaning, bounded depth and finite numbers, or is refused."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from glassnet.errors import SpecError
from glassnet.errors import shown as shown  # callers know it as a part of reading JSON

MOST_DEPTH = 32
MOST_MEMBERS = 512
MOST_DIGITS = 40


class JsonError(SpecError):
    """A document that is no JSON, or means different things to different readers."""


def parse(document: bytes | str) -> Any:
    """The value a document stands for.

    Python's own reader takes ``NaN``, numbers beyond a float, half surrogate pairs and the last of two equal keys. Each
    of them breaks something later: an answer that cannot be encoded, a database that refuses the text, two readers who
    disagree.

    Raises:
        JsonError: saying what is wrong and at which character.
    """
    try:
        text = document.decode("utf-8-sig") if isinstance(document, bytes) else document
    except UnicodeDecodeError as error:
        raise JsonError(
            "not_json", f"The text is not UTF-8 (byte {error.start}).", "Send JSON encoded as UTF-8."
        ) from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_bounded,
        )
    except json.JSONDecodeError as error:
        detail = f"This is no JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        raise JsonError("not_json", detail, "Send one JSON object.") from None
    except RecursionError:
        _too_deep()
    _check(value, may_hold_surrogates="\\u" in text or not text.isascii())
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_MEMBERS:
        raise JsonError(
            "too_many_fields", f"An object has {len(pairs)} fields; at most {MOST_MEMBERS} are read.", "Send fewer."
        )
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        name = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise JsonError("duplicate_key", f"The field {shown(name)} is there twice.", "Send each field once.")
    return found


def _no_constant(text: str) -> NoReturn:
    raise JsonError("not_finite", f"JSON has no number {text}.", "Send a finite number, or null where one may be.")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise JsonError("not_finite", "A number is too large for a computer's float.", "Send a number below 1e308.")
    return value


def _bounded(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise JsonError("not_finite", f"A whole number has {len(text)} digits.", f"Send at most {MOST_DIGITS} digits.")
    return int(text)


def _too_deep() -> NoReturn:
    raise JsonError("too_deep", f"The JSON is nested deeper than {MOST_DEPTH} levels.", "Send a flatter document.")


def _check(value: Any, *, may_hold_surrogates: bool) -> None:
    """Depth and characters, without recursion."""
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str):
            if may_hold_surrogates:
                _check_text(one)
            continue
        if not isinstance(one, dict | list):
            continue
        if depth > MOST_DEPTH:
            _too_deep()
        inner = list(one.values()) if isinstance(one, dict) else one
        if may_hold_surrogates and isinstance(one, dict):
            for key in one:
                _check_text(key)
        waiting.extend((item, depth + 1) for item in inner if isinstance(item, list | dict | str))


def _check_text(text: str) -> None:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise JsonError(
            "not_text", "A text holds half a character or a null character.", "Send well-formed Unicode text."
        )
