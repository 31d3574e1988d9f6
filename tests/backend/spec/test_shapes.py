"""Random graphs: what the specification says of shapes is what the engine computes."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.catalog.activations import ACTIVATIONS
from glassnet.engine.forward import Graph
from glassnet.engine.layout import Layout
from glassnet.spec import RunSpec
from glassnet.spec.live import traced
from glassnet.spec.shapes import infer, inputs_of
from tests.backend.specimens import chain, run_spec


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Any]:
    """A directed graph without cycles; nodes that nothing reads are joined before the output."""
    nodes: list[dict[str, Any]] = [{"id": "in", "kind": "input"}]
    edges: list[tuple[str, str]] = []
    widths = {"in": 2}
    for k in range(draw(st.integers(0, 7))):
        name = f"n{k}"
        kind = draw(st.sampled_from(["dense", "dense", "activation", "dropout", "add", "concat"]))
        before = draw(st.sampled_from(sorted(widths)))
        node: dict[str, Any] = {"id": name, "kind": kind}
        sources = [before]
        if kind == "dense":
            node |= {"units": draw(st.integers(1, 5)), "bias": draw(st.booleans())}
        if kind in ("dense", "activation"):
            node["activation"] = draw(st.sampled_from(sorted(ACTIVATIONS)))
        if kind in ("add", "concat"):
            alike = [one for one in widths if one != before and (kind == "concat" or widths[one] == widths[before])]
            if not alike:
                continue
            sources += draw(st.lists(st.sampled_from(alike), min_size=1, max_size=2, unique=True))
        widths[name] = {
            "dense": node.get("units", 0),
            "concat": sum(widths[one] for one in sources),
        }.get(kind, widths[before])
        nodes.append(node)
        edges += [(source, name) for source in sources]
    loose = sorted(set(widths) - {start for start, _ in edges})
    if len(loose) > 1:
        nodes.append({"id": "all", "kind": "concat"})
        edges += [(one, "all") for one in loose]
        loose = ["all"]
    nodes.append({"id": "out", "kind": "dense", "units": 1, "activation": "sigmoid"})
    edges.append((loose[0], "out"))
    return {"nodes": draw(st.permutations(nodes)), "edges": draw(st.permutations(edges))}


@settings(max_examples=40)
@given(graph=graphs())
def test_random_graphs_build_and_shapes_agree_with_a_pass(graph: dict[str, Any]) -> None:
    spec = run_spec(graph)
    assert RunSpec.model_validate_json(spec.model_dump_json()) == spec
    layout = Layout(spec.network, spec.input_shape)
    live = traced(spec)
    index = {path: k for k, path in enumerate(live)}
    program = Graph(layout, "binary_cross_entropy", spec.encoding, index)
    flat = layout.start(spec.network, 1)
    passed = jax.eval_shape(
        program.run, flat, np.zeros((3, 2), np.float32), np.asarray(list(live.values()), np.float32), np.uint32(1)
    )
    assert {name: value.shape[1:] for name, value in passed.values.items()} == spec.shapes
    assert passed.for_loss.shape == (3, 1)


def test_the_input_gets_the_shape_of_the_data() -> None:
    spec = run_spec(chain((4, "tanh")), {"features": ["x", "y", "sin_x"]})
    assert spec.shapes == {"in": (3,), "h1": (4,), "out": (1,)}
    assert infer(spec.network, (7,))["in"] == (7,)
    assert inputs_of(spec.network, "in", {}, (7,)) == [(7,)]
    assert inputs_of(spec.network, "h1", {"in": (7,)}, (7,)) == [(7,)]
