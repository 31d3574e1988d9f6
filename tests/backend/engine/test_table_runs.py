"""Runs on tables: what is shown of them is what NumPy says, in the unit of the table."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from glassnet.engine import Trainer
from glassnet.engine.program import Program
from glassnet.errors import SpecError
from glassnet.protocol import views
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec


def on_table(data: dict[str, Any], output: tuple[int, str], loss: str) -> Trainer:
    given = {"samples": 150, "noise": None, "seed": 3, **data}
    spec = run_spec().model_dump(mode="json")
    spec["network"] = chain((5, "tanh"), output=output)
    spec["data"] = {key: value for key, value in given.items() if value is not None}
    spec["training"] |= {"loss": {"kind": loss}, "optimiser": {"kind": "adam", "learning_rate": 0.01}}
    trainer = begun(type(run_spec()).model_validate(spec))
    trainer.advance(60)
    return trainer


@pytest.fixture(scope="module")
def iris() -> Trainer:
    return on_table({"kind": "iris"}, (3, "softmax"), "cross_entropy")


@pytest.fixture(scope="module")
def cancer() -> Trainer:
    return on_table({"kind": "breast_cancer", "samples": 300}, (1, "sigmoid"), "binary_cross_entropy")


@pytest.fixture(scope="module")
def diabetes() -> Trainer:
    return on_table({"kind": "diabetes", "samples": 300}, (1, "linear"), "mse")


def shown(trainer: Trainer, view: views.View) -> tuple[dict[str, Any], dict[str, Any]]:
    until = time.monotonic() + 60
    while not trainer.ready(view):
        assert time.monotonic() < until
        time.sleep(0.01)
    picture = trainer.probe(view)
    return {one.key: one for one in picture.tensors}, picture.meta


def test_a_surface_shows_what_the_network_predicts_there(iris: Trainer) -> None:
    view = views.Surface(size=8, x="petal length", y="sepal width", part="test", index=2)
    tensors, meta = shown(iris, view)
    held = iris.examples.table.raw.cells[iris.examples.bounds["test"].start + 2]  # type: ignore[union-attr]
    assert meta["held"] == held.tolist()
    (left, right), (bottom, top) = meta["x_range"], meta["y_range"]
    rows = []
    for k in range(8):
        for j in range(8):
            cells = held.copy()
            cells[2] = left + (j + 0.5) / 8 * (right - left)
            cells[1] = top - (k + 0.5) / 8 * (top - bottom)
            rows.append(cells.tolist())
    codes = np.rint(iris.predict(rows).T.reshape(3, 8, 8) * 255)
    np.testing.assert_allclose(tensors["output"].array.astype(float), codes, atol=1)


def test_another_plane_compiles_nothing(iris: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    shown(iris, views.Surface(size=8))
    monkeypatch.setattr(Program, "_build", lambda *_: pytest.fail("something was compiled"))
    _, meta = shown(iris, views.Surface(size=8, x="petal width", y="sepal length", index=4))
    assert (meta["x"], meta["y"]) == ("petal width", "sepal length")


def test_values_are_told_in_the_unit_of_the_table(diabetes: Trainer) -> None:
    examples = diabetes.examples
    assert examples.table is not None
    part = examples.bounds["test"]
    rows = examples.table.raw.cells[part].tolist()
    said = diabetes.predict(rows)[:, 0]
    truth = examples.table.raw.labels[part]
    assert 50 < said.mean() < 300
    tensors, meta = shown(diabetes, views.Residuals(part="test"))
    np.testing.assert_allclose(tensors["predicted"].array, said, rtol=1e-4)
    np.testing.assert_allclose(tensors["residual"].array, truth - said, rtol=1e-3, atol=1e-2)
    assert meta["mae"] == pytest.approx(np.abs(truth - said).mean(), rel=1e-4)
    assert meta["r2"] == pytest.approx(1 - ((truth - said) ** 2).sum() / ((truth - truth.mean()) ** 2).sum(), rel=1e-3)
    train = examples.table.raw.labels[examples.bounds["train"]]
    scaled = (said - train.mean()) / train.std()
    expected = (scaled - (truth - train.mean()) / train.std()) ** 2
    tensors, meta = shown(diabetes, views.Losses(part="test", order="first", count=1000))
    np.testing.assert_allclose(tensors["loss"].array, expected, rtol=1e-3, atol=1e-5)
    tensors, _ = shown(diabetes, views.Surface(size=8))
    low, high = tensors["output"].lo, tensors["output"].hi
    assert low is not None
    assert high is not None
    assert (low + high) / 2 == pytest.approx(train.mean(), rel=1e-4)


def test_the_worst_come_first_and_a_cell_has_its_samples(iris: Trainer) -> None:
    part = iris.examples.bounds["train"]
    raw = iris.examples.table.raw  # type: ignore[union-attr]
    p = iris.predict(raw.cells[part].tolist())
    label = raw.labels[part].astype(int)
    losses = -np.log(p[np.arange(len(p)), label])
    tensors, meta = shown(iris, views.Losses(part="train", count=5))
    worst = np.argsort(-losses)[:5]
    np.testing.assert_allclose(tensors["loss"].array, losses[worst], rtol=1e-3)
    np.testing.assert_array_equal(tensors["row"].array, raw.row[part][tensors["index"].array])
    assert (meta["total"], meta["mean"]) == (len(p), pytest.approx(losses.mean(), rel=1e-3))
    counts = shown(iris, views.Confusion(part="train"))[0]["counts"].array
    for truth in range(3):
        for predicted in range(3):
            fits = (label == truth) & (p.argmax(1) == predicted)
            assert counts[truth, predicted] == fits.sum()
            tensors, meta = shown(iris, views.Losses(part="train", truth=truth, predicted=predicted, count=1000))
            assert meta["total"] == fits.sum()
            assert set(tensors["index"].array.tolist()) == set(np.flatnonzero(fits).tolist())


def test_scores_and_the_curve_of_two_classes(cancer: Trainer) -> None:
    part = cancer.examples.bounds["test"]
    raw = cancer.examples.table.raw  # type: ignore[union-attr]
    p, label = cancer.predict(raw.cells[part].tolist())[:, 0], raw.labels[part] > 0.5
    tensors, meta = shown(cancer, views.Scores(part="test"))
    said = p > 0.5
    assert meta["accuracy"] == pytest.approx((said == label).mean())
    recalls = [(said[label]).mean(), (~said[~label]).mean()]
    assert meta["balanced_accuracy"] == pytest.approx(np.mean(recalls))
    np.testing.assert_allclose(tensors["recall"].array, recalls[::-1], rtol=1e-5)
    curve, facts = shown(cancer, views.Roc(part="test"))
    area = np.mean([(a > b) + 0.5 * (a == b) for a in p[label] for b in p[~label]])
    assert facts["area"] == meta["auc"] == pytest.approx(area, abs=1e-3)
    assert facts["positive"] == "malignant"
    assert (np.diff(curve["false_positive"].array) >= 0).all()


def test_what_does_not_go_with_a_table_says_so(iris: Trainer, diabetes: Trainer) -> None:
    for trainer, view, said in (
        (iris, views.Surface(x="petal"), "no column 'petal'"),
        (iris, views.Surface(x="sepal width", y="sepal width"), "Both axes"),
        (iris, views.Surface(part="test", index=999), "no row 999"),
        (iris, views.Roc(), "two classes"),
        (iris, views.Residuals(), "of values only"),
        (diabetes, views.Confusion(), "learns values"),
        (diabetes, views.Losses(truth=1), "none of them is right or wrong"),
        (iris, views.Samples(), "of a network on a table"),
    ):
        with pytest.raises(SpecError, match=said):
            shown(trainer, view)


def test_questions_are_rows_of_the_table(iris: Trainer) -> None:
    scaling = iris.examples.table.scaling  # type: ignore[union-attr]
    filled = iris.predict([[5.0, None, 1.5, 0.2]])
    np.testing.assert_allclose(filled, iris.predict([[5.0, float(scaling.fill[1]), 1.5, 0.2]]), rtol=1e-5)
    for inputs, said in (
        ([[1.0, 2.0]], "Row 0 has 2 cells; expected 4"),
        ([["a", 1, 2, 3]], "'a' in the column 'sepal length'; expected a number"),
        ([], "no list of rows"),
    ):
        with pytest.raises(SpecError, match=said):
            iris.predict(inputs)


def test_a_sample_step_tells_cells() -> None:
    trainer = on_table({"kind": "diabetes", "samples": 100}, (1, "linear"), "mse")
    looked = trainer.sample_step()
    raw = trainer.examples.table.raw  # type: ignore[union-attr]
    assert looked.inputs == raw.cells[looked.index].tolist()
    assert looked.target == [pytest.approx(raw.labels[looked.index], rel=1e-4)]
    assert looked.output == [pytest.approx(float(trainer.predict([looked.inputs])[0, 0]), rel=1e-3)]


def test_points_have_scores_too() -> None:
    trainer = begun(run_spec(chain((3, "tanh"))))
    _, meta = shown(trainer, views.Scores(part="test"))
    assert meta["samples"] == 12
    tensors, _ = shown(trainer, views.Losses(part="test"))
    assert "row" not in tensors
    assert (np.diff(tensors["loss"].array) <= 0).all()
