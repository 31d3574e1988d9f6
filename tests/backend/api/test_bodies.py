"""Bodies that no form could send: each is refused with 422, in words, and never with 500."""

from __future__ import annotations

import json
import threading
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BaseModel
from starlette.testclient import TestClient

from glassnet.api.bodies import LARGE_BYTES, JsonRoute

NODES = [{"id": "in", "kind": "input"}, {"id": "out", "kind": "dense", "units": 1, "activation": "sigmoid"}]
DATA = '{"kind":"circles"}'


def network(nodes: object, edges: object) -> dict[str, Any]:
    return {"network": {"nodes": nodes, "edges": edges}, "data": {"kind": "circles"}}


def with_rate(number: str) -> str:
    rest = json.dumps(network(NODES, [["in", "out"]]))[1:]
    return '{"training":{"optimiser":{"kind":"sgd","learning_rate":' + number + "}}," + rest


def post(client: TestClient, body: str | bytes, **headers: str) -> Any:
    return client.post("/api/v1/networks/check", content=body, headers={"content-type": "application/json", **headers})


UNREADABLE = {
    "nothing": ("", "not_json"),
    "half an object": ('{"network": ', "not_json"),
    "no UTF-8": (b'{"network": "\xff"}', "not_json"),
    "NaN": (with_rate("NaN"), "not_finite"),
    "Infinity": (with_rate("Infinity"), "not_finite"),
    "minus Infinity": (with_rate("-Infinity"), "not_finite"),
    "beyond a float": (with_rate("1e999"), "not_finite"),
    "5000 digits": (with_rate("1" * 5000), "not_finite"),
    "half a character": ('{"network":"\\ud800"}', "not_text"),
    "half a character in a name": ('{"\\udfff":1}', "not_text"),
    "a null character": ('{"network":"a\\u0000b"}', "not_text"),
    "nested 200,000 deep": ("[" * 30_000 + "]" * 30_000, "too_deep"),
    "nested 40 deep": ("[" * 40 + "]" * 40, "too_deep"),
    "a field twice": ('{"data":' + DATA + ',"data":' + DATA + "}", "duplicate_key"),
    "many fields": (json.dumps({f"f{number}": 1 for number in range(3000)}), "too_many_fields"),
}


