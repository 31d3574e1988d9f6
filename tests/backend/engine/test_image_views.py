"""Views of a run on images, as told in `glassnet.protocol.views`."""

from __future__ import annotations

import base64
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from glassnet import ops
from glassnet.engine import Trainer, prepare
from glassnet.engine.program import Program
from glassnet.errors import SpecError
from glassnet.protocol.views import (
    Augmented,
    Confusion,
    Data,
    Gallery,
    Kernels,
    Maps,
    Samples,
    Surface,
    Unit,
    Units,
    Weights,
)
from glassnet.spec.key import key_of
from glassnet.spec.live import paths, traced
from tests.backend.engine.conftest import Compilations
from tests.backend.engine.image_specs import ALL_CHANCE, NORMED, image_spec, layer
from tests.backend.engine.trainers import begun
from tests.backend.specimens import run_spec

AUGMENT = [{"kind": "rotate", "degrees": 30.0}, {"kind": "brightness"}]


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    found = begun(image_spec(NORMED, {"augment": AUGMENT}))
    found.advance(12)
    found.evaluate()
    return found


def tensors(trainer: Trainer, view: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    found, meta = trainer.probe(view)
    return {one.key: one.array for one in found}, meta


def values(trainer: Trainer, image: np.ndarray) -> dict[str, np.ndarray]:
    """Every node's output for one image, channels last, without the compiled view."""
    graph = trainer.program.graph
    x = ops.enter(jnp.asarray(image[None].astype(np.float32) / 255))
    passed = graph.run(jnp.asarray(np.asarray(trainer.flat)[0]), x, jnp.asarray(trainer.live[0]))
    return {name: np.asarray(ops.leave(value))[0] for name, value in passed.values.items()}


def test_samples_are_the_first_of_each_part(trainer: Trainer) -> None:
    found, meta = tensors(trainer, Samples(count=30))
    for part, count in (("train", 30), ("validation", 24), ("test", 24)):
        start = trainer.examples.bounds[part].start
        np.testing.assert_array_equal(found[f"{part}.images"], trainer.examples.inputs[start : start + count])
        np.testing.assert_array_equal(found[f"{part}.label"], trainer.examples.labels[start : start + count])
        assert found[f"{part}.label"].dtype == np.int32
    labels = trainer.examples.labels[trainer.examples.bounds["train"]]
    balance = [int((labels == k).sum()) for k in range(10)]
    counts = {"train": 72, "validation": 24, "test": 24}
    assert meta == {"classes": [str(k) for k in range(10)], "counts": counts, "balance": balance}


def check_maps(trainer: Trainer, found: dict[str, Any], image: np.ndarray) -> None:
    expected = values(trainer, image)
    for name, value in expected.items():
        low, high = found[f"{name}:lo"], found[f"{name}:hi"]
        rows = value[None] if value.ndim == 1 else np.moveaxis(value, -1, 0)
        codes = found[name][None] if value.ndim == 1 else found[name]
        assert found[name].dtype == np.uint8
        assert codes.shape == rows.shape
        assert low.shape == high.shape == ((1,) if value.ndim == 1 else value.shape[-1:])
        extent = (high - low).reshape(-1, *[1] * (rows.ndim - 1))
        shown = low.reshape(extent.shape) + codes / 255.0 * extent
        np.testing.assert_allclose(shown, rows, atol=float(extent.max()) / 500 + 1e-5)
    np.testing.assert_allclose(found["probabilities"], expected["out"], rtol=1e-4, atol=1e-6)
    e = np.exp(found["logits"] - found["logits"].max())
    np.testing.assert_allclose(e / e.sum(), expected["out"], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("part", "index"), [("train", 0), ("validation", 23), ("test", 5)])
def test_maps_are_what_every_node_gives(trainer: Trainer, part: str, index: int) -> None:
    found, meta = tensors(trainer, Maps(part=part, index=index))
    row = trainer.examples.bounds[part].start + index
    check_maps(trainer, found, trainer.examples.inputs[row])
    assert meta == {"label": int(trainer.examples.labels[row])}


def test_maps_of_an_image_of_ones_own(trainer: Trainer) -> None:
    image = np.random.default_rng(0).integers(0, 256, (8, 8, 1), np.uint8)
    found, meta = tensors(trainer, Maps(image=base64.b64encode(image.tobytes()).decode()))
    check_maps(trainer, found, image)
    assert meta == {"label": None}


def test_maps_of_sequences_are_lines() -> None:
    nodes = [layer("reshape", "line", shape=[32, 2]), layer("conv1d", "c", filters=3), layer("flatten", "f")]
    trainer = begun(image_spec([*nodes, NORMED[-1]]))
    found, _ = tensors(trainer, Maps())
    assert found["c"].shape == (3, 32)
    check_maps(trainer, found, trainer.examples.inputs[trainer.examples.bounds["test"].start])


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (Maps(index=24), "no image 24 in the part 'test': it has 24"),
        (Maps(image="###"), "no base64"),
        (Maps(image=base64.b64encode(b"abc").decode()), "3 bytes; expected 64: 8 × 8 × 1"),
        (Kernels(node="nowhere"), "no node 'nowhere'"),
        (Surface(), "no view 'surface' of a network on images"),
        (Units(), "no view 'units'"),
        (Unit(node="c1", unit=0), "no view 'unit'"),
        (Data(), "no view 'data'"),
    ],
)
def test_views_that_there_are_not(trainer: Trainer, view: Any, said: str) -> None:
    assert trainer.ready(view) or view.kind == "maps" or view.kind == "kernels"
    with pytest.raises(SpecError, match=said):
        trainer.probe(view)


