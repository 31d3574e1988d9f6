"""Limits are checked before anything is traced, and the answer says the number and the limit."""

from __future__ import annotations

from typing import Protocol

from glassnet.errors import LimitError
from glassnet.spec.cost import measure
from glassnet.spec.run import RunSpec


class Limits(Protocol):
    """The largest run a host takes; `glassnet.settings.Settings` fits."""

    @property
    def max_nodes(self) -> int:
        """Nodes of a network."""

    @property
    def max_parameters(self) -> int:
        """Learned numbers."""

    @property
    def max_flops_per_update(self) -> float:
        """Operations of one update."""

    @property
    def max_activation_bytes(self) -> int:
        """Bytes of all activations of a batch, forward and backward."""


def check(spec: RunSpec, limits: Limits) -> None:
    """Refuse what is too large for this host.

    Raises:
        LimitError: with the number, the limit and what to make smaller.
    """
    check_nodes(spec, limits)
    cost = measure(spec)
    if cost.parameters > limits.max_parameters:
        raise _over("parameters", cost.parameters, limits.max_parameters, "Use fewer units or layers.")
    if cost.activation_bytes > limits.max_activation_bytes:
        raise _over("bytes of activations", cost.activation_bytes, limits.max_activation_bytes, "Use a smaller batch.")
    if cost.flops_per_update > limits.max_flops_per_update:
        raise _over("operations per update", cost.flops_per_update, limits.max_flops_per_update, "Use a smaller batch.")


def check_nodes(spec: RunSpec, limits: Limits) -> None:
    """Refuse a network that is too large even to be measured.

    Raises:
        LimitError: with the number and the limit.
    """
    if len(spec.network.nodes) > limits.max_nodes:
        raise _over("nodes", len(spec.network.nodes), limits.max_nodes, "Remove layers.")


def _over(what: str, number: float, limit: float, hint: str) -> LimitError:
    detail = f"This network needs {number:,.0f} {what}; the limit of this host is {limit:,.0f}."
    return LimitError("too_large", detail, hint, "network")
