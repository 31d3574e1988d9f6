"""Uploaded images over HTTP: taken, asked about, learned from, deleted, refused."""

from __future__ import annotations

import base64
import errno
import http.client
import json
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.datastructures import UploadFile
from starlette.testclient import TestClient

from glassnet.settings import Settings
from glassnet.spec import RunSpec
from tests.backend.storage.datasets.files import folders, npz, png, zipped

API = "/api/v1"
X = np.random.default_rng(3).integers(0, 256, (40, 8, 8), np.uint8)
Y = np.arange(40) % 3


def send(client: TestClient, data: bytes | None = None, name: str = "pets.zip", **fields: Any) -> Any:
    options = fields.pop("options", None)
    form = fields | ({"options": json.dumps(options)} if options is not None else {})
    files = {"file": (name, data)} if data is not None else {"nothing": ("", b"")}
    return client.post(f"{API}/datasets", data=form, files=files)


def spec(dataset: str, outputs: int = 2, **data: Any) -> dict[str, Any]:
    """A run that learns from an upload."""
    nodes = [
        {"id": "in", "kind": "input"},
        {"id": "flat", "kind": "flatten"},
        {"id": "out", "kind": "dense", "units": outputs, "activation": "softmax"},
    ]
    return {
        "network": {"nodes": nodes, "edges": [["in", "flat"], ["flat", "out"]]},
        "data": {"kind": "upload", "dataset": dataset, **data},
        "training": {"loss": {"kind": "cross_entropy"}, "optimiser": {"kind": "adam"}, "batch_size": 4},
    }


@pytest.fixture
def pets(client: TestClient) -> str:
    """Id of an uploaded data set: 12 images 12 × 10 of two classes."""
    return str(send(client, zipped(folders())).json()["id"])


def test_an_upload_becomes_a_data_set(client: TestClient, settings: Settings) -> None:
    answer = send(client, zipped(folders()), options={"title": "My pets"})
    assert answer.status_code == 201
    made = answer.json()
    assert made == {
        "id": made["id"],
        "kind": "upload",
        "title": "My pets",
        "summary": "12 images of 2 classes, 12 × 10, in grey.",
        "task": "binary",
        "shape": [12, 10, 1],
        "classes": ["cat", "dog"],
        "needs": "",
        "samples": 12,
        "counts": [8, 4],
        "problems": [],
        "columns": [],
        "target": "",
        "tested": 0,
        "groups": [],
        "shares": [],
        "empty": 0,
        "phases": 0,
        "spacing": None,
    }
    assert answer.headers["location"] == f"{API}/datasets/{made['id']}"
    assert client.get(answer.headers["location"]).json() == made
    assert client.get(f"{API}/datasets").json()["items"][-1] == made
    shown = client.get(f"{API}/datasets/{made['id']}/preview?samples=5").json()
    assert (shown["shape"], shown["classes"], len(shown["labels"])) == ([12, 10, 1], ["cat", "dog"], 5)
    assert len(base64.b64decode(shown["images"])) == 5 * 12 * 10
    assert send(client, zipped(folders()), options={"title": "Again"}).json() == made, "equal images, one data set"
    assert sorted(path.name for path in (settings.data_dir / "datasets").glob("data_*")) == [made["id"]]
    assert not list((settings.data_dir / "datasets" / ".uploads").glob("*"))


def test_a_run_learns_from_it(client: TestClient, pets: str) -> None:
    run = client.post(f"{API}/runs", json=spec(pets))
    assert run.status_code == 201
    described = run.json()["spec"]["data"]["described"]
    assert described == {
        "shape": [12, 10, 1],
        "classes": ["cat", "dog"],
        "samples": 12,
        "masks": False,
        "groups": [],
        "phases": False,
        "spacing": False,
    }
    stored = RunSpec.model_validate(run.json()["spec"])
    assert stored.data.parts() == (8, 2, 2)
    checked = client.post(f"{API}/networks/check", json=spec(pets)).json()
    assert checked["nodes"]["flat"]["shape"] == [120]


def test_what_a_client_says_of_it_is_replaced(client: TestClient, pets: str) -> None:
    lie = {"shape": [500, 500, 3], "classes": ["x", "y", "z"], "samples": 10**6}
    run = client.post(f"{API}/runs", json=spec(pets, described=lie)).json()
    assert run["spec"]["data"]["described"]["shape"] == [12, 10, 1]
    nonsense = client.post(f"{API}/runs", json=spec(pets, described="nonsense"))
    assert nonsense.status_code == 201
    wrong = client.post(f"{API}/runs", json=spec(pets, outputs=3)).json()
    assert wrong["where"] == "network.nodes.out"