@pytest.mark.parametrize("view", [Samples(), Maps(), Gallery(), Augmented()], ids=lambda one: one.kind)
def test_views_of_images_there_are_not_of_points(view: Any) -> None:
    trainer = begun(run_spec())
    assert trainer.ready(view)
    with pytest.raises(SpecError, match=f"no view '{view.kind}' of a network on points of the plane"):
        trainer.probe(view)


def test_kernels_of_points_are_the_arrays() -> None:
    trainer = begun(run_spec())
    found, _ = tensors(trainer, Kernels(node="h1"))
    assert found.keys() == {"h1.weight", "h1.bias"}


def test_kernels_are_the_arrays_and_the_activity(trainer: Trainer) -> None:
    found, _ = tensors(trainer, Kernels(node="n1"))
    assert found.keys() == {"n1.gain", "n1.bias", "n1.mean", "n1.variance", "activity"}
    found, _ = tensors(trainer, Kernels(node="c1"))
    assert found["c1.weight"].shape == (3, 3, 1, 4)
    largest = np.max([np.abs(values(trainer, image)["c1"]).max((0, 1)) for image in trainer.examples.inputs[:120]], 0)
    np.testing.assert_allclose(found["activity"], largest, rtol=1e-4)
    np.testing.assert_array_equal(found["c1.weight"], trainer.parameters()["c1.weight"])


def test_activity_is_measured_anew_for_a_verdict_or_an_edit_not_for_a_step() -> None:
    trainer = begun(image_spec(NORMED))
    first = trainer.activity()
    trainer.advance(3)
    assert trainer.activity() is first
    trainer.evaluate()
    second = trainer.activity()
    assert second is not first
    assert trainer.activity() is second
    trainer.set_weight("c1", "weight", [0, 0, 0, 0], 50.0)
    assert trainer.activity()["c1"][0] > second["c1"][0]


def test_activity_takes_no_more_images_than_a_call_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = image_spec([layer("conv2d", "c", filters=3), layer("flatten", "f"), NORMED[-1]])
    program = Program(key_of(spec), list(traced(spec)))
    monkeypatch.setattr(program, "block", 16)
    trainer = Trainer(spec, program)
    found, meta = tensors(trainer, Kernels(node="c"))
    assert meta["images"] == 16
    largest = np.max([np.abs(values(trainer, image)["c"]).max((0, 1)) for image in trainer.examples.inputs[:16]], 0)
    np.testing.assert_allclose(found["activity"], largest, rtol=1e-4)


def test_a_dead_filter_has_no_activity() -> None:
    trainer = begun(image_spec([layer("conv2d", "c", filters=2), layer("flatten", "f"), NORMED[-1]]))
    trainer.set_weight("c", "bias", [1], -1e6)
    found, _ = tensors(trainer, Kernels(node="c"))
    assert found["activity"][0] > 0
    assert found["activity"][1] == 0


@pytest.mark.parametrize("part", ["train", "validation", "test"])
def test_confusion_counts_every_judged_image(trainer: Trainer, part: str) -> None:
    found, meta = tensors(trainer, Confusion(part=part))
    bounds = trainer.examples.bounds[part]
    said = trainer.predict(trainer.examples.inputs[bounds].tolist()).argmax(1)
    truth = trainer.examples.labels[bounds].astype(int)
    expected = np.zeros((10, 10), int)
    for one, other in zip(truth, said, strict=True):
        expected[one, other] += 1
    np.testing.assert_array_equal(found["counts"], expected)
    for k in range(10):
        column, row = expected[:, k].sum(), expected[k].sum()
        assert (
            np.isnan(found["precision"][k])
            if column == 0
            else found["precision"][k] * column == pytest.approx(expected[k, k])
        )
        assert np.isnan(found["recall"][k]) if row == 0 else found["recall"][k] * row == pytest.approx(expected[k, k])
    assert meta == {"classes": [str(k) for k in range(10)]}


