"""An outline says all that a run would be refused for, and nothing else; its repairs mend."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from glassnet.catalog.datasets import DatasetSpec
from glassnet.catalog.layers import LAYERS, LayerSpec
from glassnet.errors import GlassnetError, Repair
from glassnet.spec import RunSpec
from glassnet.spec.outline import Outline, outline
from glassnet.spec.training import TrainingSpec
from tests.backend.spec.test_network import MALFORMED
from tests.backend.specimens import chain, with_dropout

Json = dict[str, Any]
LAYER = TypeAdapter[Any](LayerSpec)
DATA = TypeAdapter[Any](DatasetSpec)
DIGITS = {"kind": "digits28", "samples": 50}
ENTROPY = {"loss": {"kind": "cross_entropy"}}


def outlined(network: Json, data: Json | None = None, training: Json | None = None) -> Outline:
    return outline(
        [LAYER.validate_python(node) for node in network["nodes"]],
        [(start, end) for start, end in network["edges"]],
        DATA.validate_python(data or DIGITS),
        TrainingSpec.model_validate(training or ENTROPY),
    )


def row(*nodes: Json) -> Json:
    """Nodes one after the other, behind an input; ids are their kinds with a number where they lack one."""
    named = [{"id": "in", "kind": "input"}, *({"id": f"{n['kind']}{k}", **n} for k, n in enumerate(nodes))]
    return {"nodes": named, "edges": list(pairwise(node["id"] for node in named))}


def mended(network: Json, repair: Repair) -> Json:
    """The network after a repair, as an editor makes it."""
    nodes = [dict(node) for node in network["nodes"]]
    if not repair.insert:
        for node in nodes:
            if node["id"] == repair.node:
                node.update(repair.fields)
        return {"nodes": nodes, "edges": network["edges"]}
    nodes.append({"id": "new", "kind": repair.insert, **repair.fields})
    edges, port = [], 0
    for start, end in network["edges"]:
        if end == repair.node:
            edges.append((start, "new") if repair.port in (None, port) else (start, end))
            if repair.port == port:
                edges.append(("new", end))
            port += 1
        else:
            edges.append((start, end))
    return {"nodes": nodes, "edges": [*edges, ("new", repair.node)] if repair.port is None else edges}


def refusal(network: Json, data: Json, training: Json) -> GlassnetError | None:
    try:
        RunSpec.model_validate({"network": network, "data": data, "training": training})
    except GlassnetError as error:
        return error
    return None


BINARY = {"loss": {"kind": "binary_cross_entropy"}}
CIRCLES = {"kind": "circles", "samples": 40}


@pytest.mark.fault(31)
@pytest.mark.parametrize("name", MALFORMED)
def test_what_a_run_is_refused_for_is_in_the_outline(name: str) -> None:
    graph, where, detail = MALFORMED[name]
    found = outlined(graph, CIRCLES, BINARY)
    assert (where, detail) in [(one.where, one.detail) for one in found.problems]


def test_a_sound_network_has_every_number_and_no_problem() -> None:
    network = row(
        {"kind": "conv2d", "filters": 16},
        {"kind": "max_pool2d"},
        {"kind": "batch_norm"},
        {"kind": "flatten"},
        {"kind": "dense", "units": 10, "activation": "softmax"},
    )
    found = outlined(network)
    assert found.problems == []
    assert {name: node.shape for name, node in found.nodes.items()} == {
        "in": (28, 28, 1),
        "conv2d0": (28, 28, 16),
        "max_pool2d1": (14, 14, 16),
        "batch_norm2": (14, 14, 16),
        "flatten3": (3136,),
        "dense4": (10,),
    }
    convolution = found.nodes["conv2d0"]
    assert convolution.parameters == 3 * 3 * 16 + 16
    assert convolution.flops == 2 * 28 * 28 * (3 * 3 * 16 + 16)
    assert convolution.activation_bytes == 4 * 28 * 28 * 16
    assert found.nodes["batch_norm2"].parameters == 4 * 16
    assert [node.receptive_field for node in found.nodes.values()] == [
        [1, 1],
        [3, 3],
        [4, 4],
        [4, 4],
        [28, 28],
        [28, 28],
    ]


def test_points_have_no_receptive_field() -> None:
    assert outlined(chain((3, "tanh")), CIRCLES, BINARY).nodes["h1"].receptive_field is None


REPAIRABLE: dict[str, Json] = {
    "dense on an image": row({"kind": "conv2d"}, {"kind": "dense", "units": 10, "activation": "softmax"}),
    "convolution on a list": row(
        {"kind": "flatten"}, {"kind": "conv2d"}, {"kind": "flatten"}, {"kind": "dense", "units": 10}
    ),
    "kernel larger than the image": row(
        {"kind": "max_pool2d", "size": 8},
        {"kind": "conv2d", "kernel": 5, "padding": "valid"},
        {"kind": "flatten"},
        {"kind": "dense", "units": 10},
    ),
    "groups that do not divide": row(
        {"kind": "conv2d", "filters": 6},
        {"kind": "group_norm", "groups": 4},
        {"kind": "flatten"},
        {"kind": "dense", "units": 10},
    ),
    "too few outputs": row({"kind": "flatten"}, {"kind": "dense", "units": 3, "activation": "softmax"}),
    "too few outputs, two layers back": row(
        {"kind": "flatten"}, {"kind": "dense", "units": 3}, {"kind": "dropout"}, {"kind": "softmax"}
    ),
    "too few filters": row({"kind": "conv2d", "filters": 3}, {"kind": "global_avg_pool"}, {"kind": "softmax"}),
    "reshape of another size": row(
        {"kind": "reshape", "shape": [7, 7, 1]}, {"kind": "flatten"}, {"kind": "dense", "units": 10}
    ),
}


def branches(left: Json, right: Json, kind: str) -> Json:
    """Two layers side by side, joined by ``kind``."""
    end = row({"kind": "flatten"}, {"kind": "dense", "units": 10})["nodes"][1:]
    nodes = [{"id": "in", "kind": "input"}, {"id": "l", **left}, {"id": "r", **right}, {"id": "j", "kind": kind}, *end]
    edges = [("in", "l"), ("in", "r"), ("l", "j"), ("r", "j"), ("j", end[0]["id"]), (end[0]["id"], end[1]["id"])]
    return {"nodes": nodes, "edges": edges}


REPAIRABLE |= {
    "a branch that is half as large": branches({"kind": "conv2d"}, {"kind": "conv2d", "stride": 2}, "concat"),
    "a branch that lost its rim": branches({"kind": "conv2d"}, {"kind": "conv2d", "padding": "valid"}, "add"),
    "a branch with fewer channels": branches({"kind": "conv2d"}, {"kind": "max_pool2d"}, "add"),
    "two wires into one layer": {
        **branches({"kind": "conv2d"}, {"kind": "conv2d"}, "conv2d"),
    },
}


@pytest.mark.parametrize("name", REPAIRABLE)
def test_a_repair_mends(name: str) -> None:
    network = REPAIRABLE[name]
    (problem,) = outlined(network).problems
    assert problem.repair is not None
    assert outlined(mended(network, problem.repair)).problems == []


def test_what_comes_after_a_misfit_is_unknown_and_no_problem_of_its_own() -> None:
    found = outlined(row({"kind": "dense"}, {"kind": "dropout"}, {"kind": "dense", "units": 10}))
    assert list(found.nodes) == ["in"]
    assert [one.where for one in found.problems] == ["network.nodes.dense0"]


def test_independent_problems_are_told_together() -> None:
    network = branches({"kind": "dense"}, {"kind": "conv1d"}, "concat")
    found = outlined(network)
    assert [one.where for one in found.problems] == ["network.nodes.l", "network.nodes.r"]


def test_nothing_is_said_of_what_could_not_be_read() -> None:
    network = row({"kind": "conv2d", "id": "odd"}, {"kind": "flatten"}, {"kind": "dense", "units": 10})
    nodes = [LAYER.validate_python(node) for node in network["nodes"] if node["id"] != "odd"]
    found = outline(nodes, network["edges"], DATA.validate_python(DIGITS), None, ["odd"])
    assert found.problems == []
    assert list(found.nodes) == ["in"]


def test_without_data_the_graph_is_checked_all_the_same() -> None:
    nodes = [LAYER.validate_python(node) for node in chain()["nodes"]]
    found = outline(nodes, [], None)
    assert found.nodes == {}
    assert [one.where for one in found.problems] == ["network.nodes.out"]


def test_sizes_without_end_are_a_misfit() -> None:
    network = row(*[{"kind": "upsample2d", "factor": 8}] * 40, {"kind": "global_max_pool"})
    (problem,) = outlined(network).problems
    assert "2,147,483,648 is the most" in problem.detail


def test_the_nodes_of_a_cycle_are_named_and_what_is_behind_is_not() -> None:
    network = row({"kind": "add", "id": "a"}, {"kind": "dense", "id": "b"}, {"kind": "dense", "id": "c"})
    network["edges"].append(("b", "a"))
    assert [one.where for one in outlined(network).problems] == ["network.nodes.a", "network.nodes.b"]


KINDS = ["dense", "conv2d", "max_pool2d", "flatten", "dropout", "add", "concat", "batch_norm", "softmax", "conv1d"]


@settings(max_examples=150)
@given(
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=5),
    wires=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=9),
    straight=st.booleans(),
    points=st.booleans(),
)
def test_runnable_is_what_a_run_takes(
    kinds: list[str], wires: list[tuple[int, int]], straight: bool, points: bool
) -> None:
    network = row(*[{"kind": kind, **({"units": 2} if kind == "dense" else {})} for kind in kinds])
    ids = [node["id"] for node in network["nodes"]]
    crossing = [(ids[a], ids[b]) for a, b in wires if a < len(ids) and b < len(ids)]
    network["edges"] = (network["edges"] if straight else []) + crossing[: 2 if straight else 9]
    data = CIRCLES if points else {**DIGITS, "samples": 20}
    found = outlined(network, data, ENTROPY)
    refused = refusal(network, data, ENTROPY)
    assert (refused is None) == (not found.problems)
    if refused is not None:
        assert (refused.where, refused.detail) in [(one.where, one.detail) for one in found.problems]
    for problem in found.problems:
        assert problem.where.startswith("network")
        assert problem.hint


def test_every_layer_can_be_outlined_alone() -> None:
    """A layer that was just dropped on the canvas is no more than not connected."""
    for kind in LAYERS:
        if kind != "input":
            network = row({"kind": kind})
            (problem,) = outlined({"nodes": network["nodes"], "edges": []}).problems
            assert problem.detail.endswith(" is not connected to anything."), kind


def test_a_sound_graph_of_everything_has_no_problem() -> None:
    assert outlined(with_dropout(), CIRCLES, BINARY).problems == []
