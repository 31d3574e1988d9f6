"""Data sets that are read from the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from glassnet.catalog.datasets import DATASETS, DatasetSpec, StoredSet
from glassnet.catalog.datasets.medmnist import MEMBERS, MedMnist
from glassnet.catalog.datasets.stored import IMAGES, LABELS
from glassnet.catalog.datasets.upload import Upload
from glassnet.errors import ConflictError, SpecError

DESCRIBED = {"shape": [5, 4, 3], "classes": ["cat", "dog", "hen"], "samples": 60}
UPLOAD = {"kind": "upload", "dataset": "data_" + "0" * 24, "described": DESCRIBED}
STORED: list[dict[str, Any]] = [
    *({"kind": kind} for kind, cls in DATASETS.items() if cls.needs == "download" and kind != "medmnist"),
    *({"kind": "medmnist", "name": name} for name in MEMBERS),
    UPLOAD,
]
every_stored_set = pytest.mark.parametrize("fields", STORED, ids=lambda one: one.get("name", one["kind"]))


def made(fields: dict[str, Any], **others: Any) -> Any:
    return TypeAdapter(DatasetSpec).validate_python({**fields, **others})


def filled(library: Path, data: StoredSet) -> Path:
    """A library that holds ``data``; label and first pixel of an image tell its number."""
    folder = library / data.folder()
    folder.mkdir()
    count = sum(data.published())
    images = np.lib.format.open_memmap(folder / IMAGES, "w+", np.uint8, (count, *data.input_shape()))
    images[:, 0, 0, 0] = np.arange(count) % 251
    images.flush()
    np.save(folder / LABELS, np.arange(count, dtype=np.int32))
    return library


def test_the_names_are_the_members() -> None:
    assert MedMnist.model_json_schema()["properties"]["name"]["enum"] == list(MEMBERS)


@every_stored_set
def test_parts_come_from_the_published_parts_and_no_image_twice(tmp_path: Path, fields: dict[str, Any]) -> None:
    data = made(fields, samples=400, test_fraction=0.25)
    train, test = data.published()
    pixels, labels, _ = data.generate(filled(tmp_path, data))
    assert pixels.shape == (data.count(), *data.input_shape())
    assert pixels.dtype == np.uint8
    assert labels.dtype == np.float32
    assert len(set(labels)) == data.count() == min(400, train + test)
    np.testing.assert_array_equal(pixels[:, 0, 0, 0], labels % 251)
    learnt, judged = np.split(labels, [data.count() - data.parts()[2]])
    if test:
        assert learnt.max() < train <= judged.min()
    again, other = data.generate(tmp_path), made(fields, samples=400, seed=1).generate(tmp_path)
    np.testing.assert_array_equal(again.labels, labels)
    assert not np.array_equal(other.labels, labels)
    assert len(data.class_names()) == data.class_count() == len(set(data.class_names()))


@given(
    samples=st.integers(10, 1000),
    validation=st.floats(0, 0.45),
    test=st.floats(0, 0.5),
    seed=st.integers(0, 9),
)
def test_one_published_part_helps_the_other_out(samples: int, validation: float, test: float, seed: int) -> None:
    data = MedMnist(name="breastmnist", samples=samples, validation_fraction=validation, test_fraction=test, seed=seed)
    chosen = data._choose(np.random.default_rng(seed))
    assert len(set(chosen.tolist())) == len(chosen) == data.count() == min(samples, 780)
    assert chosen.min() >= 0
    assert chosen.max() < 780
    judged = chosen[len(chosen) - data.parts()[2] :]
    assert (judged >= 624).sum() == min(len(judged), 156) or (chosen >= 624).sum() == 156


def test_there_are_no_more_than_there_are() -> None:
    data = MedMnist(name="breastmnist", samples=5000)
    assert (data.count(), sum(data.parts())) == (780, 780)
    assert data.samples == 5000


@every_stored_set
def test_what_is_not_there_is_said_so(tmp_path: Path, fields: dict[str, Any]) -> None:
    for library in (None, tmp_path):
        with pytest.raises(ConflictError) as caught:
            made(fields).generate(library)
        assert caught.value.code == ("no_dataset" if fields["kind"] == "upload" else "not_downloaded")
        assert caught.value.hint


def test_another_shape_than_promised_is_refused(tmp_path: Path) -> None:
    library = filled(tmp_path, made(UPLOAD))
    with pytest.raises(ConflictError, match=r"\(60, 5, 4, 3\) on this server, not \(60, 5, 4, 1\)"):
        made(UPLOAD, described={**DESCRIBED, "shape": [5, 4, 1]}).generate(library)


def test_an_upload_that_nobody_described_has_no_shape() -> None:
    for one in (Upload(), Upload(dataset=UPLOAD["dataset"])):
        with pytest.raises(SpecError) as caught:
            one.input_shape()
        assert (caught.value.code, caught.value.where) == ("no_dataset", "data.dataset")


@pytest.mark.fault(10)
@pytest.mark.parametrize("name", ["../../etc", "/etc", "C:x", "data_" + "0" * 23, "data_" + "G" * 24, "mnist\n"])
def test_an_id_is_no_path(name: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        Upload(dataset=name)
