"""Downloads over HTTP, from a publisher on this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from glassnet.settings import Settings
from glassnet.storage.datasets.sources import SOURCES, Source
from tests.backend.storage.datasets.conftest import Publisher, publisher, small

API = "/api/v1"
__all__ = ["publisher", "small"]

Eventually = Callable[[Callable[[], bool]], None]


@pytest.fixture
def settings(tmp_path: Path, publisher: Publisher) -> Settings:
    return Settings(data_dir=tmp_path, executor="inline", data_url=f"{publisher.url}/")


def test_every_published_data_set_is_listed(client: TestClient) -> None:
    items = client.get(f"{API}/downloads").json()["items"]
    assert [item["id"] for item in items] == list(SOURCES)
    (mnist,) = [item for item in items if item["id"] == "mnist"]
    assert mnist == {
        "id": "mnist",
        "kind": "mnist",
        "name": None,
        "title": "MNIST",
        "shape": [28, 28, 1],
        "classes": [str(digit) for digit in range(10)],
        "state": "absent",
        "bytes": 0,
        "total": 11_594_722,
        "problem": None,
        "licence": "CC BY-SA 3.0",
        "verified": False,
    }
    (blood,) = [item for item in items if item["id"] == "bloodmnist"]
    assert (blood["kind"], blood["name"], blood["total"]) == ("medmnist", "bloodmnist", None)


def test_from_start_to_ready(client: TestClient, small: Source, eventually: Eventually) -> None:
    begun = client.post(f"{API}/downloads/small")
    assert (begun.status_code, begun.json()["state"]) == (202, "loading")

    def one() -> Any:
        return next(item for item in client.get(f"{API}/downloads").json()["items"] if item["id"] == "small")

    eventually(lambda: one()["state"] == "ready")
    assert one()["bytes"] == one()["total"]
    assert client.delete(f"{API}/downloads/small").json()["state"] == "ready"
    assert client.delete(f"{API}/datasets/small").status_code == 204
    assert one()["state"] == "absent"


@pytest.mark.fault(40)
def test_cancelled_and_gone_on_with(
    client: TestClient, small: Source, publisher: Publisher, eventually: Eventually
) -> None:
    publisher.gate.clear()
    client.post(f"{API}/downloads/small")
    eventually(lambda: publisher.asked != [])
    stopped = client.delete(f"{API}/downloads/small").json()
    assert stopped["state"] == "cancelled"
    assert client.get(f"{API}/health").status_code == 200
    publisher.gate.set()
    client.post(f"{API}/downloads/small")
    eventually(lambda: client.post(f"{API}/downloads/small").json()["state"] == "ready")


@pytest.mark.fault(40)
def test_a_failure_is_a_fact_with_a_way_out(client: TestClient, small: Source, publisher: Publisher) -> None:
    publisher.files["/part0.gz"] = publisher.files["/part0.gz"][:-1] + b"!"
    client.post(f"{API}/downloads/small")
    for _ in range(1000):
        (item,) = [one for one in client.get(f"{API}/downloads").json()["items"] if one["id"] == "small"]
        if item["state"] != "loading":
            break
    assert item["state"] == "failed"
    assert item["problem"]["code"] == "checksum_differs"
    assert item["problem"]["hint"]


def test_what_nobody_publishes(client: TestClient) -> None:
    for answer in (client.post(f"{API}/downloads/circles"), client.delete(f"{API}/downloads/circles")):
        assert (answer.status_code, answer.json()["code"]) == (404, "no_download")
