"""What every entry of the catalogue has in common: it is a frozen record with a kind and a documented meaning."""

from __future__ import annotations

import inspect
import typing
from typing import Annotated, Any, ClassVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema


class Part(BaseModel):
    """Base of everything a learner can pick.

    The class docstring is the documentation: its first paragraph is the sentence a first-year student reads, a line
    starting with ``Equation:`` is the formula (KaTeX), ``Source:`` is where it comes from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    title: ClassVar[str] = ""

    @classmethod
    def kind_name(cls) -> str:
        """The ``kind`` that selects this class in JSON."""
        return str(cls.model_fields["kind"].default)

    @classmethod
    def documentation(cls) -> dict[str, str]:
        """``{"title", "summary", "equation", "source"}`` read from the docstring."""
        paragraphs = inspect.getdoc(cls) or ""
        summary = " ".join(paragraphs.split("\n\n")[0].split())
        found = {"title": cls.title or cls.kind_name(), "summary": summary, "equation": "", "source": ""}
        for line in paragraphs.splitlines():
            for key in ("equation", "source"):
                if line.lower().startswith(key + ":"):
                    found[key] = line.split(":", 1)[1].strip()
        return found


def live(default: float, **bounds: Any) -> Any:
    """A field whose value may change while the run trains, without a recompilation (a traced number)."""
    return Field(default=default, json_schema_extra={"live": True}, **bounds)


def setup(default: Any, **bounds: Any) -> Any:
    """A field that only matters before training starts: it changes values, never the compiled program."""
    return Field(default=default, json_schema_extra={"setup": True}, **bounds)


def marked(model: type[BaseModel], mark: str) -> list[str]:
    """Names of the fields of ``model`` that carry ``mark`` (``live`` or ``setup``), in order of declaration."""
    found = []
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra
        if isinstance(extra, dict) and extra.get(mark):
            found.append(name)
    return found


def members(union: Any) -> dict[str, type[Any]]:
    """The classes of a (possibly annotated) union by their kind. The union is the registry."""
    if typing.get_origin(union) is Annotated:
        union = get_args(union)[0]
    classes = get_args(union) or (union,)
    return {cls.kind_name(): cls for cls in classes}


def name_of(registry: dict[str, type[Any]], noun: str) -> Any:
    """An annotation for a string field that names an entry of ``registry``; the JSON Schema lists the names."""

    def known(value: str) -> str:
        if value not in registry:
            raise ValueError(f"there is no {noun} {value!r}; choose one of {', '.join(registry)}")
        return value

    return Annotated[str, AfterValidator(known), WithJsonSchema({"type": "string", "enum": list(registry)})]
