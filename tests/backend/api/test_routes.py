"""Every noun of the interface, answered in the form that is promised."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from glassnet import __version__
from glassnet.catalog.datasets import DATASETS, ImageSet, PointSet
from glassnet.catalog.layers import LAYERS
from glassnet.errors import BusyError
from glassnet.spec import RunSpec

API = "/api/v1"


def test_health_tells_version_and_state(client: TestClient, eventually: Callable[[Callable[[], bool]], None]) -> None:
    eventually(lambda: client.get(f"{API}/health").json()["status"] != "starting")
    assert client.get(f"{API}/health").json() == {"status": "ok", "version": __version__, "hosts": 1, "runs": 0}


def test_the_catalog_is_the_unions(client: TestClient) -> None:
    catalog = client.get(f"{API}/catalog").json()
    assert list(catalog) == [
        *(
            "layers",
            "activations",
            "initialisers",
            "datasets",
            "augmentations",
            "losses",
            "optimisers",
            "schedules",
            "clippings",
            "features",
        )
    ]
    assert [entry["kind"] for entry in catalog["layers"]] == list(LAYERS)
    for family in catalog.values():
        for entry in family:
            assert entry["title"]
            assert entry["summary"]
            assert {"kind", "title", "summary", "equation", "source", "schema", "live", "setup"} <= set(entry)
    (adam,) = [entry for entry in catalog["optimisers"] if entry["kind"] == "adam"]
    assert "learning_rate" in adam["live"]
    (spiral,) = [entry for entry in catalog["datasets"] if entry["kind"] == "spiral"]
    assert spiral["task"] == "binary"
    (relu,) = [entry for entry in catalog["activations"] if entry["kind"] == "relu"]
    assert relu["range"] == [0.0, None]
    moving = [entry["kind"] for entry in catalog["augmentations"] if entry["moves"]]
    assert moving == ["rotate", "shift", "scale", "flip", "elastic"]


def test_every_template_makes_a_run(client: TestClient) -> None:
    templates = client.get(f"{API}/templates").json()
    assert templates[0]["id"] == "mlp"
    for template in templates:
        assert client.post(f"{API}/runs", json=template["spec"]).status_code == 201


def test_devices_are_listed(client: TestClient) -> None:
    assert client.get(f"{API}/devices").json() == [{"id": "host-1", "name": "CPU"}]


def test_a_check_counts(client: TestClient, spec: dict[str, Any]) -> None:
    checked = client.post(f"{API}/networks/check", json={"network": spec["network"], "data": spec["data"]}).json()
    assert checked["nodes"]["h1"] == {
        "shape": [4],
        "parameters": 12,
        "flops": 24,
        "activation_bytes": 16,
        "receptive_field": None,
    }
    assert checked["parameters"] == 12 + 15 + 4
    assert (checked["task"], checked["outputs"]) == ("binary", 1)


def test_what_is_too_large_is_refused_with_the_number(client: TestClient, spec: dict[str, Any]) -> None:
    for node in spec["network"]["nodes"][1:3]:
        node["units"] = 60_000
    for path in ("networks/check", "runs"):
        answer = client.post(f"{API}/{path}", json=spec)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert "3,600,300,001 parameters; the limit of this host is 2,000,000" in answer.json()["detail"]


def test_the_datasets_are_the_union(client: TestClient) -> None:
    page = client.get(f"{API}/datasets").json()
    assert [item["id"] for item in page["items"]] == list(DATASETS)
    assert page["next"] is None


POINTS = [kind for kind, cls in DATASETS.items() if issubclass(cls, PointSet)]


@pytest.mark.parametrize("kind", POINTS)
def test_previews_show_points(client: TestClient, kind: str) -> None:
    path = f"{API}/datasets/{kind}/preview?samples=60&noise=0.2&seed=3"
    shown = client.get(path).json()
    assert len(shown["points"]) == len(shown["labels"]) == DATASETS[kind](samples=60).count()
    assert all(len(point) == 2 for point in shown["points"])
    assert client.get(path).json() == shown
    assert client.get(f"{path}&classes=3").status_code == 200


IMAGES = [kind for kind, cls in DATASETS.items() if issubclass(cls, ImageSet) and not cls.needs]


@pytest.mark.parametrize("kind", IMAGES)
def test_previews_show_images(client: TestClient, kind: str) -> None:
    path = f"{API}/datasets/{kind}/preview?seed=3&samples="
    shown = client.get(f"{path}9").json()
    height, width, channels = shown["shape"]
    assert len(base64.b64decode(shown["images"])) == 9 * height * width * channels
    masked = DATASETS[kind]().masked()
    told = base64.b64decode(shown["masks"])[:: height * width] if masked else shown["labels"]
    assert len(told) == 9
    assert set(shown["labels"]) <= set(range(len(shown["classes"])))
    most = client.get(f"{path}2000").json()
    assert len(base64.b64decode(most["images"])) == 200 * height * width * channels
    data: Any = DATASETS[kind](samples=200, seed=3)
    if not masked:
        assert len(most["labels"]) == 200
        assert base64.b64decode(client.get(f"{path}200").json()["images"]) == data.generate().pixels.tobytes()


def test_previews_take_the_choices_of_their_set(client: TestClient) -> None:
    assert client.get(f"{API}/datasets/shapes/preview?colours=rgb").json()["shape"] == [32, 32, 3]
    assert client.get(f"{API}/datasets/shapes/preview?colours=blue").status_code == 422


def test_previews_of_what_there_is_not(client: TestClient) -> None:
    answer = client.get(f"{API}/datasets/mnits/preview")
    assert answer.status_code == 404
    assert "circles" in answer.json()["hint"]
    answer = client.get(f"{API}/datasets/mnist/preview")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_downloaded")
    answer = client.get(f"{API}/datasets/upload/preview")
    assert (answer.status_code, answer.json()["code"]) == (422, "no_dataset")


def test_a_run_from_birth_to_death(client: TestClient, spec: dict[str, Any]) -> None:
    made = client.post(f"{API}/runs", json=spec)
    assert made.status_code == 201
    run = made.json()
    assert made.headers["location"] == f"{API}/runs/{run['id']}"
    assert run["status"] == "created"
    assert run["metrics"]["train"] == {"loss": None, "accuracy": None, "dice": None, "iou": None}
    assert RunSpec.model_validate(run["spec"]) == RunSpec.model_validate(spec)
    told = client.post(f"{API}/runs/{run['id']}/commands", json={"type": "start"})
    assert told.json() == {"run": run["id"], "step": 0, "status": "running"}
    assert client.get(f"{API}/runs/{run['id']}").json()["status"] == "running"
    assert client.delete(f"{API}/runs/{run['id']}").status_code == 204
    assert client.get(f"{API}/runs/{run['id']}").json()["code"] == "no_such_run"


def test_a_run_can_start_at_once(client: TestClient, spec: dict[str, Any]) -> None:
    assert client.post(f"{API}/runs?start=true", json=spec).json()["status"] == "running"


def test_runs_come_in_pages(client: TestClient, spec: dict[str, Any]) -> None:
    for _ in range(5):
        client.post(f"{API}/runs", json=spec)
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = client.get(f"{API}/runs?limit=2" + (f"&after={after}" if after else "")).json()
        seen += [run["id"] for run in page["items"]]
        after = page["next"]
    assert seen == ["run_4", "run_3", "run_2", "run_1", "run_0"]


@pytest.mark.fault(15)
def test_numbers_that_are_not_finite_are_null(client: TestClient, pool: Any, spec: dict[str, Any]) -> None:
    run = client.post(f"{API}/runs", json=spec).json()["id"]
    pool.rows = {"step": [1.0], "loss": [math.nan], "penalty": [math.inf]}
    assert client.get(f"{API}/runs/{run}/metrics").json() == {
        "history": 0,
        "first": 0,
        "rows": {"step": [1.0], "loss": [None], "penalty": [None]},
    }
    answer = client.post(f"{API}/runs/{run}/predict", json={"inputs": [[0, 0], [1, 1]]})
    assert answer.json() == {"outputs": [[None], [None]]}
    pool.records[run] = pool.records[run].model_copy(update={"updates_per_s": math.inf, "epoch": math.nan})
    for answer in (client.get(f"{API}/runs/{run}"), client.get(f"{API}/runs")):
        assert answer.status_code == 200
        json.loads(answer.text, parse_constant=pytest.fail)


def test_metrics_as_a_table(client: TestClient, spec: dict[str, Any]) -> None:
    run = client.post(f"{API}/runs", json=spec).json()["id"]
    answer = client.get(f"{API}/runs/{run}/metrics?format=csv")
    assert answer.text == "step,loss\r\n1.0,0.5\r\n2.0,\r\n"
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{run}.csv"'


def test_weights_are_a_file(client: TestClient, spec: dict[str, Any]) -> None:
    run = client.post(f"{API}/runs", json=spec).json()["id"]
    answer = client.get(f"{API}/runs/{run}/checkpoint")
    assert answer.content == b"weights"
    assert answer.headers["content-disposition"] == f'attachment; filename="{run}.safetensors"'


@pytest.mark.parametrize("inputs", [[], [[0]], [[0, 0, 0]], [[0, None]], [["x", 0]], 3])
def test_questions_that_are_no_points(client: TestClient, spec: dict[str, Any], inputs: object) -> None:
    run = client.post(f"{API}/runs", json=spec).json()["id"]
    answer = client.post(f"{API}/runs/{run}/predict", json={"inputs": inputs})
    assert answer.status_code == 422
    assert answer.json()["where"].startswith("inputs")


@pytest.mark.parametrize("name", ["nothing", "..", "%2e%2e%2fetc%2fpasswd", "%00", "x" * 3000, "%ff%fe", "run_0'--"])
@pytest.mark.fault(10)
def test_every_name_that_is_no_run_is_answered_alike(client: TestClient, name: str) -> None:
    for path in (f"{API}/runs/{name}/metrics", f"{API}/runs/{name}/checkpoint"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


def test_no_room_says_when_to_come_back(client: TestClient, pool: Any, spec: dict[str, Any]) -> None:
    async def full(*_: object, **__: object) -> None:
        raise BusyError("full", "All workers are full.", "Stop a run.")

    pool.create = full
    answer = client.post(f"{API}/runs", json=spec)
    assert (answer.status_code, answer.json()["code"]) == (429, "full")
    assert 1 <= int(answer.headers["retry-after"]) <= 5


def test_addresses_and_methods_that_there_are_not(client: TestClient) -> None:
    for method, path, status, code in [
        ("GET", f"{API}/nothing", 404, "not_found"),
        ("GET", f"{API}/", 404, "not_found"),
        ("PUT", f"{API}/runs", 405, "method"),
        ("DELETE", f"{API}/health", 405, "method"),
    ]:
        answer = client.request(method, path)
        assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (status, code, status)
        assert answer.headers["content-type"] == "application/problem+json"
    assert client.put(f"{API}/health").headers["allow"] == "GET"


def test_a_fault_inside_is_told_without_its_secrets(client: TestClient, pool: Any) -> None:
    async def broken(_run: str) -> None:
        raise RuntimeError("password is hunter2")

    pool.get = broken
    with capture_logs() as logged:
        answer = client.get(f"{API}/runs/run_0")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    said = {"path": "/api/v1/runs/run_0", "run": "run_0", "actor": "local"}
    assert {one["event"]: {name: one[name] for name in said} for one in logged} == {
        "request_failed": said,
        "request": said,
    }
    assert "hunter2" not in answer.text
