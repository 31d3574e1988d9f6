"""Templates over REST: the list, and networks that are built to measure."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

API = "/api/v1"


def test_templates_say_what_can_be_chosen(client: TestClient) -> None:
    found = {one["id"]: one for one in client.get(f"{API}/templates").json()}
    assert found["mlp"]["options"] is None
    assert found["mlp"]["blocks"] == []
    assert set(found["unet"]["options"]["properties"]) >= {
        *("depth", "channels", "convolutions", "down", "up", "skips", "norm", "dropout", "activation")
    }
    assert [one["id"] for one in found["unet"]["blocks"]] == ["enc1", "enc2", "enc3", "mid", "dec3", "dec2", "dec1"]
    assert found["unet"]["blocks"][0]["name"] == "Encoder 1"


@pytest.mark.parametrize("id", ["unet", "encoder_decoder", "fcn"])
def test_what_is_built_makes_a_run(client: TestClient, id: str) -> None:
    built = client.post(f"{API}/templates/{id}", json={"options": {"channels": 4, "convolutions": 2}})
    assert built.status_code == 200
    assert set(built.json()) == {"spec", "blocks"}
    assert client.post(f"{API}/runs", json=built.json()["spec"]).status_code == 201


def test_nothing_said_is_the_ready_network(client: TestClient) -> None:
    ready = next(one for one in client.get(f"{API}/templates").json() if one["id"] == "unet")
    built = client.post(f"{API}/templates/unet", json={}).json()
    assert built == {"spec": ready["spec"], "blocks": ready["blocks"]}


def test_it_fits_other_data(client: TestClient) -> None:
    wanted = {"data": {"kind": "cardiac", "size": 32, "structures": "all", "augment": []}, "options": {"depth": 2}}
    spec = client.post(f"{API}/templates/unet", json=wanted).json()["spec"]
    assert spec["data"]["augment"] == []
    checked = client.post(f"{API}/networks/check", json={"network": spec["network"], "data": spec["data"]}).json()
    assert checked["nodes"]["out"]["shape"] == [32, 32, 4]
    assert checked["nodes"]["mid-conv1"]["shape"] == [8, 8, 32]


@pytest.mark.parametrize(
    ("id", "wanted", "status", "code", "where"),
    [
        ("nothing", {}, 404, "unknown_template", "id"),
        ("mlp", {}, 404, "unknown_template", "id"),
        ("unet", {"options": {"depth": 9}}, 422, "out_of_range", "options.depth"),
        ("unet", {"options": {"depth": "3"}}, 422, "wrong_type", "options.depth"),
        ("unet", {"options": {"dept": 3}}, 422, "unknown_field", "options.dept"),
        ("unet", {"options": {"skips": "mul"}}, 422, "unknown_choice", "options.skips"),
        ("unet", {"options": {"depth": 5}, "data": {"kind": "cells", "size": 32}}, 422, "depth", "options.depth"),
        ("unet", {"data": {"kind": "circles"}}, 422, "task", "data"),
        ("unet", {"data": {"kind": "cells", "size": 65}}, 422, "unknown_choice", "data.size"),
        ("unet", {"setting": 1}, 422, "unknown_field", "setting"),
    ],
)
def test_what_cannot_be_built_is_refused(
    client: TestClient, id: str, wanted: dict[str, Any], status: int, code: str, where: str
) -> None:
    answer = client.post(f"{API}/templates/{id}", json=wanted)
    assert answer.status_code == status
    assert (answer.json()["code"], answer.json()["where"]) == (code, where)
    assert answer.json()["hint"]
