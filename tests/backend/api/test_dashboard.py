"""The dashboard in the docs asks for what the server really tells, and for nothing else."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.backend.api.conftest import FakePool
from tests.backend.runtime.test_loads import entry

BOARD = json.loads((Path(__file__).parents[3] / "backend/docs/grafana.json").read_text(encoding="utf-8"))
OF_PROMETHEUS = {"job", "instance", "le"}
"""Labels that Prometheus adds, or that buckets have."""

METRIC = re.compile(r"\bglassnet_\w+")
LABELS = re.compile(r"\bby \(([^)]*)\)|\{\{(\w+)\}\}|(\w+)=~?\"")


def panels(board: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for panel in board["panels"]:
        yield panel
        yield from panels({"panels": panel.get("panels", [])})


def asked(target: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The metrics and the labels that an expression and its legend name."""
    found = LABELS.findall(f"{target['expr']} {target['legendFormat']}")
    labels = {label.strip() for groups in found for group in groups for label in group.split(",") if label.strip()}
    return set(METRIC.findall(target["expr"])), labels - OF_PROMETHEUS


@pytest.fixture
def told(client: TestClient, pool: FakePool) -> dict[str, set[str]]:
    """Labels by metric of a server that has answered, refused, trained and lost a worker."""
    pool._placements._devices["one"] = "CPU"
    pool._placements.loads.total_s["one"] = 1.0
    pool._entries["a"] = entry("a", "anna", "one")
    client.get("/api/v1/runs/run_nobody")
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/api/v1/socket", headers={"origin": "https://evil.example"}),
    ):
        pass
    labels: dict[str, set[str]] = defaultdict(set)
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            labels[sample.name] |= set(sample.labels)
    return labels


def test_every_expression_names_what_the_server_tells(told: dict[str, set[str]]) -> None:
    targets = [target for panel in panels(BOARD) for target in panel.get("targets", [])]
    assert len(targets) > 10
    for target in targets:
        metrics, labels = asked(target)
        assert metrics, f"{target['expr']} asks for nothing of ours"
        assert metrics <= told.keys(), f"{metrics - told.keys()} is not told"
        unknown = labels - set().union(*(told[metric] for metric in metrics))
        assert not unknown, f"{target['expr']} has no labels {unknown}"
    variable = next(one for one in BOARD["templating"]["list"] if one["name"] == "job")
    assert set(METRIC.findall(variable["query"]["query"])) <= told.keys()


def test_panels_have_numbers_of_their_own_places_of_their_own_and_a_sentence() -> None:
    found = list(panels(BOARD))
    assert len({panel["id"] for panel in found}) == len(found)
    taken: set[tuple[int, int]] = set()
    for panel in found:
        at = panel["gridPos"]
        cells = {(at["x"] + i, at["y"] + j) for i in range(at["w"]) for j in range(at["h"])}
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
        assert panel["type"] == "row" or panel["description"].endswith(".")
