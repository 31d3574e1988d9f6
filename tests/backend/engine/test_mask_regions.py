"""How well masks agree, how far their outlines are apart, and what they enclose: against PyTorch and SciPy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from scipy import ndimage  # type: ignore[import-untyped]

from glassnet.catalog.datasets import Cases
from glassnet.engine import Trainer, measuring
from glassnet.protocol.views import Confusion, Masks, Regions
from tests.backend.engine.mask_runs import EXACT, JUDGED, PART, dice, rows, said, seen, spec
from tests.backend.engine.trainers import begun


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    found = begun(spec())
    for _ in range(12):
        found.advance(1)
    found.evaluate()
    return found


def regions(trainer: Trainer, part: str = PART) -> tuple[Any, Any, Any]:
    """Truth, prediction and Dice of a part, by PyTorch."""
    own = rows(trainer, part)
    masks = said(trainer, trainer.examples.inputs[own]).argmax(-1).numpy()
    truth = trainer.examples.labels[own]
    return truth, masks, np.asarray([dice(*pair) for pair in zip(truth, masks, strict=True)])


def farthest(one: Any, other: Any, spacing: tuple[float, float]) -> tuple[float, float]:
    """Of the outlines of two masks, by SciPy's distance transform."""
    edges = [mask & ~ndimage.binary_erosion(mask) for mask in (one, other)]
    ways = [ndimage.distance_transform_edt(~goal, sampling=spacing)[start] for start, goal in (edges, reversed(edges))]
    return max(way.max() for way in ways), max(np.percentile(way, 95) for way in ways)


def test_regions_are_those_of_the_last_evaluation(trainer: Trainer) -> None:
    truth, found, by_image = regions(trainer)
    told, meta = seen(trainer, Regions(part=PART))
    hot = [torch.nn.functional.one_hot(torch.tensor(mask).long().flatten(), 2).double() for mask in (truth, found)]
    counts = (hot[0].T @ hot[1]).numpy()
    np.testing.assert_array_equal(told["counts"], counts)
    np.testing.assert_allclose(told["dice"], np.nanmean(by_image, 0), **EXACT)
    np.testing.assert_allclose(told["iou"], np.nanmean(by_image / (2 - by_image), 0), **EXACT)
    np.testing.assert_allclose(told["precision"], np.diag(counts) / counts.sum(0), **EXACT)
    np.testing.assert_allclose(told["recall"], np.diag(counts) / counts.sum(1), **EXACT)
    np.testing.assert_allclose(told["share"], counts.sum(1) / counts.sum(), **EXACT)
    assert told["empty"].tolist() == [int((truth != k).all((1, 2)).sum()) for k in (0, 1)]
    assert told["dice"][1] == pytest.approx(trainer.evaluate()[f"{PART}_dice"], rel=1e-5)
    assert (meta["classes"], meta["unit"], meta["images"]) == (["background", "cell"], "pixels", JUDGED)
    assert "volumes" not in told
    confusion, _ = seen(trainer, Confusion(part=PART))
    np.testing.assert_array_equal(confusion["counts"], counts)
    assert confusion["counts"].dtype == np.int32
    np.testing.assert_allclose(confusion["precision"], told["precision"])


def test_distances_of_outlines_follow_while_the_run_rests() -> None:
    trainer = begun(spec())
    for _ in range(8):
        trainer.advance(1)
    trainer.set_weight("out", "bias", [1], float(trainer.parameters()["out.bias"][1]) + 1.0)
    trainer.evaluate()
    trainer.resting = False
    told, meta = seen(trainer, Regions(part=PART))
    assert "hausdorff" not in told
    assert not meta["pending"]
    trainer.resting = True
    told, meta = seen(trainer, Regions(part=PART))
    assert "hausdorff" not in told
    assert meta["pending"]
    told, meta = seen(trainer, Regions(part=PART))
    assert not meta["pending"]
    truth, found, _ = regions(trainer)
    each = [farthest(a == 1, b == 1, (1.0, 1.0)) for a, b in zip(truth, found, strict=True) if (b == 1).any()]
    assert each
    np.testing.assert_allclose(told["hausdorff"], [np.nan, np.mean([one for one, _ in each])], **EXACT)
    np.testing.assert_allclose(told["hausdorff95"], [np.nan, np.mean([one for _, one in each])], **EXACT)


def test_measuring_stops_when_the_run_goes_on_and_begins_anew_when_it_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = begun(spec())
    trainer.set_weight("out", "bias", [1], 1.0)
    trainer.evaluate()
    calls = []

    def apart(*_: Any) -> tuple[float, float]:
        calls.append(1)
        trainer.resting = False
        return 4.0, 2.0

    monkeypatch.setattr(measuring, "apart", apart)
    assert seen(trainer, Regions(part=PART))[1]["pending"]
    measuring._of(trainer)[PART].result(60)
    assert calls == [1]
    told, meta = seen(trainer, Regions(part=PART))
    assert "hausdorff" not in told
    assert not meta["pending"]
    monkeypatch.setattr(measuring, "apart", lambda *_: (4.0, 2.0))
    trainer.resting = True
    assert seen(trainer, Regions(part=PART))[1]["pending"]
    told, _ = seen(trainer, Regions(part=PART))
    assert (told["hausdorff"][1], told["hausdorff95"][1]) == (4.0, 2.0)


def test_groups_that_are_whole_have_volumes_and_distances_are_in_mm() -> None:
    trainer = begun(spec())
    count = len(trainer.examples.labels)
    own = rows(trainer)
    group, phase = np.arange(count, dtype=np.int32) + 100, np.full(count, -1, np.int8)
    group[own] = [7, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9]
    phase[own] = [0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1]
    group[0] = 9  # a slice of this one trains
    spacing = np.full((count, 3), np.nan, np.float32)
    spacing[own] = [1.5, 2.0, 8.0]
    known = Cases(np.arange(count, dtype=np.int32) * 2, group, phase, spacing)
    trainer.examples = replace(trainer.examples, cases=known)
    trainer.set_weight("out", "bias", [1], 0.5)
    trainer.evaluate()
    truth, found, _ = regions(trainer)
    seen(trainer, Regions(part=PART))
    told, meta = seen(trainer, Regions(part=PART))
    assert told["group"].tolist() == [7, 8]
    millilitres = 1.5 * 2.0 * 8.0 / 1000
    chosen = {(7, 0): [0, 1], (7, 1): [2, 3], (8, 0): [4, 6], (8, 1): [5, 7]}
    for (g, p), images in chosen.items():
        for which, masks in enumerate((truth, found)):
            for k in (0, 1):
                pixels = int((masks[images] == k).sum())
                assert told["volumes"][g - 7, which, p, k] == pytest.approx(pixels * millilitres, rel=1e-5)
    full, emptied = told["volumes"][:, :, 0], told["volumes"][:, :, 1]
    np.testing.assert_allclose(told["ejection"], (full - emptied) / full, **EXACT)
    assert meta["unit"] == "mm"
    each = [farthest(a == 1, b == 1, (1.5, 2.0)) for a, b in zip(truth, found, strict=True) if (b == 1).any()]
    np.testing.assert_allclose(told["hausdorff"][1], np.mean([one for one, _ in each]), **EXACT)
    shown, _ = seen(trainer, Masks(part=PART))
    assert shown["group"].tolist() == [7, 7, 7, 7, 8, 8]
    assert shown["source"].tolist() == (own[:6] * 2).tolist()