@pytest.mark.fault(14)
@pytest.mark.fault(31)
@pytest.mark.parametrize(("body", "code"), UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable_bodies_are_refused(client: TestClient, body: str | bytes, code: str) -> None:
    answer = post(client, body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert answer.json()["detail"]
    assert answer.json()["hint"]


looked: list[str] = []
"""On which thread each pixel was looked at."""


def look(pixel: float) -> float:
    looked.append(threading.current_thread().name)
    return pixel


class Picture(BaseModel):
    pixels: list[Annotated[float, AfterValidator(look)]]


async def total(picture: Picture) -> float:
    return sum(picture.pixels)


def test_what_a_body_holds_is_looked_at_once(client: TestClient) -> None:
    looked.clear()
    client.app.router.routes.insert(0, JsonRoute("/api/v1/total", total, methods=["POST"]))  # type: ignore[attr-defined]
    few, many = [1.0, 2.5], [0.5] * (LARGE_BYTES // 4)
    assert client.post("/api/v1/total", json={"pixels": few}).json() == 3.5
    assert len(looked) == len(few)
    loop = looked.pop()
    looked.clear()
    assert client.post("/api/v1/total", json={"pixels": many}).json() == 0.5 * len(many)
    assert len(looked) == len(many)
    assert loop not in looked, "sockets are served meanwhile"
    assert client.post("/api/v1/total", json={"pixels": ["4"]}).status_code == 422


BIG = 10**30
MISFITS = {
    "not an object": ([], "wrong_type", ""),
    "null": (None, "wrong_type", ""),
    "a text": ("network", "wrong_type", ""),
    "no network": ({"data": {"kind": "circles"}}, "missing_field", "network"),
    "nodes no list": (network({}, []), "wrong_type", "network.nodes"),
    "no nodes": (network([], []), "length", "network.nodes"),
    "a cycle": (network([*NODES, {"id": "a", "kind": "add"}], [["in", "a"], ["a", "a"], ["a", "out"]]), "network", "a"),
    "a dangling edge": (network(NODES, [["in", "nowhere"]]), "network", "network.edges"),
    "the same id twice": (network([*NODES, NODES[1]], [["in", "out"]]), "network", "network.nodes.out"),
    "two inputs": (network([*NODES, {"id": "b", "kind": "input"}], [["in", "out"]]), "network", "network"),
    "an edge of three": (network(NODES, [["in", "out", "in"]]), "length", "network.edges.0"),
    "__proto__": (network([NODES[0], {**NODES[1], "__proto__": {}}], [["in", "out"]]), "unknown_field", "__proto__"),
    "constructor": (
        {**network(NODES, [["in", "out"]]), "constructor": {"prototype": {}}},
        "unknown_field",
        "constructor",
    ),
    "negative units": (network([NODES[0], {**NODES[1], "units": -1}], []), "out_of_range", "network.nodes.out.units"),
    "no units": (network([NODES[0], {**NODES[1], "units": 0}], []), "out_of_range", "network.nodes.out.units"),
    "huge units": (network([NODES[0], {**NODES[1], "units": BIG}], []), "out_of_range", "network.nodes.out.units"),
    "half a unit": (network([NODES[0], {**NODES[1], "units": 1.5}], []), "wrong_type", "network.nodes.out.units"),
    "units in words": (network([NODES[0], {**NODES[1], "units": "x"}], []), "wrong_type", "network.nodes.out.units"),
    "units in a text": (network([NODES[0], {**NODES[1], "units": "4"}], []), "wrong_type", "network.nodes.out.units"),
    "true units": (network([NODES[0], {**NODES[1], "units": True}], []), "wrong_type", "network.nodes.out.units"),
    "unknown kind": (network([NODES[0], {"id": "out", "kind": "dens"}], []), "unknown_choice", "network.nodes.out"),
    "no kind": (network([NODES[0], {"id": "out"}], []), "missing_field", "network.nodes.out"),
    "a path for an id": (network([NODES[0], {"id": "../x", "kind": "dense"}], []), "pattern", "../x.id"),
    "a script for an id": (network([NODES[0], {"id": "<script>", "kind": "dense"}], []), "pattern", "<script>.id"),
    "a long id": (network([NODES[0], {"id": "x" * 5000, "kind": "dense"}], []), "pattern", ".id"),
    "two outputs": (network([*NODES, {"id": "b", "kind": "dense"}], [["in", "out"], ["in", "b"]]), "network", "out"),
    "a shape that does not fit": (
        network([NODES[0], {**NODES[1], "units": 7}], [["in", "out"]]),
        "output_shape",
        "network.nodes.out",
    ),
}


@pytest.mark.fault(31)
@pytest.mark.parametrize(("body", "code", "where"), MISFITS.values(), ids=MISFITS)
def test_misfits_are_refused_where_they_are(client: TestClient, body: object, code: str, where: str) -> None:
    answer = post(client, json.dumps(body))
    problem = answer.json()
    assert answer.status_code == 422
    assert problem["code"] == code
    assert where in problem["where"]
    assert len(problem["where"]) <= 200
    assert problem["detail"]
    assert len(answer.content) < 2000


def test_a_misspelt_field_is_recognised(client: TestClient, spec: dict[str, Any]) -> None:
    rate = spec["training"]["optimiser"].pop("learning_rate")
    spec["training"]["optimiser"]["learning_rat"] = rate
    problem = client.post("/api/v1/runs", json=spec).json()
    assert problem["where"] == "training.optimiser.learning_rat"
    assert problem["detail"] == "There is no field 'learning_rat' here."
    assert problem["hint"].startswith("Did you mean 'learning_rate'? Known here: kind, learning_rate")


def test_a_misspelt_choice_is_recognised(client: TestClient, spec: dict[str, Any]) -> None:
    spec["training"]["optimiser"]["kind"] = "adm"
    problem = client.post("/api/v1/runs", json=spec).json()
    assert problem["where"] == "training.optimiser"
    assert problem["hint"].startswith("Did you mean 'adam'? Choose one of sgd, momentum")


def test_a_command_that_there_is_not(client: TestClient) -> None:
    problem = client.post("/api/v1/runs/run_0/commands", json={"type": "sart"}).json()
    assert (problem["code"], problem["where"]) == ("unknown_choice", "")
    assert problem["hint"].startswith("Did you mean 'start'? Choose one of start, pause")
    problem = client.post("/api/v1/runs/run_0/commands", json={"type": "step", "unit": "day"}).json()
    assert (problem["where"], problem["hint"]) == ("unit", "Choose one of sample, batch, epoch.")


def test_bounds_are_told(client: TestClient, spec: dict[str, Any]) -> None:
    spec["network"]["nodes"][1]["units"] = 0
    problem = client.post("/api/v1/runs", json=spec).json()
    assert problem == {
        "type": "about:blank",
        "title": problem["title"],
        "status": 422,
        "code": "out_of_range",
        "detail": "'network.nodes.h1.units' is out of range.",
        "hint": "Choose a value that is 1 or more.",
        "where": "network.nodes.h1.units",
    }


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_what_is_not_declared_as_json_is_refused(client: TestClient, kind: str) -> None:
    answer = client.post("/api/v1/runs", content=b"{}", headers={"content-type": kind})
    assert answer.status_code == 415
    assert answer.json()["hint"] == "Send it with Content-Type: application/json."


def test_a_byte_order_mark_is_no_mistake(client: TestClient) -> None:
    assert post(client, b"\xef\xbb\xbf" + json.dumps(network(NODES, [["in", "out"]])).encode()).status_code == 200


def test_queries_are_explained_too(client: TestClient) -> None:
    problem = client.get("/api/v1/datasets/circles/preview?samples=0").json()
    assert (problem["code"], problem["where"]) == ("out_of_range", "query.samples")
    assert client.get("/api/v1/datasets/circles/preview?noise=nan").status_code == 422
    assert client.get("/api/v1/runs?limit=" + "9" * 5000).status_code == 422
