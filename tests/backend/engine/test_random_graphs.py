"""Any graph that is accepted can be trained: networks of random layers, with branches that meet again."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from glassnet.engine.program import program_for
from glassnet.engine.trainer import Trainer
from glassnet.errors import ShapeError
from glassnet.spec import NetworkSpec, RunSpec
from glassnet.spec.shapes import infer

Json = dict[str, Any]
SIDE = 8

LAYERS: list[Json] = [
    {"kind": "conv2d", "filters": 4, "kernel": 3},
    {"kind": "conv2d", "filters": 6, "kernel": 3, "stride": 2},
    {"kind": "conv2d", "filters": 4, "kernel": 2, "dilation": 2, "groups": 2},
    {"kind": "depthwise_conv2d"},
    {"kind": "conv_transpose2d", "filters": 3},
    {"kind": "max_pool2d"},
    {"kind": "avg_pool2d", "size": 3, "stride": 1, "padding": "same"},
    {"kind": "upsample2d", "method": "bilinear"},
    {"kind": "batch_norm"},
    {"kind": "layer_norm"},
    {"kind": "instance_norm"},
    {"kind": "group_norm", "groups": 2},
    {"kind": "activation", "activation": "silu"},
    {"kind": "dropout", "rate": 0.3},
    {"kind": "spatial_dropout", "rate": 0.3},
]


def fits(nodes: list[Json], edges: list[list[str]]) -> dict[str, tuple[int, ...]] | None:
    """The shapes, or None where a layer does not take what reaches it or the image grows too large."""
    try:
        shapes = infer(NetworkSpec.model_validate({"nodes": nodes, "edges": edges}), (SIDE, SIDE, 1))
    except ShapeError:
        return None
    return shapes if all(shape[0] <= 2 * SIDE for shape in shapes.values()) else None


def random_network(seed: int) -> tuple[list[Json], list[list[str]]]:
    """A chain of random layers; now and then a layer's answer meets an earlier one of its size."""
    chance = random.Random(seed)
    nodes: list[Json] = [{"id": "in", "kind": "input"}, {"id": "first", "kind": "conv2d", "filters": 4, "kernel": 3}]
    edges, last = [["in", "first"]], "first"
    for k in range(chance.randint(3, 6)):
        chosen = {"id": f"l{k}", **chance.choice(LAYERS)}
        tried = [*nodes, chosen], [*edges, [last, chosen["id"]]]
        if (shapes := fits(*tried)) is None:
            continue
        (nodes, edges), before, last = tried, last, chosen["id"]
        same = [name for name in (before, "first") if name != last and shapes[name][:2] == shapes[last][:2]]
        if same and chance.random() < 0.6:
            other = chance.choice(same)
            kind = "add" if shapes[other] == shapes[last] and chance.random() < 0.5 else "concat"
            nodes = [*nodes, {"id": f"m{k}", "kind": kind}]
            edges = [*edges, [other, f"m{k}"], [last, f"m{k}"]]
            last = f"m{k}"
    ends = chance.choice([["flatten"], ["global_avg_pool"], ["global_max_pool"]])
    for kind in ends:
        nodes, edges, last = [*nodes, {"id": "end", "kind": kind}], [*edges, [last, "end"]], "end"
    out = {"id": "out", "kind": "dense", "units": 10, "activation": "softmax"}
    return [*nodes, out], [*edges, [last, "out"]]


@pytest.mark.parametrize("seed", range(8))
def test_any_graph_that_is_accepted_trains(seed: int) -> None:
    nodes, edges = random_network(seed)
    spec = RunSpec.model_validate(
        {
            "network": {"nodes": nodes, "edges": edges},
            "data": {"kind": "digits8", "samples": 40},
            "training": {"loss": {"kind": "cross_entropy"}, "optimiser": {"kind": "adam"}, "batch_size": 8},
        }
    )
    trainer = Trainer(spec, program_for(spec)[0])
    before = np.array(trainer.flat)
    advance = trainer.advance(1)
    assert advance.ended is None, advance.ended
    assert np.isfinite(advance.losses).all()
    assert not np.array_equal(before, np.asarray(trainer.flat))


def test_the_graphs_differ_and_branch() -> None:
    kinds = [[node["kind"] for node in random_network(seed)[0]] for seed in range(8)]
    assert len({tuple(one) for one in kinds}) == 8
    assert sum("add" in one or "concat" in one for one in kinds) >= 3
    assert len({kind for one in kinds for kind in one}) >= 12
