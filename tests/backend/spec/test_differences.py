"""In what set-ups differ, path by path."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.spec import RunSpec, live
from glassnet.spec.differences import MOST_ENTRIES, MOST_TEXT, Difference, differences, leaves, same, shortened
from glassnet.spec.templates import TEMPLATES
from tests.backend.specimens import chain, run_spec, with_dropout


def as_json(spec: RunSpec) -> dict[str, Any]:
    return spec.model_dump(mode="json")


def test_a_learning_rate_is_one_path() -> None:
    slow = run_spec(optimiser={"kind": "sgd", "learning_rate": 0.1})
    fast = run_spec(optimiser={"kind": "sgd", "learning_rate": 1.0})
    assert differences([as_json(slow), as_json(fast), as_json(slow)]) == [
        Difference("training.optimiser.learning_rate", [0.1, 1.0, 0.1])
    ]


def test_nodes_go_by_their_id_and_edges_by_where_they_end() -> None:
    small, large = as_json(run_spec(chain((3, "tanh")))), as_json(run_spec(chain((4, "tanh"), (2, "relu"))))
    found = dict(differences([small, large]))
    assert found["network.nodes.h1.units"] == [3, 4]
    assert found["network.nodes.h2.kind"] == [None, "dense"]
    assert found["network.nodes.h2.activation"] == [None, "relu"]
    assert found["network.edges.out"] == [["h1"], ["h2"]]
    assert found["network.edges.h2"] == [None, ["h1"]]
    assert "network.nodes.out.units" not in found


def test_the_order_of_inputs_counts_and_that_of_nodes_does_not() -> None:
    one, other, turned = (copy.deepcopy(as_json(run_spec(with_dropout()))) for _ in range(3))
    random.Random(0).shuffle(other["network"]["nodes"])
    assert differences([one, other]) == []
    turned["network"]["edges"].reverse()
    assert {difference.path for difference in differences([one, turned])} == {
        "network.edges.sum",
        "network.edges.join",
    }


def test_augmentations_go_by_their_kind() -> None:
    plain, turning = ({"data": {"augment": augment}} for augment in ([], [{"kind": "rotate", "degrees": 5}]))
    assert differences([plain, turning]) == [
        Difference("data.augment.rotate.kind", [None, "rotate"]),
        Difference("data.augment.rotate.degrees", [None, 5]),
    ]


def test_paths_come_in_the_order_of_the_set_ups_part_by_part() -> None:
    one = {"a": {"x": 1}, "b": {"y": 1}}
    other = {"b": {"y": 2, "z": 1}, "a": {"x": 2, "w": 1}}
    assert [difference.path for difference in differences([one, other])] == ["a.x", "a.w", "b.y", "b.z"]


def test_what_an_upload_is_like_is_not_told_beside_which_one_it_is() -> None:
    one, other = ({"data": {"dataset": name, "described": {"classes": count}}} for name, count in [("a", 2), ("b", 3)])
    assert differences([one, other]) == [Difference("data.dataset", ["a", "b"])]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        ([1, [2]], [1.0, [2.0]], True),
        ([1], [1, 2], False),
        ("1", 1, False),
        (None, None, True),
        (None, 0, False),
    ],
)
def test_what_means_the_same(one: Any, other: Any, alike: bool) -> None:
    assert same(one, other) is alike
    assert same(other, one) is alike


def test_what_is_long_is_shortened() -> None:
    assert shortened("x" * 500) == "x" * MOST_TEXT + "…"
    assert shortened(list(range(99))) == [*range(MOST_ENTRIES), "…"]
    long = [{"a": list(range(99))}, {"a": list(range(98))}]
    assert [difference.path for difference in differences(long)] == ["a"], "what is cut off counts"


def test_lists_of_things_without_names_go_by_number() -> None:
    assert differences([{"a": [{"b": 1}, {"b": 2}]}, {"a": [{"b": 1}, {"b": 3}]}]) == [Difference("a.1.b", [2, 3])]
    assert differences([{"a": [{"id": "n"}]}, {"a": []}]) == [Difference("a.n", [True, None])]


def test_edges_that_are_none_are_a_value() -> None:
    assert differences([{"network": {"edges": [["a"]]}}, {"network": {"edges": []}}]) == [
        Difference("network.edges", [[["a"]], None])
    ]


scalars = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-2, 2) | st.text(max_size=3)
names = st.sampled_from(["a", "b", "c", "id", "kind", "network", "edges", "nodes"])
documents = st.dictionaries(
    names,
    st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=12
    ),
    max_size=4,
)


@given(documents)
def test_nothing_differs_from_itself(document: dict[str, Any]) -> None:
    assert differences([document, copy.deepcopy(document), document]) == []
    assert differences([document]) == []


@given(st.lists(documents, min_size=2, max_size=4))
def test_every_difference_is_one_and_there_is_one_wherever_two_differ(several: list[dict[str, Any]]) -> None:
    found = differences(several)
    for difference in found:
        assert len(difference.values) == len(several)
    flat = [dict(leaves(document)) for document in several]
    for left in range(len(several)):
        for right in range(left):
            unlike = flat[left].keys() != flat[right].keys() or any(
                not same(value, flat[right][path]) for path, value in flat[left].items()
            )
            pair = differences([several[left], several[right]])
            assert bool(pair) == unlike
            assert {one.path for one in pair} <= {one.path for one in found}


@given(documents, documents)
def test_the_two_sides_are_told_alike(one: dict[str, Any], other: dict[str, Any]) -> None:
    there = {difference.path: difference.values for difference in differences([one, other])}
    back = {difference.path: difference.values[::-1] for difference in differences([other, one])}
    assert there.keys() == back.keys()


@given(st.data())
def test_a_live_value_that_was_changed_is_the_one_difference(data: st.DataObject) -> None:
    spec = data.draw(st.sampled_from(TEMPLATES)).spec
    path = data.draw(st.sampled_from(sorted(live.traced(spec))))
    before = live.traced(spec)[path]
    try:
        moved = live.changed(spec, path, before / 2 if before else 0.5)
    except ValueError:  # out of its bounds
        return
    if live.traced(moved)[path] == before:
        return
    (found,) = differences([as_json(spec), as_json(moved)])
    assert found.path == path
    assert found.values == [before, live.traced(moved)[path]]
