"""What a run would cost, how busy the server is, whether it takes work, and what it counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from glassnet.api.app import create_app
from glassnet.spec.templates import TEMPLATES
from tests.backend.api.conftest import FakePool
from tests.backend.api.school import school
from tests.backend.runtime.test_loads import entry

METRICS_TOKEN = "a token for the collector of metrics"


@pytest.fixture
def unet() -> dict[str, Any]:
    return next(template.spec for template in TEMPLATES if template.id == "unet").model_dump(mode="json")


def test_a_cost_is_told_before_anything_is_made(client: TestClient, pool: FakePool, spec: dict[str, Any]) -> None:
    told = client.post("/api/v1/networks/cost", json=spec)
    assert told.status_code == 200
    cost = told.json()
    assert cost["queue"] == {"position": 0, "wait_s": 0.0}
    assert cost["over"] == []
    assert cost["share"] == 1.0
    assert cost["parameters"] > 0
    assert cost["memory_bytes"] > cost["activation_bytes"] > 0
    assert cost["compile_s"] > 0
    assert pool.records == {}


def test_a_large_network_costs_more_in_every_respect(
    client: TestClient, spec: dict[str, Any], unet: dict[str, Any]
) -> None:
    small, large = (client.post("/api/v1/networks/cost", json=one).json() for one in (spec, unet))
    amounts = ("parameters", "flops_per_update", "activation_bytes", "memory_bytes", "compile_s", "epoch_s")
    assert all(large[name] > small[name] for name in amounts)


def test_what_is_too_much_is_listed_with_its_limit(client: TestClient, spec: dict[str, Any]) -> None:
    wide = spec | {
        "network": {
            "nodes": [
                {"id": "in", "kind": "input"},
                {"id": "a", "kind": "dense", "units": 2000},
                {"id": "b", "kind": "dense", "units": 2000},
                {"id": "out", "kind": "dense", "units": 1, "activation": "tanh"},
            ],
            "edges": [["in", "a"], ["a", "b"], ["b", "out"]],
        }
    }
    over = client.post("/api/v1/networks/cost", json=wide).json()["over"]
    parameters = next(one for one in over if one["what"] == "parameters")
    assert parameters["value"] > parameters["limit"] == 2_000_000
    assert parameters["detail"].startswith("This network needs 4,0")
    assert parameters["detail"].endswith("parameters; the limit is 2,000,000.")
    assert client.post("/api/v1/runs", json=wide).status_code == 413


def test_others_who_train_make_the_share_smaller_and_a_full_host_the_queue_longer(
    client: TestClient, pool: FakePool, spec: dict[str, Any]
) -> None:
    pool._placements._devices["one"] = "CPU"
    pool._entries |= {run: entry(run, user, "one") for run, user in (("a", "anna"), ("b", "ben"), ("b2", "ben"))}
    assert client.post("/api/v1/networks/cost", json=spec).json()["share"] == pytest.approx(1 / 3)
    pool._entries["own"] = entry("own", "local", "one")
    assert client.post("/api/v1/networks/cost?run=own", json=spec).json()["share"] == pytest.approx(1 / 3)
    assert client.post("/api/v1/networks/cost?run=a", json=spec).json()["share"] == pytest.approx(1 / 6)  # another's
    del pool._entries["own"]
    object.__setattr__(pool.settings, "max_live_runs", 3)
    assert client.post("/api/v1/networks/cost", json=spec).json()["queue"] == {"position": 1, "wait_s": None}


def test_a_server_is_ready_when_its_workers_are_and_until_it_ends(
    client: TestClient, pool: FakePool, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    eventually(lambda: client.get("/api/v1/ready").status_code == 200)
    assert client.get("/api/v1/ready").json() == {"status": "ready", "workers": 1}
    object.__setattr__(pool.settings, "max_live_runs", 1)
    pool._entries["a"] = entry("a", "anna", "one")
    full = client.get("/api/v1/ready")
    assert (full.status_code, full.json()["status"]) == (200, "saturated"), "those who are there are served"
    assert samples(client.get("/metrics").text)["glassnet_saturated", *()] == 1.0
    pool._entries["a"] = entry("a", "anna", "one", status="finished")
    assert client.get("/api/v1/ready").json()["status"] == "ready", "what has ended makes room"
    client.app.state.service.draining = True  # type: ignore[attr-defined]
    refused = client.get("/api/v1/ready")
    assert (refused.status_code, refused.json()["code"]) == (503, "draining")
    assert client.get("/api/v1/health").status_code == 200


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Values by name and labels."""
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_and_the_state_of_the_server_are_counted(client: TestClient, pool: FakePool) -> None:
    pool._placements._devices["one"] = "CPU"
    pool._entries["a"] = entry("a", "anna", "one")
    client.get("/api/v1/runs/run_nobody")
    client.get("/api/v1/health")
    told = client.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = samples(told.text)
    assert found["glassnet_requests_total", "/api/v1/runs/{id}", "404", "GET"] == 1.0
    assert found["glassnet_requests_total", "/api/v1/health", "200", "GET"] == 1.0
    assert found["glassnet_request_seconds_count", "/api/v1/health"] == 1.0
    assert found["glassnet_loop_lag_seconds_bucket", "+Inf"] == found["glassnet_loop_lag_seconds_count", *()]
    assert found["glassnet_runs", "running"] == 1.0
    assert found["glassnet_worker_runs", "one"] == 1.0
    assert found["glassnet_workers", *()] == 1.0
    assert found["glassnet_saturated", *()] == 0.0
    assert found["glassnet_disk_free_bytes", *()] > 0.0


@pytest.mark.fault(6)
def test_refused_handshakes_are_counted(client: TestClient) -> None:
    for origin in ("https://evil.example", "null"):
        with (
            pytest.raises(WebSocketDisconnect),
            client.websocket_connect("/api/v1/socket", headers={"origin": origin}),
        ):
            pass
    assert samples(client.get("/metrics").text)["glassnet_sockets_refused_total", "4403"] == 2.0


def test_the_load_tells_who_uses_what_and_who_waits(tmp_path: Path) -> None:
    with school(tmp_path) as here:
        made = here.ada.made("/runs?start=true", TEMPLATES[0].spec.model_dump(mode="json"))
        told = here.admin.get("/admin/load").json()
        assert told["database"] == "sqlite: answers"
        assert told["disk"]["free"] > 0
        assert [(line["user"], line["name"], line["class_id"]) for line in told["users"]] == [
            (here.ada.id, "ada", here.lesson)
        ]
        assert sum(told["runs"].values()) == 1
        assert made["id"]
        for person in (here.ada, here.teacher):
            assert person.get("/admin/load").status_code == 403


def test_metrics_are_for_administrators_and_for_who_has_the_token(tmp_path: Path) -> None:
    with school(tmp_path, metrics_token=METRICS_TOKEN) as here:
        asked = {
            "stranger": here.client.get("/metrics"),
            "wrong": here.client.get("/metrics", headers={"Authorization": "Bearer a token"}),
            "student": here.client.get("/metrics", headers=here.ada.headers),
            "admin": here.client.get("/metrics", headers=here.admin.headers),
            "collector": here.client.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}),
        }
        assert {who: answer.status_code for who, answer in asked.items()} == {
            "stranger": 401,
            "wrong": 401,
            "student": 401,
            "admin": 200,
            "collector": 200,
        }


def test_a_laptop_has_its_metrics_too(settings: Any, pool: FakePool) -> None:
    with TestClient(create_app(settings, pool), base_url="http://127.0.0.1:8000") as client:
        assert "glassnet_info" in client.get("/metrics").text
