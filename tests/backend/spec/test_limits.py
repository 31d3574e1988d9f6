from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from glassnet.errors import LimitError
from glassnet.settings import Settings
from glassnet.spec.cost import measure
from glassnet.spec.limits import check
from glassnet.spec.templates import TEMPLATES
from tests.backend.specimens import chain, run_spec


class Few(NamedTuple):
    max_nodes: int = 4
    max_parameters: int = 100
    max_flops_per_update: float = 20_000
    max_activation_bytes: int = 4_000


def wide(units: int, batch_size: int = 1) -> Any:
    return run_spec(chain((units, "tanh")), batch_size=batch_size)


@pytest.mark.fault(16)
@pytest.mark.parametrize(
    ("spec", "detail"),
    [
        (run_spec(chain((1, "tanh"), (1, "tanh"), (1, "tanh"))), "needs 5 nodes; the limit of this host is 4."),
        (wide(25), "needs 101 parameters; the limit of this host is 100."),
        (wide(20, 36), "bytes of activations; the limit of this host is 4,000."),
    ],
)
def test_too_large_is_refused_with_the_number_and_the_limit(spec: Any, detail: str) -> None:
    with pytest.raises(LimitError) as caught:
        check(spec, Few())
    assert detail in caught.value.detail
    assert caught.value.where == "network"
    assert caught.value.status == 413
    assert caught.value.hint


@pytest.mark.fault(16)
def test_too_many_operations_are_refused() -> None:
    with pytest.raises(LimitError, match="operations per update"):
        check(wide(20, 36), Few(max_activation_bytes=10**9, max_flops_per_update=17_495))


def test_the_limit_itself_is_allowed() -> None:
    spec = wide(10, 4)
    cost = measure(spec)
    exact = Few(cost.nodes, cost.parameters, cost.flops_per_update, cost.activation_bytes)
    check(spec, exact)
    for field in exact._fields:
        with pytest.raises(LimitError):
            check(spec, exact._replace(**{field: getattr(exact, field) - 1}))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.id)
def test_templates_fit_the_default_settings(template: Any) -> None:
    check(template.spec, Settings())
