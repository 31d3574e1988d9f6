"""Tables over HTTP: uploaded, previewed, learned from, asked about, refused with row and column."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from glassnet.api.app import create_app
from glassnet.settings import Settings
from tests.backend.specimens import chain

API = "/api/v1"
ROWS = [f"{k % 7},{(k * 5) % 11},{'red' if k % 3 else 'blue'},{'yes' if k % 7 > 3 else 'no'}" for k in range(60)]
TABLE = "\n".join(["size,weight,colour,ripe", *ROWS]) + "\n"


def send(client: TestClient, text: str, test: str | None = None, **options: Any) -> Any:
    files = {"file": ("fruit.csv", text.encode())} | ({"test": ("more.csv", test.encode())} if test else {})
    return client.post(f"{API}/datasets", files=files, data={"options": json.dumps(options)} if options else {})


def spec(dataset: str, outputs: int = 1, kind: str = "table", **data: Any) -> dict[str, Any]:
    return {
        "network": chain((4, "tanh"), output=(outputs, "sigmoid" if outputs == 1 else "linear")),
        "data": {"kind": kind, "dataset": dataset, **data},
        "training": {"loss": {"kind": "binary_cross_entropy"}, "optimiser": {"kind": "adam"}, "batch_size": 8},
    }


@pytest.fixture
def fruit(client: TestClient) -> str:
    answer = send(client, TABLE)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_an_upload_tells_what_it_found(client: TestClient, fruit: str) -> None:
    found = client.get(f"{API}/datasets/{fruit}").json()
    assert (found["kind"], found["task"], found["target"]) == ("table", "binary", "ripe")
    assert found["columns"] == ["size", "weight", "colour", "ripe"]
    assert found["classes"] == ["no", "yes"]
    assert sum(found["counts"]) == found["samples"] == 60
    assert send(client, TABLE).json()["id"] == fruit, "the same table is the same data set"
    assert fruit in [one["id"] for one in client.get(f"{API}/datasets").json()["items"]]


def test_a_preview_has_a_histogram_for_each_column(client: TestClient, fruit: str) -> None:
    shown = client.get(f"{API}/datasets/{fruit}/preview").json()
    size, _, colour, _ = shown["columns"]
    assert (size["low"], size["high"], sum(size["histogram"])) == (0, 6, 60)
    assert dict(zip(colour["classes"], colour["counts"], strict=True)) == {"blue": 20, "red": 40}
    assert shown["rows"][0] == ROWS[0].split(",")
    shown = client.get(f"{API}/datasets/diabetes/preview").json()
    assert (shown["task"], shown["target"], len(shown["columns"])) == ("regression", "progression", 11)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server that trains, in this process."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("tables"), executor="inline", workers=1)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.mark.timeout(180)
@pytest.mark.parametrize("kind", ["table", "upload"])
def test_a_run_learns_and_answers_in_the_unit_of_the_table(real: TestClient, kind: str) -> None:
    client, fruit = real, send(real, TABLE).json()["id"]
    run = client.post(f"{API}/runs", json=spec(fruit, kind=kind, columns=["size", "colour"])).json()
    described = run["spec"]["data"]["described"]
    assert run["spec"]["data"]["kind"] == "table"
    assert [one["name"] for one in described["columns"]] == ["size", "colour"]
    client.post(f"{API}/runs/{run['id']}/commands", json={"type": "step", "unit": "epoch"})
    asked = {"inputs": [[3, "red"], [None, None]]}
    answer = client.post(f"{API}/runs/{run['id']}/predict", json=asked)
    assert answer.status_code == 200, answer.text
    assert all(0 < one[0] < 1 for one in answer.json()["outputs"])
    refused = client.post(f"{API}/runs/{run['id']}/predict", json={"inputs": [[3, "green"]]})
    assert (refused.status_code, refused.json()["where"]) == (422, "inputs")
    assert "'blue', 'red'" in refused.json()["hint"]

    scores = client.get(f"{API}/runs/{run['id']}/scores?part=test").json()
    assert scores["samples"] == 12
    counts = scores["counts"]
    assert scores["accuracy"] == pytest.approx((counts[0][0] + counts[1][1]) / 12)
    worst = client.get(f"{API}/runs/{run['id']}/losses?part=test&count=1000").json()
    assert worst["loss"] == sorted(worst["loss"], reverse=True)
    for row, label in zip(worst["row"], worst["label"], strict=True):
        assert ROWS[row - 2].endswith("yes" if label else "no"), "rows are those of the file"
    cell = client.get(f"{API}/runs/{run['id']}/losses?part=test&truth=1&predicted=0").json()
    assert cell["total"] == counts[1][0]
    curve = client.get(f"{API}/runs/{run['id']}/roc?part=test").json()
    assert curve["positive"] == "yes"
    assert curve["area"] == pytest.approx(scores["auc"])
    answer = client.get(f"{API}/runs/{run['id']}/residuals")
    assert (answer.status_code, answer.json()["code"]) == (422, "view")


def test_a_test_file_tests(client: TestClient) -> None:
    found = send(client, TABLE, "\n".join(["ripe,colour,size,weight", *["yes,red,5,5"] * 7]))
    assert (found.json()["samples"], found.json()["tested"]) == (67, 7)
    parts = client.post(
        f"{API}/datasets/parts", json={"data": spec(found.json()["id"], validation_fraction=0.25)["data"]}
    ).json()
    assert [parts[part]["images"] for part in ("train", "validation", "test")] == [45, 15, 7]


def test_refusals_name_row_and_column(client: TestClient) -> None:
    answer = send(client, TABLE.replace("3,4,blue,no", "3,?!,blue,no"))
    assert (answer.status_code, answer.json()["code"]) == (422, "mixed_column")
    assert answer.json()["detail"].startswith("Row ")
    assert "column 2 ('weight')" in answer.json()["detail"]
    assert "unreadable" in answer.json()["hint"]
    answer = send(client, TABLE.replace("3,4,blue,no", "3,?!,blue,no"), unreadable="missing")
    assert answer.status_code == 201
    answer = send(client, TABLE, delimiter="comma", target="nothing")
    assert (answer.status_code, answer.json()["code"]) == (422, "no_column")


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"target": "price"}, "data.target"),
        ({"columns": ["size", "price"]}, "data.columns"),
        ({"group_by": "ripe"}, "data.group_by"),
        ({"target": "ripe", "learn": "values"}, "data.target"),
    ],
)
def test_a_choice_that_does_not_go_is_told(client: TestClient, fruit: str, data: dict[str, Any], where: str) -> None:
    for path in ("runs", "networks/check"):
        answer = client.post(f"{API}/{path}", json=spec(fruit, **data))
        assert (answer.status_code, answer.json()["where"]) == (422, where)


def test_a_table_that_a_run_uses_is_not_deleted(client: TestClient, fruit: str) -> None:
    run = client.post(f"{API}/runs", json=spec(fruit)).json()["id"]
    assert client.delete(f"{API}/datasets/{fruit}").json()["code"] == "dataset_in_use"
    client.delete(f"{API}/runs/{run}")
    assert client.delete(f"{API}/datasets/{fruit}").status_code == 204
    answer = client.post(f"{API}/runs", json=spec(fruit))
    assert (answer.status_code, answer.json()["code"]) == (422, "no_dataset")
