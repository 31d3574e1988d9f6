"""Says in plain words what a validator found, and where: the node by its id, the field by its name, what would fit.

A value that came in is never repeated: it may be huge, or something JSON cannot say. Names are, shortened.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from glassnet.api.strict_json import shown
from glassnet.errors import SpecError

T = TypeVar("T")
MOST_TEXT = 400
_REF = "#/$defs/"
_WANTED = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "string": "a text",
    "list": "a list",
    "tuple": "a list",
    "dict": "an object",
    "model": "an object",
    "model_attributes": "an object",
}
_BOUNDS = {
    "greater_than": "greater than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "less than {lt}",
    "less_than_equal": "{le} or less",
    "multiple_of": "a multiple of {multiple_of}",
}
_LENGTHS = {
    "too_short": "at least {min_length} entries",
    "too_long": "at most {max_length} entries",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
}


def exactly(
    document: bytes | str,
    value: Any,
    adapter: TypeAdapter[T],
    schema: Callable[[], Mapping[str, Any]],
    prefix: str = "",
) -> T:
    """What a JSON document describes, types taken as they are: ``"4"`` and ``true`` are no numbers.

    Args:
        document: JSON that `strict_json.parse` has read.
        value: what it read.
        adapter: of what is expected.
        schema: makes the JSON Schema of what is expected, which only words for what is wrong need.
        prefix: what paths start with.

    Raises:
        SpecError: when the document is something else; see `explain`.
    """
    try:
        return adapter.validate_json(document, strict=True)
    except ValidationError as error:
        raise explain(error.errors(include_url=False, include_input=False), value, schema(), prefix) from None


def explain(errors: Sequence[Mapping[str, Any]], value: Any, schema: Mapping[str, Any], prefix: str = "") -> SpecError:
    """The first thing a validator complained about.

    Args:
        errors: what pydantic reports.
        value: the document it read; only looked at to find ids and kinds.
        schema: the JSON Schema of what was expected.
        prefix: what the path starts with, such as ``query``.
    """
    error = min(errors, key=_importance)
    place = _Place(value, schema)
    location = list(error["loc"])
    missing_or_unknown = error["type"] in ("missing", "extra_forbidden")
    last = location.pop() if missing_or_unknown and location else None
    for part in location:
        place.enter(part)
    known = place.known()
    if last is not None:
        place.names.append(str(last) if error["type"] == "missing" else _short(str(last)))
    where = ".".join([prefix, *place.names] if prefix else place.names)[:200]
    code, detail, hint = _words(error, where, _short(str(last)), known)
    return SpecError(code, detail[:MOST_TEXT], hint[:MOST_TEXT], where)


def _importance(error: Mapping[str, Any]) -> int:
    """A misspelt field explains a missing one, so it is told first."""
    return 0 if error["type"] == "extra_forbidden" else 1


def _words(error: Mapping[str, Any], where: str, last: str, known: Sequence[str]) -> tuple[str, str, str]:
    """Code, detail and hint for one error."""
    kind, context = str(error["type"]), error.get("ctx") or {}
    subject = f"'{where}'" if where else "The request"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(last, known, n=1)
        hint = f"Did you mean '{near[0]}'? " if near else ""
        return "unknown_field", f"There is no field '{last}' here.", f"{hint}Known here: {_listed(known)}."
    if kind == "missing":
        return "missing_field", f"{subject} is missing.", "Add it."
    if kind in ("union_tag_invalid", "literal_error", "enum"):
        return _choice(kind, context, subject)
    if kind == "union_tag_not_found":
        field = str(context.get("discriminator", "kind")).strip("'")
        return "missing_field", f"{subject} does not say its '{field}'.", f"Add the field '{field}'."
    if kind in _BOUNDS:
        bound = _BOUNDS[kind].format(**{name: _number(limit) for name, limit in context.items()})
        return "out_of_range", f"{subject} is out of range.", f"Choose a value that is {bound}."
    if kind in _LENGTHS:
        return "length", f"{subject} has the wrong length.", f"Send {_LENGTHS[kind].format(**context)}."
    if kind == "finite_number":
        return "not_finite", f"{subject} is no finite number.", "Send a finite number."
    if kind == "string_pattern_mismatch":
        return "pattern", f"{subject} has characters it may not have.", f"It must match {context.get('pattern', '')}."
    if kind in ("value_error", "assertion_error"):
        return "value", f"{subject}: {error['msg'].removeprefix('Value error, ')}.", "Change it so that this holds."
    return _wrong_type(kind, subject)


def _choice(kind: str, context: Mapping[str, Any], subject: str) -> tuple[str, str, str]:
    expected = str(context.get("expected_tags") or context.get("expected") or "")
    names = [name.strip(" '") for name in expected.replace(" or ", ", ").split(",") if name.strip()]
    near = difflib.get_close_matches(str(context.get("tag", ""))[:60], names, n=1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    what = f"{subject} names a '{str(context.get('discriminator')).strip(chr(39))}'" if "tag" in context else subject
    return "unknown_choice", f"{what} that there is not.", f"{hint}Choose one of {_listed(names)}."


def _wrong_type(kind: str, subject: str) -> tuple[str, str, str]:
    stem = kind.removesuffix("_type").removesuffix("_parsing").removesuffix("_from_float").removesuffix("_parsing_size")
    wanted = _WANTED.get(stem, "of another form")
    return "wrong_type", f"{subject} must be {wanted}.", f"Send {wanted}."


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _short(name: str) -> str:
    return shown(name).strip("'")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:40]) if names else "nothing"


class _Place:
    """A walk along a validator's location, through the document and the schema at once."""

    def __init__(self, value: Any, schema: Mapping[str, Any]) -> None:
        self.names: list[str] = []
        self._value = value
        self._root = schema
        self._schema = self._resolved(schema)
        self._tagged = False

    def known(self) -> list[str]:
        """Names of the fields there are here."""
        return list(self._schema.get("properties", {}))

    def enter(self, part: str | int) -> None:
        """One step of the location: a field, an entry of a list, or the tag of a union (which is no step)."""
        if isinstance(self._value, dict) and not self._tagged and self._is_tag(part):
            self._tagged = True
            mapping = self._schema.get("discriminator", {}).get("mapping", {})
            if part in mapping:
                self._schema = self._resolved({"$ref": mapping[part]})
            return
        self._tagged = False
        if isinstance(self._value, dict):
            self._value = self._value.get(part)
            self._schema = self._resolved(self._schema.get("properties", {}).get(part, {}))
            self.names.append(_short(str(part)))
        elif isinstance(self._value, list) and isinstance(part, int) and part < len(self._value):
            self._value = self._value[part]
            self._schema = self._resolved(self._schema.get("items", {}))
            identity = self._value.get("id") if isinstance(self._value, dict) else None
            self.names.append(_short(identity) if isinstance(identity, str) and identity else str(part))

    def _is_tag(self, part: str | int) -> bool:
        assert isinstance(self._value, dict)
        field = self._schema.get("discriminator", {}).get("propertyName")
        return field is not None and self._value.get(field) == part

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Follows references and looks through "or null"."""
        for _ in range(8):
            if "$ref" in schema:
                schema = self._root.get("$defs", {}).get(str(schema["$ref"]).removeprefix(_REF), {})
            elif "anyOf" in schema:
                schema = next((one for one in schema["anyOf"] if one.get("type") != "null"), {})
            else:
                break
        return schema
