"""Errors written for the person who reads them: what is wrong, where, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Repair(NamedTuple):
    """An edit of the network, or of its loss, that would mend a misfit.

    Attributes:
        node: the node it acts on.
        insert: kind of the layer to put before the node; empty when a field is to be set.
        fields: fields of the node to set, or of the layer that is put before it.
        port: number of the input that the layer is put on, in the order of the edges; ``None``: it takes all of them.
        loss: kind of the loss to choose; empty when it stays.
    """

    node: str
    insert: str
    fields: Mapping[str, Any]
    port: int | None = None
    loss: str = ""


class GlassnetError(Exception):
    """An error a learner can act on.

    Args:
        code: stable machine name, snake_case.
        detail: what is wrong, with the value that came and what was expected.
        hint: what to do about it.
        where: the path of the thing at fault, such as ``network.nodes.h1``; empty when it is the whole request.
        repair: the edit that would mend it, if there is an obvious one.
    """

    status = 422

    def __init__(self, code: str, detail: str, hint: str = "", where: str = "", repair: Repair | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.hint = hint
        self.where = where
        self.repair = repair

    def as_problem(self) -> dict[str, str]:
        """The four fields every surface shows: ``code``, ``detail``, ``hint``, ``where``."""
        return {"code": self.code, "detail": self.detail, "hint": self.hint, "where": self.where}


class SpecError(GlassnetError):
    """A specification that does not describe a network, a data set or a training run."""


class ShapeError(SpecError):
    """A layer that cannot take the shape that reaches it."""


class LimitError(GlassnetError):
    """Something larger or more frequent than this host allows."""

    status = 413


class BusyError(GlassnetError):
    """The host has no room at the moment; asking again later can succeed."""

    status = 429


class AuthError(GlassnetError):
    """Nobody knows who asks."""

    status = 401


class ForbiddenError(GlassnetError):
    """Whoever asks is known, and may not do this with what is their own or known to them."""

    status = 403


class NotFoundError(GlassnetError):
    """There is no such thing, or it is not yours."""

    status = 404


class ConflictError(GlassnetError):
    """The request does not fit the state the thing is in."""

    status = 409


class UnavailableError(GlassnetError):
    """A part of the service is away for a moment; it is being brought back."""

    status = 503


class FullError(UnavailableError):
    """The disk is full: nothing was written, and what was there is whole."""

    status = 507

    def __init__(self, what: str = "The change") -> None:
        super().__init__(
            "disk_full", f"{what} cannot be saved: the server's disk is full.", "Make room, then try again."
        )


def shown(name: str) -> str:
    """A name from outside, safe to show: printable and short."""
    clean = "".join(character if character.isprintable() else "\ufffd" for character in name[:60])
    return f"'{clean}…'" if len(name) > 60 else f"'{clean}'"