@pytest.mark.parametrize("show", ["wrong", "right", "all"])
def test_the_gallery_sorts_by_certainty(trainer: Trainer, show: str) -> None:
    found, meta = tensors(trainer, Gallery(part="train", show=show, count=100))
    said = trainer.predict(trainer.examples.inputs[found["index"]].tolist())
    np.testing.assert_array_equal(found["predicted"], said.argmax(1))
    np.testing.assert_allclose(found["confidence"], said.max(1), rtol=1e-5)
    np.testing.assert_array_equal(found["images"], trainer.examples.inputs[found["index"]])
    right = found["predicted"] == found["label"]
    count = int((trainer.evaluate()["train_accuracy"] or 0) * 72 + 0.5)
    assert meta == {"total": {"right": count, "wrong": 72 - count, "all": 72}[show]}
    assert right.all() if show == "right" else show == "all" or not right.any()
    if show == "all":
        assert found["index"].tolist() == list(range(72))
    else:
        assert (np.diff(found["confidence"]) <= 0).all()


def test_the_gallery_filters_by_truth_and_prediction(trainer: Trainer) -> None:
    counts = tensors(trainer, Confusion(part="train"))[0]["counts"]
    row, column = np.unravel_index(counts.argmax(), counts.shape)
    view = Gallery(part="train", show="all", truth=int(row), predicted=int(column), count=3)
    found, meta = tensors(trainer, view)
    assert meta == {"total": int(counts.max())}
    assert len(found["index"]) == min(3, counts.max())
    assert set(found["label"]) == {row}
    assert set(found["predicted"]) == {column}


def test_judgements_are_made_when_there_is_none_and_follow_edits() -> None:
    trainer = begun(image_spec())
    view = Confusion(part="train")
    while not trainer.ready(view):
        pass
    before = tensors(trainer, view)[0]["counts"]
    trainer.set_weight("out", "bias", [7], 1e6)
    while not trainer.ready(view):
        pass
    after = tensors(trainer, view)[0]["counts"]
    assert not np.array_equal(before, after)
    assert after[:, 7].sum() == 72
    trainer.advance(1)
    assert trainer.ready(view), "the last evaluation is shown while training goes on"


def test_augmented_images_follow_the_ranges(trainer: Trainer) -> None:
    found, _ = tensors(trainer, Augmented(count=6))
    np.testing.assert_array_equal(found["originals"], trainer.examples.inputs[:6])
    assert found["images"].dtype == np.uint8
    assert not np.array_equal(found["images"], found["originals"])
    np.testing.assert_array_equal(found["images"], tensors(trainer, Augmented(count=6))[0]["images"])
    held = trainer.spec
    try:
        for path in paths(trainer.spec):
            if path.startswith("data.augment."):
                trainer.set_live(path, 0.0)
        still, _ = tensors(trainer, Augmented(count=6))
        np.testing.assert_array_equal(still["images"], still["originals"])
    finally:
        for one in held.data.augment:
            for name, value in one.model_dump(exclude={"kind"}).items():
                trainer.set_live(f"data.augment.{one.kind}.{name}", value)


def test_without_augmentation_images_are_as_they_are() -> None:
    found, _ = tensors(begun(image_spec()), Augmented())
    np.testing.assert_array_equal(found["images"], found["originals"])


def test_nothing_live_and_no_view_compiles_twice(compilations: Compilations) -> None:
    trainer = prepare(image_spec(ALL_CHANCE, {"augment": AUGMENT}, batch_size=20))
    views = [Samples(), Maps(), Maps(part="train", index=3), Kernels(node="c1"), Confusion(), Gallery(), Augmented()]

    def use_everything() -> None:
        trainer.advance(5)
        trainer.evaluate()
        trainer.sample_step()
        trainer.predict(trainer.examples.inputs[:3].tolist())
        for view in [*views, Weights()]:
            while not trainer.ready(view):
                pass
            trainer.probe(view)

    use_everything()
    with compilations() as found:
        for path in ("network.nodes.d1.rate", "network.nodes.n1.momentum", "data.augment.rotate.degrees"):
            before = trainer.parameters()
            trainer.reset(same_init=True)
            trainer.set_live(path, 0.05)
            use_everything()
            assert any(not np.array_equal(before[name], array) for name, array in trainer.parameters().items()), path
        trainer.set_weight("c1", "weight", [1, 1, 0, 0], 0.5)
        trainer.reset(same_init=False)
        use_everything()
    assert found == []
