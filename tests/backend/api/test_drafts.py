"""Networks that are being drawn: read in any state, over REST."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

API = "/api/v1"
IMAGES = {"kind": "digits28", "samples": 50}
INPUT = {"id": "in", "kind": "input"}


def outline(client: TestClient, nodes: list[Any], edges: list[Any], **more: Any) -> dict[str, Any]:
    body = {"network": {"nodes": nodes, "edges": edges}, "data": IMAGES, **more}
    answer = client.post(f"{API}/networks/outline", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def places(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["where"], one["node"], one["code"]) for one in found["problems"]]


def test_what_is_held_at_zero_changes_no_outline(client: TestClient, spec: dict[str, Any]) -> None:
    held = {**spec, "network": {**spec["network"], "held": ["h1.units.0"]}}
    answer = client.post(f"{API}/networks/outline", json=held)
    assert answer.status_code == 200
    assert answer.json() == client.post(f"{API}/networks/outline", json=spec).json()


def test_a_network_that_can_train(client: TestClient, spec: dict[str, Any]) -> None:
    found = client.post(f"{API}/networks/outline", json=spec).json()
    assert found["runnable"] is True
    assert found["problems"] == []
    assert found["nodes"]["h1"] == {
        "shape": [4],
        "parameters": 12,
        "flops": 24,
        "activation_bytes": 16,
        "receptive_field": None,
    }
    checked = client.post(f"{API}/networks/check", json=spec).json()
    assert (found["nodes"], found["parameters"], found["flops"]) == (
        checked["nodes"],
        checked["parameters"],
        checked["flops"],
    )


def test_a_misfit_comes_with_its_repair(client: TestClient) -> None:
    nodes = [INPUT, {"id": "c", "kind": "conv2d"}, {"id": "out", "kind": "dense", "units": 10}]
    found = outline(client, nodes, [["in", "c"], ["c", "out"]])
    assert found["nodes"]["c"]["receptive_field"] == [3, 3]
    assert found["runnable"] is False
    (problem,) = found["problems"]
    assert problem == {
        "where": "network.nodes.out",
        "node": "out",
        "code": "shape",
        "detail": "Dense 'out' takes a list of numbers but gets 28 × 28 × 8.",
        "hint": "Insert a Flatten layer before it.",
        "repair": {"node": "out", "insert": "flatten", "fields": {}, "port": None, "loss": ""},
    }


def test_parts_that_cannot_be_read_leave_the_rest(client: TestClient) -> None:
    nodes = [
        INPUT,
        {"id": "good", "kind": "conv2d"},
        {"id": "bad", "kind": "conv2d", "kernel": 0},
        {"id": "odd", "kind": "no_such"},
        {"id": "1x", "kind": "dense"},
        {"kind": "dense"},
        {},
    ]
    edges = [["in", "good"], ["good", "bad"], ["bad", "odd"], ["odd", "1x"]]
    found = outline(client, nodes, edges, training={"batch_size": "many"})
    assert places(found) == [
        ("network.nodes.bad.kernel", "bad", "out_of_range"),
        ("network.nodes.odd", "odd", "unknown_choice"),
        ("network.nodes.1x.id", "1x", "pattern"),
        ("network.nodes.5.id", "5", "missing_field"),
        ("network.nodes.6", "6", "missing_field"),
        ("training.batch_size", "", "wrong_type"),
    ]
    assert list(found["nodes"]) == ["in", "good"]
    assert found["nodes"]["good"]["shape"] == [28, 28, 8]


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (None, "data"),
        ({"kind": "no_such"}, "data"),
        ({"kind": "circles", "samples": 1}, "data.samples"),
        ({"kind": "circles", "validation_fraction": 0.9, "test_fraction": 0.9}, "data"),
    ],
)
def test_data_that_cannot_be_read(client: TestClient, data: Any, where: str) -> None:
    found = outline(client, [INPUT, {"id": "out", "kind": "dense"}], [["in", "out"]], data=data)
    assert [one["where"] for one in found["problems"]] == [where]
    assert found["nodes"] == {}
    assert found["runnable"] is False


def test_nothing_at_all(client: TestClient) -> None:
    found = outline(client, [], [])
    assert [one["where"] for one in found["problems"]] == ["network", "network"]


def test_what_is_too_large_for_the_host_is_a_problem(client: TestClient) -> None:
    nodes = [INPUT, *({"id": f"h{k}", "kind": "dense", "units": 60_000} for k in range(2))]
    nodes += [{"id": "f", "kind": "flatten"}, {"id": "out", "kind": "dense", "units": 10}]
    edges = [["in", "f"], ["f", "h0"], ["h0", "h1"], ["h1", "out"]]
    found = outline(client, nodes, edges)
    assert places(found) == [("network", "", "too_large")]


def test_problems_are_at_most_a_hundred(client: TestClient) -> None:
    nodes = [INPUT, *({"id": f"n{k}", "kind": "dense"} for k in range(300))]
    assert len(outline(client, nodes, [])["problems"]) == 100


@pytest.mark.fault(31)
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"network": {}},
        {"network": {"nodes": [], "edges": []}, "more": 1},
        {"network": {"nodes": [3], "edges": []}},
        {"network": {"nodes": [], "edges": [["a"]]}},
        {"network": {"nodes": [], "edges": [["a", 1]]}},
        {"network": {"nodes": [], "edges": []}, "data": []},
    ],
)
def test_what_is_no_draft_is_refused(client: TestClient, body: Any) -> None:
    answer = client.post(f"{API}/networks/outline", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.fault(31)
@pytest.mark.parametrize("name", ["__proto__", "<b>", "a" * 5000, "ä", ""])
def test_strange_names_are_told_and_shortened(client: TestClient, name: str) -> None:
    found = outline(client, [INPUT, {"id": name, "kind": "dense"}], [["in", name], [name, "nowhere" * 1000]])
    assert found["runnable"] is False
    assert all(len(one["where"]) <= 200 and len(one["detail"]) <= 600 for one in found["problems"])
