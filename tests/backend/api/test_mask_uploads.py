"""Images with masks over HTTP: taken, asked about, shown, learned from by patient, refused."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from glassnet.api.app import create_app
from glassnet.settings import Settings
from glassnet.spec import RunSpec
from tests.backend.storage.datasets.files import npz, zipped
from tests.backend.storage.datasets.masked_files import CASES, SLICES, drawn, lecture, nifti, picture

API = "/api/v1"


def send(client: TestClient, options: dict[str, Any] | None = None, **files: tuple[str, bytes] | str) -> Any:
    texts = {name: one for name, one in files.items() if isinstance(one, str)}
    form = texts | ({"options": json.dumps(options)} if options is not None else {})
    sent = {name: one for name, one in files.items() if not isinstance(one, str)}
    return client.post(f"{API}/datasets", data=form, files=sent or {"nothing": ("", b"")})


def spec(dataset: str, classes: int, **data: Any) -> dict[str, Any]:
    """A run that learns masks of an upload."""
    nodes = [
        {"id": "in", "kind": "input"},
        {"id": "conv", "kind": "conv2d", "filters": 4, "activation": "relu", "padding": "same"},
        {"id": "out", "kind": "conv2d", "filters": classes, "activation": "softmax", "padding": "same"},
    ]
    return {
        "network": {"nodes": nodes, "edges": [["in", "conv"], ["conv", "out"]]},
        "data": {"kind": "upload", "dataset": dataset, **data},
        "training": {
            "loss": {"kind": "cross_entropy"},
            "optimiser": {"kind": "adam", "learning_rate": 0.02},
            "batch_size": 10,
            "max_epochs": 3,
        },
    }


def test_the_lectures_file_is_split_by_case(client: TestClient) -> None:
    asked = send(client, file=("lv.npz", lecture()))
    assert asked.status_code == 200
    suggested = asked.json()["suggested"]
    assert (suggested["images"], suggested["masks"], suggested["groups"]) == ("images", "segs", "caseIndices")
    made = send(client, suggested, upload=asked.json()["upload"])
    assert made.status_code == 201
    view = made.json()
    assert view["task"] == "segmentation"
    assert view["classes"] == ["background", "foreground"]
    assert len(view["groups"]) == CASES
    assert sum(view["groups"]) == view["samples"] == SLICES
    assert view["empty"] == 25
    assert 0 < view["shares"][1] < 0.1
    assert sum(view["shares"]) == pytest.approx(1)
    assert view["spacing"][:2] == [1.36, 1.36]
    assert view["summary"] == f"{SLICES} images with masks of 2 classes, 64 × 64, in grey, {CASES} groups."
    assert client.get(f"{API}/datasets/{view['id']}").json() == view

    run = client.post(f"{API}/runs", json=spec(view["id"], 2))
    assert run.status_code == 201, run.text
    data = RunSpec.model_validate(run.json()["spec"]).data
    parts = data.arrangement()  # type: ignore[union-attr]
    owner = np.repeat(np.arange(CASES), view["groups"])
    train, validation, test = ({int(owner[k]) for k in part} for part in parts)
    assert not train & test
    assert not train & validation
    assert not validation & test
    assert len(train) + len(validation) + len(test) == CASES
    assert run.json()["spec"]["data"]["described"]["spacing"] is True


def test_masks_are_shown_beside_their_images(client: TestClient) -> None:
    images, masks = drawn(30, (8, 9))
    made = send(client, file=("a.npz", npz(images=images, masks=masks))).json()
    shown = client.get(f"{API}/datasets/{made['id']}/preview?samples=12").json()
    assert (shown["task"], shown["labels"], shown["shape"]) == ("segmentation", [], [8, 9, 1])
    pixels = np.frombuffer(base64.b64decode(shown["images"]), np.uint8).reshape(12, 8, 9)
    marked = np.frombuffer(base64.b64decode(shown["masks"]), np.uint8).reshape(12, 8, 9)
    known = {one.tobytes(): number for number, one in enumerate(images)}
    for image, mask in zip(pixels, marked, strict=True):
        np.testing.assert_array_equal(mask, masks[known[image.tobytes()]])


@pytest.mark.slow
def test_a_network_learns_masks_of_an_upload(
    settings: Settings, eventually: Callable[[Callable[[], bool], float], None]
) -> None:
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        _learns(client, eventually)


def _learns(client: TestClient, eventually: Callable[[Callable[[], bool], float], None]) -> None:
    images, masks = drawn(40, (12, 12), classes=3)
    colours = np.array([[0, 0, 0], [255, 0, 0], [0, 0, 255]], np.uint8)
    files: dict[str, bytes | str] = {}
    for k in range(40):
        files |= {f"images/{k:02}.png": picture(images[k]), f"masks/{k:02}.png": picture(colours[masks[k]])}
    made = send(client, file=("a.zip", zipped(files))).json()
    assert made["classes"] == ["background", "blue", "red"]
    run = client.post(f"{API}/runs?start=true", json=spec(made["id"], 3))
    assert run.status_code == 201, run.text
    path = f"{API}/runs/{run.json()['id']}"
    eventually(lambda: client.get(path).json()["status"] == "finished", 60)
    parts = client.get(path).json()["metrics"]
    assert parts["train"]["loss"] < 1.0
    for part in ("train", "validation", "test"):
        assert 0 <= parts[part]["dice"] <= 1
        assert parts[part]["accuracy"] > 0.5


def test_masks_come_as_a_second_file(client: TestClient, settings: Settings) -> None:
    images, masks = drawn(12, (10, 14))
    volume = send(client, file=("heart.nii.gz", nifti(images.T)), masks=("seg.nii.gz", nifti(masks.T, (1, 1, 1))))
    assert volume.status_code == 201, volume.text
    assert (volume.json()["task"], volume.json()["title"], volume.json()["shape"]) == (
        "segmentation",
        "heart",
        [10, 14, 1],
    )
    pictures = zipped({f"{k:02}.png": picture(one) for k, one in enumerate(images)})
    drawings = zipped({f"{k:02}.png": picture(one) for k, one in enumerate(masks)})
    both = send(client, file=("a.zip", pictures), masks=("b.zip", drawings))
    assert (both.status_code, both.json()["counts"][0]) == (201, 12)
    stored = {path.name for path in (settings.data_dir / "datasets" / both.json()["id"]).iterdir()}
    assert stored == {"images.npy", "masks.npy", "manifest.json"}
    assert not list((settings.data_dir / "datasets" / ".uploads").glob("*"))


def test_equal_masks_are_one_data_set_and_others_another(client: TestClient) -> None:
    images, masks = drawn(20)
    ids = [
        send(
            client,
            {"images": "images", "masks": "masks", **more},
            file=("a.npz", npz(images=images, masks=one, g=group)),
        )
        for one, group, more in (
            (masks, np.arange(20) // 4, {}),
            (masks * 7, np.arange(20) // 4, {}),
            (masks[::-1].copy(), np.arange(20) // 4, {}),
            (masks, np.arange(20) // 4, {"groups": "g"}),
            (masks, np.arange(20) // 5, {"groups": "g"}),
        )
    ]
    known = [one.json()["id"] for one in ids]
    assert known[0] == known[1]
    assert len(set(known)) == 4


@pytest.mark.parametrize(
    ("files", "options", "code", "where"),
    [
        ({"file": ("a.nii.gz", nifti(drawn(12)[0].T)[:-40])}, {}, "no_masks", "masks"),
        (
            {"file": ("a.nii.gz", nifti(drawn(12)[0].T)[:-40]), "masks": ("b.nii.gz", nifti(drawn(12)[1].T))},
            {},
            "nifti_truncated",
            "file",
        ),
        (
            {"file": ("a.nii.gz", nifti(drawn(12)[0].T)), "masks": ("b.nii.gz", nifti(drawn(12, (9, 9))[1].T))},
            {},
            "sizes_differ",
            "file",
        ),
        ({"file": ("a.npz", npz(x=drawn(12)[0], y=drawn(12)[0]))}, {}, "mask_values", "file"),
        ({"file": ("a.npz", npz(x=drawn(12)[0], y=drawn(12)[1]))}, {"masks": "z"}, "no_array", "options"),
        ({"file": ("a.npz", npz(x=drawn(12)[0], y=drawn(12)[1])), "masks": ("m.zip", b"x")}, {}, "masks_file", "masks"),
    ],
)
def test_what_is_wrong_is_said(
    client: TestClient, files: dict[str, Any], options: dict[str, Any], code: str, where: str
) -> None:
    answer = send(client, options, **files)
    assert (answer.status_code, answer.json()["code"], answer.json()["where"]) == (422, code, where)
    assert answer.json()["hint"]


def test_an_array_of_objects_is_in_nobodys_way_until_it_is_chosen(client: TestClient) -> None:
    images, masks = drawn(12)
    data = npz(images=images, masks=masks, extra=np.array([{"a": 1}], object))
    asked = send(client, file=("a.npz", data)).json()
    assert next(one for one in asked["arrays"] if one["name"] == "extra")["suits"] == []
    refused = send(client, asked["suggested"] | {"groups": "extra"}, upload=asked["upload"])
    assert (refused.status_code, refused.json()["code"]) == (422, "pickle")
    assert send(client, asked["suggested"], file=("a.npz", data)).status_code == 201


def test_arrays_are_read_as_numpy_reads_them() -> None:
    arrays = np.load(io.BytesIO(lecture()))
    assert {name: (arrays[name].shape, arrays[name].dtype.name) for name in ("images", "segs", "caseIndices")} == {
        "images": ((420, 64, 64), "uint16"),
        "segs": ((420, 64, 64), "int32"),
        "caseIndices": ((45, 2), "int64"),
    }
