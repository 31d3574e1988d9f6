"""Malformed graphs are refused, each with the place and the reason."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import pytest
from pydantic import ValidationError

from glassnet.errors import ShapeError, SpecError
from glassnet.spec import NetworkSpec, RunSpec
from tests.backend.specimens import chain, run_spec, with_dropout

INPUT = {"id": "in", "kind": "input"}


def dense(name: str, units: int = 1) -> dict[str, Any]:
    return {"id": name, "kind": "dense", "units": units}


def network(*nodes: dict[str, Any], edges: list[Any]) -> dict[str, Any]:
    return {"nodes": [INPUT, *nodes], "edges": edges}


MALFORMED: dict[str, tuple[dict[str, Any], str, str]] = {
    "cycle": (
        network(
            dense("a"),
            {"id": "b", "kind": "add"},
            dense("out"),
            edges=[("in", "b"), ("b", "a"), ("a", "b"), ("a", "out")],
        ),
        "network.nodes.a",
        "Node 'a' is part of a cycle or behind one.",
    ),
    "self loop": (
        network({"id": "a", "kind": "add"}, dense("out"), edges=[("in", "a"), ("a", "a"), ("a", "out")]),
        "network.nodes.a",
        "Node 'a' is part of a cycle or behind one.",
    ),
    "edge to nowhere": (
        network(dense("out"), edges=[("in", "out"), ("out", "ghost")]),
        "network.edges",
        "The edge out → ghost names 'ghost', but there is no such node.",
    ),
    "edge from nowhere": (
        network(dense("out"), edges=[("ghost", "out")]),
        "network.edges",
        "The edge ghost → out names 'ghost', but there is no such node.",
    ),
    "twice the same id": (
        network(dense("a"), dense("a"), edges=[("in", "a")]),
        "network.nodes.a",
        "Two nodes are called 'a'.",
    ),
    "twice the same edge": (
        network({"id": "out", "kind": "add"}, edges=[("in", "out"), ("in", "out")]),
        "network.nodes.out",
        "The edge in → out is there twice.",
    ),
    "two outputs": (
        network(dense("a"), dense("b"), edges=[("in", "a"), ("in", "b")]),
        "network.nodes.a",
        "A network has one output, but nothing reads a, b.",
    ),
    "no input": (
        {"nodes": [dense("a"), dense("b")], "edges": [("a", "b")]},
        "network",
        "A network has one input node; this one has 0.",
    ),
    "two inputs": (
        network({"id": "in2", "kind": "input"}, {"id": "out", "kind": "add"}, edges=[("in", "out"), ("in2", "out")]),
        "network",
        "A network has one input node; this one has 2.",
    ),
    "node without an input": (
        network(dense("a"), {"id": "out", "kind": "add"}, edges=[("in", "out"), ("a", "out")]),
        "network.nodes.a",
        "Dense 'a' takes 1 input(s) but gets 0.",
    ),
    "two inputs for one port": (
        network(dense("a"), dense("out"), edges=[("in", "a"), ("in", "out"), ("a", "out")]),
        "network.nodes.out",
        "Dense 'out' takes 1 input(s) but gets 2.",
    ),
    "one input for two ports": (
        network({"id": "out", "kind": "concat"}, edges=[("in", "out")]),
        "network.nodes.out",
        "Concat 'out' takes at least 2 input(s) but gets 1.",
    ),
    "an edge into the input": (
        network(dense("a"), dense("out"), edges=[("in", "a"), ("a", "in"), ("in", "out")]),
        "network.nodes.a",
        "Node 'a' is part of a cycle or behind one.",
    ),
    "a node left alone beside a network": (
        network(dense("a"), dense("loose"), edges=[("in", "a")]),
        "network.nodes.loose",
        "Dense 'loose' is not connected to anything.",
    ),
    "an input that is read by nobody": (
        network(dense("out"), edges=[]),
        "network.nodes.out",
        "Dense 'out' is not connected to anything.",
    ),
}


@pytest.mark.fault(31)
@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_graph_is_refused_with_place_and_reason(name: str) -> None:
    graph, where, detail = MALFORMED[name]
    with pytest.raises(SpecError) as caught:
        NetworkSpec.model_validate(graph)
    assert (caught.value.where, caught.value.detail) == (where, detail)
    assert caught.value.hint.endswith(".")
    with pytest.raises(SpecError):
        run_spec(graph)


@pytest.mark.fault(31)
@pytest.mark.parametrize(
    "name",
    ["__proto__", "", "1a", "a b", "a.b", "a/b", "a" * 41, "ä", "a\n", "a\x00", "<b>", "constructor()", 7, None, ["a"]],
)
def test_ids_are_plain_names(name: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        NetworkSpec.model_validate(network({**dense("out"), "id": name}, edges=[("in", name)]))
    assert caught.value.errors()[0]["loc"][:3] == ("nodes", 1, "dense")


@pytest.mark.fault(31)
@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"units": 0}, "units"),
        ({"units": -3}, "units"),
        ({"units": 65_537}, "units"),
        ({"units": 10**5000}, "units"),
        ({"units": 2.5}, "units"),
        ({"units": None}, "units"),
        ({"activation": "explode"}, "activation"),
        ({"initialiser": "explode"}, "initialiser"),
        ({"bias": "perhaps"}, "bias"),
        ({"__proto__": {}}, "__proto__"),
        ({"weights": [1]}, "weights"),
    ],
)
def test_wrong_settings_name_their_field(change: dict[str, Any], place: str) -> None:
    with pytest.raises(ValidationError) as caught:
        NetworkSpec.model_validate(network({**dense("out"), **change}, edges=[("in", "out")]))
    assert caught.value.errors(include_input=False)[0]["loc"] == ("nodes", 1, "dense", place)


@pytest.mark.fault(31)
@pytest.mark.parametrize(
    "bad",
    [
        {},
        [],
        None,
        "network",
        {"nodes": [], "edges": []},
        {"nodes": [INPUT], "edges": []},
        {"nodes": [INPUT, {"id": "x", "kind": "no_such"}], "edges": []},
        {"nodes": [INPUT, {"id": "x"}], "edges": []},
        {"nodes": [INPUT, None], "edges": []},
        {"nodes": {"in": INPUT, "out": dense("out")}, "edges": []},
        network(dense("out"), edges=[("in",)]),
        network(dense("out"), edges=[("in", "out", "out")]),
        network(dense("out"), edges=[None]),
        network(dense("out"), edges=["in"]),
        {**chain(), "more": 1},
    ],
)
def test_what_is_no_graph_is_a_validation_error(bad: Any) -> None:
    with pytest.raises(ValidationError):
        NetworkSpec.model_validate(bad)


def long_chain(count: int) -> dict[str, Any]:
    names = ["in", *(f"n{k}" for k in range(count - 2)), "out"]
    middle = [{"id": name, "kind": "activation"} for name in names[1:-1]]
    return {
        "nodes": [INPUT, dense("out"), *middle],
        "edges": [list(pair) for pair in pairwise(names)],
    }


@pytest.mark.fault(16)
def test_ten_thousand_nodes_are_read_quickly() -> None:
    began = time.perf_counter()
    spec = run_spec(long_chain(10_000))
    assert time.perf_counter() - began < 20.0
    assert len(spec.shapes) == 10_000


@pytest.mark.fault(16)
def test_ten_thousand_nodes_in_a_ring_are_refused_quickly() -> None:
    ring = long_chain(10_000)
    ring["nodes"][2]["kind"] = "add"
    ring["nodes"][2].pop("activation", None)
    ring["edges"].append(["n9000", "n0"])
    began = time.perf_counter()
    with pytest.raises(SpecError, match="cycle"):
        NetworkSpec.model_validate(ring)
    assert time.perf_counter() - began < 20.0


def test_a_fan_of_many_edges_is_read_quickly() -> None:
    names = [f"n{k}" for k in range(5000)]
    nodes = [{"id": name, "kind": "activation"} for name in names]
    edges = [("in", name) for name in names] + [(name, "sum") for name in names] + [("sum", "out")]
    began = time.perf_counter()
    spec = run_spec(network(*nodes, {"id": "sum", "kind": "add"}, dense("out"), edges=edges))
    assert time.perf_counter() - began < 20.0
    assert spec.network.inputs_of["sum"] == names


def test_nodes_may_come_in_any_order() -> None:
    spec = NetworkSpec.model_validate(with_dropout())
    place = {name: k for k, name in enumerate(spec.order)}
    assert sorted(place) == sorted(node.id for node in spec.nodes)
    assert all(place[start] < place[end] for start, end in spec.edges)
    assert (spec.input_id, spec.output_id) == ("in", "out")


def test_inputs_come_in_the_order_of_the_edges() -> None:
    graph = with_dropout()
    spec = NetworkSpec.model_validate(graph)
    assert spec.inputs_of["join"] == ["drop2", "in"]
    graph["edges"].reverse()
    assert NetworkSpec.model_validate(graph).inputs_of["join"] == ["in", "drop2"]


def test_round_trip_is_equal() -> None:
    spec = NetworkSpec.model_validate(with_dropout())
    assert spec.order  # cached, and no part of what is compared
    assert NetworkSpec.model_validate_json(spec.model_dump_json()) == spec


def test_a_misfit_names_the_node() -> None:
    nodes = [dense("a", 2), dense("b", 3), {"id": "sum", "kind": "add"}, dense("out")]
    edges = [("in", "a"), ("in", "b"), ("a", "sum"), ("b", "sum"), ("sum", "out")]
    with pytest.raises(ShapeError) as caught:
        RunSpec.model_validate({"network": network(*nodes, edges=edges), "data": {"kind": "circles"}})
    assert caught.value.where == "network.nodes.sum"
    assert caught.value.detail == "Add 'sum' adds inputs of one shape but gets 2 numbers and 3 numbers."
