"""Views of a run that finds a class for each pixel, against PyTorch on the weights of its checkpoint."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from glassnet.engine import Trainer, questions
from glassnet.engine.mask_maps import AT_ONCE
from glassnet.errors import LimitError, SpecError
from glassnet.protocol.views import Augmented, Confusion, Data, Gallery, Kernels, Maps, Masks, Regions, Samples
from tests.backend.engine.conftest import Compilations
from tests.backend.engine.image_specs import image_spec, layer
from tests.backend.engine.mask_runs import EXACT, JUDGED, LONE, NODES, PART, coded, dice, rows, said, seen, spec, wait
from tests.backend.engine.trainers import begun


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    found = begun(spec())
    for _ in range(12):
        found.advance(1)
    found.evaluate()
    return found


def check(trainer: Trainer, view: Masks, found: dict[str, Any], lohi: dict[str, Any]) -> None:
    """Probabilities, loss and Dice of what is shown."""
    expected = said(trainer, found["images"]).numpy()
    assert found["probabilities"].dtype == np.uint8
    np.testing.assert_allclose(found["probabilities"] / 255, expected, atol=0.5 / 255 + 1e-4)
    truth = found["truth"]
    of_truth = np.where(truth == 1, expected[..., 1], expected[..., 0])
    loss = -np.log(of_truth) * np.where(truth == 1, 3.0, 1.0)
    assert lohi["loss"][0] == 0.0
    assert lohi["loss"][1] == pytest.approx(loss.max(), rel=1e-3)
    np.testing.assert_allclose(found["loss"] / 255 * lohi["loss"][1], loss, atol=lohi["loss"][1] / 500 + 1e-3)
    own = [dice(*pair) for pair in zip(truth, expected.argmax(-1), strict=True)]
    np.testing.assert_allclose(found["dice"], own, **EXACT)


@pytest.mark.parametrize(("first", "count"), [(0, 6), (0, 1), (3, 16), (7, 3), (10, 6)])
def test_masks_are_what_the_network_says_of_each_image(trainer: Trainer, first: int, count: int) -> None:
    view = Masks(part=PART, first=first, count=count)
    found, meta = seen(trainer, view)
    own = rows(trainer)[first : first + count]
    np.testing.assert_array_equal(found["images"], trainer.examples.inputs[own])
    np.testing.assert_array_equal(found["truth"], trainer.examples.labels[own])
    assert found["index"].tolist() == list(range(first, min(first + count, JUDGED)))
    assert found["source"].tolist() == trainer.spec.data.arrangement()[1][first : first + count].tolist()  # type: ignore[union-attr]
    assert found["group"].tolist() == found["source"].tolist()
    check(trainer, view, found, {one.key: (one.lo, one.hi) for one in trainer.probe(view).tensors})
    assert meta == {"classes": ["background", "cell"], "total": JUDGED}


def test_beyond_the_last_image_there_is_nothing(trainer: Trainer) -> None:
    found, meta = seen(trainer, Masks(part=PART, first=50))
    assert found["images"].shape == (0, 32, 32, 1)
    assert found["probabilities"].shape == (0, 32, 32, 2)
    assert found["dice"].shape == (0, 2)
    assert meta["total"] == JUDGED


@pytest.mark.parametrize("order", ["worst", "best"])
def test_the_order_is_that_of_the_mean_dice_but_the_first_class(trainer: Trainer, order: Any) -> None:
    found, _ = seen(trainer, Masks(part=PART, order=order, count=16))
    own = rows(trainer)
    masks = said(trainer, trainer.examples.inputs[own]).argmax(-1).numpy()
    merit = [dice(*pair)[1] for pair in zip(trainer.examples.labels[own], masks, strict=True)]
    expected = sorted(range(JUDGED), key=lambda k: merit[k] if order == "worst" else -merit[k])
    assert found["index"].tolist() == expected


def test_the_order_stays_until_the_next_evaluation() -> None:
    trainer = begun(spec())
    trainer.advance(1)
    view = Masks(part=PART, order="worst", count=16)
    before, _ = seen(trainer, view)
    trainer.set_weight("out", "bias", [1], 5.0)
    after, _ = seen(trainer, view)
    assert after["index"].tolist() == before["index"].tolist()
    assert not np.array_equal(after["probabilities"], before["probabilities"])
    trainer.advance(1)
    assert seen(trainer, view)[0]["index"].tolist() == before["index"].tolist()
    trainer.evaluate()
    found, _ = seen(trainer, view)
    assert (np.diff(found["dice"][:, 1]) >= 0).all()


def test_an_image_of_ones_own(trainer: Trainer) -> None:
    image = np.random.default_rng(0).integers(0, 256, (32, 32, 1), np.uint8)
    found, meta = seen(trainer, Masks(image=coded(image)))
    assert found.keys() == {"images", "probabilities"}
    np.testing.assert_array_equal(found["images"][0], image)
    np.testing.assert_allclose(found["probabilities"] / 255, said(trainer, image[None]).numpy(), atol=0.5 / 255 + 1e-4)
    assert meta["total"] == 1
    truth = np.random.default_rng(1).integers(0, 2, (32, 32), np.uint8)
    view = Masks(image=coded(image), truth=coded(truth))
    found, _ = seen(trainer, view)
    assert found.keys() == {"images", "probabilities", "truth", "loss", "dice"}
    np.testing.assert_array_equal(found["truth"][0], truth)
    check(trainer, view, found, {one.key: (one.lo, one.hi) for one in trainer.probe(view).tensors})


def test_a_mask_of_ones_own_for_an_image_of_the_set(trainer: Trainer) -> None:
    truth = np.zeros((32, 32), np.uint8)
    truth[4:9, 4:9] = 1
    view = Masks(part=PART, first=2, count=1, truth=coded(truth))
    found, _ = seen(trainer, view)
    np.testing.assert_array_equal(found["truth"][0], truth)
    assert found["index"].tolist() == [2]
    check(trainer, view, found, {one.key: (one.lo, one.hi) for one in trainer.probe(view).tensors})


IMAGE = coded(np.zeros((32, 32, 1)))


@pytest.mark.parametrize(
    ("view", "where", "told"),
    [
        (Masks(image="###"), "view.image", "The image is no base64"),
        (Masks(image=coded(np.zeros(7))), "view.image", "The image has 7 bytes; expected 1024: 32 × 32 × 1"),
        (Masks(image=IMAGE, truth="é"), "view.truth", "The truth is no base64"),
        (Masks(image=IMAGE, truth=coded(np.zeros(9))), "view.truth", "The truth has 9 bytes; expected 1024: 32 × 32"),
        (
            Masks(image=IMAGE, truth=coded(np.where(np.arange(1024) == 70, 2, 0))),
            "view.truth",
            "The truth has class 2 at row 2, column 6; the last is 1",
        ),
        (Masks(truth=coded(np.zeros(1024))), "view.truth", "goes with one image, but 6 are shown"),
        (Gallery(), "view", "no view 'gallery' of a network that finds a class for each pixel"),
        (Data(), "view", "no view 'data'"),
    ],
)
def test_views_that_there_are_not(trainer: Trainer, view: Any, where: str, told: str) -> None:
    wait(trainer, view)
    with pytest.raises(SpecError, match=told) as error:
        trainer.probe(view)
    assert error.value.where == where
    assert error.value.hint


@pytest.mark.parametrize("kind", [Masks, Regions])
def test_masks_there_are_not_where_an_image_has_one_class(kind: Any) -> None:
    trainer = begun(image_spec())
    assert trainer.ready(kind())
    with pytest.raises(SpecError, match=f"no view '{kind().kind}' of a network on images"):
        trainer.probe(kind())


def test_a_lone_sigmoid_has_two_channels_of_probabilities() -> None:
    trainer = begun(spec(LONE, {"kind": "binary_cross_entropy", "foreground_weight": 3.0}))
    for _ in range(4):
        trainer.advance(1)
    view = Masks(part=PART)
    found, _ = seen(trainer, view)
    assert found["probabilities"].shape == (AT_ONCE, 32, 32, 2)
    check(trainer, view, found, {one.key: (one.lo, one.hi) for one in trainer.probe(view).tensors})


def test_samples_have_masks(trainer: Trainer) -> None:
    found, meta = seen(trainer, Samples(count=5))
    for part in ("train", "validation", "test"):
        own = rows(trainer, part)[:5]
        np.testing.assert_array_equal(found[f"{part}.masks"], trainer.examples.labels[own])
        assert found[f"{part}.masks"].dtype == np.uint8
        assert f"{part}.label" not in found
    assert meta["classes"] == ["background", "cell"]


def test_augmentation_moves_image_and_mask_together() -> None:
    turned = begun(spec(augment=[{"kind": "flip", "horizontal": 1.0}, {"kind": "brightness", "fraction": 0.3}]))
    found, _ = seen(turned, Augmented(count=8))
    np.testing.assert_array_equal(found["originals"], turned.examples.inputs[:8])
    np.testing.assert_array_equal(found["truths"], turned.examples.labels[:8])
    np.testing.assert_array_equal(found["masks"], found["truths"][:, :, ::-1])
    assert found["masks"].dtype == found["images"].dtype == np.uint8
    assert not np.array_equal(found["images"], found["originals"][:, :, ::-1])
    same, _ = seen(turned, Augmented(count=8))
    np.testing.assert_array_equal(same["images"], found["images"])


def test_masks_move_as_bright_images_do() -> None:
    moved = begun(spec(augment=[{"kind": "rotate", "degrees": 40.0}, {"kind": "shift"}, {"kind": "elastic"}]))
    moved.examples = replace(moved.examples, inputs=moved.examples.labels[..., None] * np.uint8(255))
    found, _ = seen(moved, Augmented(count=8))
    bright = found["images"][..., 0]
    sure = (bright < 60) | (bright > 195)
    assert sure.mean() > 0.8
    np.testing.assert_array_equal(found["masks"][sure], bright[sure] > 127)
    assert not np.array_equal(found["masks"], found["truths"])


def test_without_augmentation_pairs_are_as_they_are(trainer: Trainer) -> None:
    found, _ = seen(trainer, Augmented(count=3))
    np.testing.assert_array_equal(found["images"], found["originals"])
    np.testing.assert_array_equal(found["masks"], found["truths"])


def test_maps_are_images_down_to_the_output(trainer: Trainer) -> None:
    found, meta = seen(trainer, Maps(part=PART, index=3))
    assert meta == {"label": None}
    assert "probabilities" not in found
    assert "logits" not in found
    low, high = found["out:lo"][:, None, None], found["out:hi"][:, None, None]
    expected = said(trainer, trainer.examples.inputs[rows(trainer)[3]][None])[0].movedim(-1, 0).numpy()
    np.testing.assert_allclose(low + found["out"] / 255 * (high - low), expected, atol=3e-3)


def test_predictions_have_a_probability_for_each_pixel_and_class(trainer: Trainer) -> None:
    images = trainer.examples.inputs[:3]
    np.testing.assert_allclose(trainer.predict(images.tolist()), said(trainer, images).numpy(), **EXACT)


def test_an_answer_has_an_end(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MOST_SAID", 5000)
    assert trainer.predict(trainer.examples.inputs[:2]).shape == (2, 32, 32, 2)
    with pytest.raises(LimitError, match="3 images have 6144 probabilities; an answer holds 2 images of this size"):
        trainer.predict(trainer.examples.inputs[:3])


def test_views_of_masks_are_compiled_beside_the_caller_and_once(compilations: Compilations) -> None:
    trainer = begun(spec([layer("conv2d", "c1", filters=3), *NODES[1:]]))
    views = [Masks(), Masks(count=1), Masks(order="worst", count=16), Masks(image=IMAGE), Regions(), Confusion()]
    for view in (views[0], views[1]):
        assert not trainer.ready(view)
    every = [*views, Augmented(), Samples(), Maps(), Kernels(node="c1")]
    for view in every:
        seen(trainer, view)
    seen(trainer, Regions())
    with compilations() as found:
        trainer.set_live("training.loss.foreground_weight", 2.0)
        trainer.set_weight("out", "bias", [1], 0.25)
        for view in [*every, Regions()]:
            seen(trainer, view)
    assert found == []