@pytest.mark.parametrize("dataset", ["data_" + "0" * 24, ""])
def test_a_run_on_what_is_not_there_is_refused(client: TestClient, dataset: str) -> None:
    lie = {"shape": [12, 10, 1], "classes": ["cat", "dog"], "samples": 12}
    for path in ("runs", "networks/check"):
        answer = client.post(f"{API}/{path}", json=spec(dataset, described=lie))
        assert (answer.status_code, answer.json()["code"]) == (422, "no_dataset")
        assert answer.json()["where"] == "data.dataset"
        assert "Upload images" in answer.json()["hint"]
    for bad in (7, None, ["x"], "../../etc/passwd"):
        assert client.post(f"{API}/runs", json=spec(bad)).status_code == 422  # type: ignore[arg-type]


def test_a_run_on_what_is_not_downloaded_is_refused(client: TestClient) -> None:
    answer = client.post(f"{API}/runs", json=spec("", outputs=10) | {"data": {"kind": "mnist"}})
    assert (answer.status_code, answer.json()["code"], answer.json()["where"]) == (409, "not_downloaded", "data")
    assert "Download it first" in answer.json()["hint"]
    assert (
        client.post(f"{API}/networks/check", json=spec("", outputs=10) | {"data": {"kind": "mnist"}}).status_code == 200
    )


def test_a_data_set_in_use_stays(client: TestClient, pets: str) -> None:
    run = client.post(f"{API}/runs?start=true", json=spec(pets)).json()["id"]
    refused = client.delete(f"{API}/datasets/{pets}")
    assert (refused.status_code, refused.json()["code"]) == (409, "dataset_in_use")
    assert run in refused.json()["detail"]
    client.post(f"{API}/runs/{run}/commands", json={"type": "stop"})
    other = client.post(f"{API}/runs", json=spec(pets)).json()["id"]
    refused = client.delete(f"{API}/datasets/{pets}")
    assert refused.status_code == 409, "a run that ended is still looked at"
    assert refused.json()["detail"].startswith("2 runs, among them ")
    assert "Delete these runs first" in refused.json()["hint"]
    for id in (run, other):
        assert client.delete(f"{API}/runs/{id}").status_code == 204
    assert client.delete(f"{API}/datasets/{pets}").status_code == 204
    assert client.get(f"{API}/datasets/{pets}").status_code == 404
    assert client.delete(f"{API}/datasets/{pets}").status_code == 404
    assert client.get(f"{API}/datasets/{pets}/preview").status_code == 404
    assert client.post(f"{API}/runs", json=spec(pets)).status_code == 422


def test_built_in_data_sets_cannot_be_deleted(client: TestClient) -> None:
    assert client.delete(f"{API}/datasets/circles").json()["code"] == "built_in"
    assert client.delete(f"{API}/datasets/nothing").status_code == 404
    assert client.get(f"{API}/datasets/circles").json()["samples"] == 500
    assert client.get(f"{API}/datasets/mnist").json()["needs"] == "download"
    assert client.get(f"{API}/datasets/nothing").status_code == 404


def test_a_choice_is_asked_for_and_answered_without_sending_the_file_again(client: TestClient) -> None:
    data = npz(photos=X, sketches=X[::-1].copy(), kinds=Y)
    asked = send(client, data, "arrays.npz")
    assert asked.status_code == 200
    question = asked.json()
    assert [one["name"] for one in question["arrays"]] == ["kinds", "photos", "sketches"]
    chosen = question["suggested"] | {"images": "sketches", "labels": "kinds", "colours": "rgb", "size": [12, 12]}
    made = send(client, upload=question["upload"], options=chosen)
    assert made.status_code == 201
    assert (made.json()["shape"], made.json()["title"]) == ([12, 12, 3], "arrays")
    gone = send(client, upload=question["upload"], options=chosen)
    assert (gone.status_code, gone.json()["code"]) == (404, "no_upload")


def test_a_table_may_come_beside_the_pictures(client: TestClient) -> None:
    pictures = zipped({f"{k}.png": png(k) for k in range(12)})
    table = "file,kind\n" + "".join(f"{k}.png,{'ab'[k % 2]}\n" for k in range(12))
    answer = client.post(f"{API}/datasets", files={"file": ("a.zip", pictures), "labels": ("b.csv", table)})
    assert (answer.status_code, answer.json()["classes"]) == (201, ["a", "b"])


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ('{"size": [3, 8]}', "options.size.0"),
        ('{"size": "8x8"}', "options.size"),
        ('{"fit": "squeeze"}', "options.fit"),
        ('{"colors": "rgb"}', "options.colors"),
        ("[]", "options"),
        ("{", ""),
        ('{"title": NaN}', ""),
    ],
)
def test_options_that_do_not_fit_are_explained(client: TestClient, options: str, where: str) -> None:
    answer = client.post(f"{API}/datasets", data={"options": options}, files={"file": ("a.zip", zipped(folders()))})
    assert answer.status_code == 422
    assert answer.json()["where"] == where
    assert answer.json()["hint"]


