"""Things to test with: every entry of the catalogue, hypothesis strategies for them, and small networks."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

import glassnet.catalog
from glassnet.catalog.base import Part, members
from glassnet.spec import RunSpec

Json = dict[str, Any]


def unions() -> dict[str, Any]:
    """Every union of the catalogue, found by its name: ``LayerSpec`` and its like."""
    found = {}
    for module in pkgutil.iter_modules(glassnet.catalog.__path__, "glassnet.catalog."):
        if module.ispkg:
            package = importlib.import_module(module.name)
            found |= {name: value for name, value in vars(package).items() if name.endswith("Spec")}
    return found


def written() -> Iterator[type[Part]]:
    """Every class with a kind that some file of the catalogue defines."""
    for module in pkgutil.walk_packages(glassnet.catalog.__path__, "glassnet.catalog."):
        for value in vars(importlib.import_module(module.name)).values():
            own = inspect.isclass(value) and value.__module__ == module.name and issubclass(value, Part)
            if own and "kind" in value.model_fields:
                yield value


ENTRIES: list[type[Part]] = [cls for union in unions().values() for cls in members(union).values()]


def made(cls: type[Part], **fields: Any) -> Any:
    """An entry with its defaults; a layer needs an id besides."""
    if "id" in cls.model_fields:
        fields = {"id": "node", **fields}
    return cls(**fields)


def _value(schema: Json, defs: Json) -> st.SearchStrategy[Any]:
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if {"type": "null"} in schema.get("anyOf", []):
        return st.none()
    match schema["type"]:
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(schema["minimum"], min(schema["maximum"], schema["minimum"] + 2000))
        case "number":
            low = schema.get("minimum", schema.get("exclusiveMinimum"))
            high = schema.get("maximum", schema.get("exclusiveMaximum"))
            return st.floats(
                low, high, exclude_min="exclusiveMinimum" in schema, exclude_max="exclusiveMaximum" in schema
            )
        case "array" if "prefixItems" in schema.get("items", {}):
            one = st.tuples(*(_value(part, defs) for part in schema["items"]["prefixItems"])).map(list)
            return st.lists(one, min_size=schema.get("minItems", 1), max_size=4)
        case "array" if "$ref" in schema["items"]:
            fields = defs[schema["items"]["$ref"].rsplit("/", 1)[1]]["properties"]
            one = st.fixed_dictionaries({name: _value(field, defs) for name, field in fields.items()})
            return st.lists(one, max_size=3)
        case "array" if "discriminator" in schema["items"]:
            kinds = schema["items"]["discriminator"]["mapping"]
            some = [settings_of(cls) for cls in ENTRIES if kinds.get(cls.kind_name()) == f"#/$defs/{cls.__name__}"]
            return st.lists(st.one_of(some), max_size=len(some), unique_by=lambda one: str(one["kind"]))
        case "array":
            return st.lists(
                _value(schema["items"], defs), min_size=schema["minItems"], max_size=schema["maxItems"], unique=True
            )
        case "string":
            return st.from_regex(schema["pattern"], fullmatch=True)
    raise AssertionError(f"no strategy for {schema}")


def settings_of(cls: type[Part], **fixed: Any) -> st.SearchStrategy[Json]:
    """JSON settings of an entry, every field within its declared bounds; not all of them go together."""
    schema = cls.model_json_schema()
    return st.fixed_dictionaries(
        {
            name: st.just(fixed[name]) if name in fixed else _value(field, schema.get("$defs", {}))
            for name, field in schema["properties"].items()
        }
    )


def chain(*hidden: tuple[int, str], output: tuple[int, str] = (1, "sigmoid"), **fields: Any) -> Json:
    """Dense layers ``h1 … out`` one after the other, each (units, activation)."""
    names = ["in", *(f"h{k + 1}" for k in range(len(hidden))), "out"]
    dense = [
        {"id": name, "kind": "dense", "units": units, "activation": kind, **fields}
        for name, (units, kind) in zip(names[1:], [*hidden, output], strict=True)
    ]
    return {"nodes": [{"id": "in", "kind": "input"}, *dense], "edges": list(pairwise(names))}


def with_dropout(rate: float = 0.3) -> Json:
    """Two branches, a sum, a join and two dropouts: one of everything."""
    dense = {"kind": "dense", "units": 4}
    return {
        "nodes": [
            {"id": "out", "kind": "dense", "units": 1, "activation": "sigmoid"},
            {"id": "in", "kind": "input"},
            {"id": "left", "activation": "tanh", **dense},
            {"id": "right", "activation": "linear", "initialiser": "he", **dense},
            {"id": "bend", "kind": "activation", "activation": "elu"},
            {"id": "drop1", "kind": "dropout", "rate": rate},
            {"id": "drop2", "kind": "dropout", "rate": rate / 2},
            {"id": "sum", "kind": "add"},
            {"id": "join", "kind": "concat"},
        ],
        "edges": [
            ("in", "left"),
            ("in", "right"),
            ("right", "bend"),
            ("left", "drop1"),
            ("drop1", "sum"),
            ("bend", "sum"),
            ("sum", "drop2"),
            ("drop2", "join"),
            ("in", "join"),
            ("join", "out"),
        ],
    }


def run_spec(network: Json | None = None, data: Json | None = None, **training: Any) -> RunSpec:
    """A run on 60 points, 36 of which train; binary cross-entropy and plain gradient descent unless told otherwise."""
    return RunSpec.model_validate(
        {
            "network": network or chain((3, "tanh")),
            "data": {"kind": "circles", "samples": 60, "noise": 0.1, "seed": 3, **(data or {})},
            "training": {
                "loss": {"kind": "binary_cross_entropy"},
                "optimiser": {"kind": "sgd", "learning_rate": 0.1},
                "batch_size": 12,
                "seed": 5,
                **training,
            },
        }
    )
