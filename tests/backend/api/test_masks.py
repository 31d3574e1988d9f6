"""Masks over REST: probabilities for each pixel, and how well they agree with the truth."""

from __future__ import annotations

import asyncio
import json
import math
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from glassnet.api.app import create_app
from glassnet.api.routes.weights import PLAIN_BYTES
from glassnet.settings import Settings

API = "/api/v1"


def test_probabilities_for_each_pixel_are_nested_and_null_where_not_finite(
    client: TestClient, pool: Any, spec: dict[str, Any]
) -> None:
    run = client.post(f"{API}/runs", json=spec).json()["id"]

    async def predict(*_: Any) -> Any:
        return [[[[0.25, 0.75], [math.nan, 1.0]]]]

    pool.predict = predict
    answer = client.post(f"{API}/runs/{run}/predict", json={"inputs": [[0, 0]]})
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"outputs": [[[[0.25, 0.75], [None, 1.0]]]]}


def test_a_long_answer_is_sent_as_it_is(client: TestClient, pool: Any, spec: dict[str, Any]) -> None:
    run = client.post(f"{API}/runs", json=spec).json()["id"]
    outputs = np.random.default_rng(0).random((1, 96, 96, 4)).tolist()

    async def predict(*_: Any) -> Any:
        return outputs

    pool.predict = predict
    answer = client.post(f"{API}/runs/{run}/predict", json={"inputs": [[0, 0]]}, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "identity"
    assert len(answer.content) > PLAIN_BYTES
    assert answer.json() == {"outputs": outputs}


def test_of_one_person_two_questions_are_answered_at_a_time_and_ten_wait_at_most(
    client: TestClient, pool: Any, spec: dict[str, Any]
) -> None:
    run = client.post(f"{API}/runs", json=spec).json()["id"]
    under_way, most = 0, 0
    asked = threading.Barrier(11)
    full = threading.Event()

    async def predict(*_: Any) -> Any:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        while not full.is_set():
            await asyncio.sleep(0.005)
        under_way -= 1
        return [[0.5]]

    def ask() -> int:
        asked.wait()
        status = client.post(f"{API}/runs/{run}/predict", json={"inputs": [[0, 0]]}).status_code
        if status == 429:
            full.set()
        return status

    pool.predict = predict
    with ThreadPoolExecutor(11) as threads:
        statuses = sorted(threads.map(lambda _: ask(), range(11)))
    assert statuses == [200] * 10 + [429]
    assert most == 2
    assert client.post(f"{API}/runs/{run}/predict", json={"inputs": [[0, 0]]}).status_code == 200


def test_regions_are_a_table(client: TestClient, spec: dict[str, Any]) -> None:
    run = client.post(f"{API}/runs", json=spec).json()["id"]
    answer = client.get(f"{API}/runs/{run}/regions?part=validation")
    assert answer.status_code == 200
    table = json.loads(answer.text, parse_constant=pytest.fail)
    assert table["part"] == "validation"
    assert table["dice"] == [0.5, None]
    assert table["volumes"] is None
    assert client.get(f"{API}/runs/{run}/regions?part=all").status_code == 422
    assert client.get(f"{API}/runs/nothing/regions").status_code == 404


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_run_on_cells_answers(tmp_path: Path) -> None:
    conv = {"kind": "conv2d", "kernel": 3}
    spec = {
        "network": {
            "nodes": [
                {"id": "in", "kind": "input"},
                {"id": "c1", **conv, "filters": 4, "activation": "relu"},
                {"id": "out", **conv, "filters": 2, "activation": "softmax"},
            ],
            "edges": [["in", "c1"], ["c1", "out"]],
        },
        "data": {"kind": "cells", "samples": 40, "size": 32},
        "training": {
            "loss": {"kind": "cross_entropy", "foreground_weight": 4.0},
            "optimiser": {"kind": "adam", "learning_rate": 0.02},
            "batch_size": 8,
            "max_epochs": 30,
        },
    }
    with TestClient(create_app(Settings(data_dir=tmp_path, executor="inline", workers=1))) as client:
        run = client.post(f"{API}/runs?start=true", json=spec).json()["id"]
        while (record := client.get(f"{API}/runs/{run}").json())["status"] != "finished":
            assert record["status"] in ("queued", "compiling", "running"), record
            time.sleep(0.05)
        answer = client.get(f"{API}/runs/{run}/regions")
        assert answer.status_code == 200, answer.text
        table = answer.json()
        assert table["classes"] == ["background", "cell"]
        assert (table["images"], table["unit"], table["step"]) == (8, "pixels", 90)
        # The last row of the metrics is told by the evaluation that the table shows, a moment later.
        until = time.monotonic() + 20
        while client.get(f"{API}/runs/{run}").json()["metrics"]["test"]["dice"] != pytest.approx(
            table["dice"][1], rel=1e-5
        ):
            assert time.monotonic() < until
            time.sleep(0.05)
        assert table["dice"][1] > 0.2
        assert table["hausdorff"][0] is None
        assert 0 < table["hausdorff95"][1] <= table["hausdorff"][1] < 46
        assert np.sum(table["counts"]) == 8 * 32 * 32
        assert table["group"] is None
        image = np.random.default_rng(0).integers(0, 256, (2, 32, 32)).tolist()
        outputs = np.asarray(client.post(f"{API}/runs/{run}/predict", json={"inputs": image}).json()["outputs"])
        assert outputs.shape == (2, 32, 32, 2)
        np.testing.assert_allclose(outputs.sum(-1), 1.0, rtol=1e-5)