def test_forms_that_hold_no_data_set_are_explained(client: TestClient) -> None:
    assert send(client).json()["code"] == "no_file"
    picture = {"file": ("a.png", png(0))}
    assert client.post(f"{API}/datasets", files=picture).json()["code"] == "single_image"
    two = [("file", ("a.png", png(0))), ("file", ("b.png", png(1)))]
    answer = client.post(f"{API}/datasets", files=two).json()
    assert answer["code"] == "many_files"
    assert "give it to the prediction of a run" in answer["hint"]
    assert client.post(f"{API}/datasets", data={"file": "text"}).status_code in (415, 422)
    assert client.post(f"{API}/datasets", json={}).status_code == 415
    broken = client.post(f"{API}/datasets", content=b"x", headers={"content-type": "multipart/form-data"})
    assert (broken.status_code, broken.json()["code"]) == (422, "form")


@pytest.mark.fault(9)
def test_a_pickle_is_refused_over_http(client: TestClient, tmp_path: Path) -> None:
    for name, data in {"a.pkl": pickle.dumps([1, 2]), "a.npz": npz(x=np.array([{}], object), y=np.zeros(1))}.items():
        answer = send(client, data, name)
        assert answer.status_code == 422
        assert "objects/pickle not accepted" in answer.json()["detail"]


@pytest.mark.fault(10)
@pytest.mark.fault(38)
@pytest.mark.parametrize(
    "name", ["../../evil.zip", "C:\\evil.zip", "/etc/evil.zip", "<img src=x onerror=alert(1)>.zip"]
)
def test_files_are_kept_under_what_they_hold_never_under_their_name(
    client: TestClient, settings: Settings, name: str
) -> None:
    made = send(client, zipped(folders()), name).json()
    files = {path.relative_to(settings.data_dir).as_posix() for path in settings.data_dir.rglob("*") if path.is_file()}
    folder = f"datasets/{made['id']}"
    assert {one for one in files if "dataset" in one} == {
        f"{folder}/{one}" for one in ("images.npy", "labels.npy", "manifest.json")
    }
    assert not any("evil" in one or "img" in one for one in files)
    assert client.get(f"{API}/datasets/{made['id']}").headers["x-content-type-options"] == "nosniff"


@pytest.fixture
def tight(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, executor="inline", max_upload_bytes=20_000)


class TestLimits:
    @pytest.fixture
    def settings(self, tight: Settings) -> Settings:
        return tight

    @pytest.mark.fault(32)
    def test_a_file_that_is_too_large_is_refused(self, client: TestClient, settings: Settings) -> None:
        answer = send(client, bytes(30_000))
        assert (answer.status_code, answer.json()["code"]) == (413, "upload_too_large")
        assert "20,000 bytes" in answer.json()["detail"]

        def pieces() -> Iterator[bytes]:
            yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'
            for _ in range(40):
                yield bytes(1000)
            yield b"\r\n--x--\r\n"

        kind = {"content-type": "multipart/form-data; boundary=x"}
        answer = client.post(f"{API}/datasets", content=pieces(), headers=kind)
        assert (answer.status_code, answer.json()["code"]) == (413, "upload_too_large")
        assert not list((settings.data_dir / "datasets").glob("**/file"))
        assert send(client, zipped(folders())).status_code == 201

    @pytest.mark.fault(32)
    def test_a_browser_that_leaves_in_the_middle_leaves_nothing(
        self, running: Any, settings: Settings, eventually: Callable[[Callable[[], bool]], None]
    ) -> None:
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'
        connection = http.client.HTTPConnection(running.host, running.port)
        connection.putrequest("POST", f"{API}/datasets")
        connection.putheader("Content-Type", "multipart/form-data; boundary=x")
        connection.putheader("Content-Length", "15000")
        connection.endheaders(head + bytes(5000))
        connection.close()
        eventually(lambda: not list((settings.data_dir / "datasets").glob("**/file")))
        other = http.client.HTTPConnection(running.host, running.port)
        other.request("GET", f"{API}/health")
        assert other.getresponse().status == 200
        other.close()


def test_what_an_earlier_server_left_is_cleared_away(client: TestClient, settings: Settings) -> None:
    assert client.get(f"{API}/health").status_code == 200
    assert not list((settings.data_dir / "datasets").glob(".staged-*"))


@pytest.fixture(autouse=True)
def left_over(settings: Settings) -> None:
    place = settings.data_dir / "datasets" / ".staged-0123"
    place.mkdir(parents=True)
    (place / "images.npy").write_bytes(b"half")


@pytest.mark.fault(5)
def test_a_disk_that_fills_while_a_file_comes_is_told_of(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(UploadFile, "write", full)
    answer = send(client, zipped(folders()))
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")


def test_a_long_name_of_an_upload_is_an_unknown_one(client: TestClient) -> None:
    answer = send(client, upload="upload_" + "a" * 300)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_upload")
