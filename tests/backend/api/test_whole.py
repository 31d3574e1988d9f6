"""The real thing from end to end: a network learns over REST and a socket, on each kind of worker."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.sync.client import ClientConnection, connect

from glassnet.api import server
from glassnet.api.app import create_app
from glassnet.protocol.frames import decode
from glassnet.protocol.socket import SUBPROTOCOL
from glassnet.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
Eventually = Callable[..., None]


@pytest.fixture(scope="module", params=["inline", "local"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    settings = Settings(data_dir=folder, executor=request.param, workers=1, send_timeout_s=1.0)
    listener = server.listen("127.0.0.1", 0)
    started = threading.Event()
    web = server.Server(create_app(settings), started.set)
    thread = threading.Thread(target=web.run, kwargs={"sockets": [listener]})
    thread.start()
    assert started.wait(10)
    yield server.address_of(listener)
    web.should_exit = True
    thread.join(30)
    assert not thread.is_alive()


@pytest.fixture
def rest(address: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=address + "/api/v1", timeout=60.0) as client:
        yield client


@pytest.fixture
def tab(address: str) -> Iterator[ClientConnection]:
    with connect(
        address.replace("http", "ws") + "/api/v1/socket",
        subprotocols=[SUBPROTOCOL],
        max_size=None,
        compression=None,
        close_timeout=1,
    ) as tab:
        yield tab


def say(tab: ClientConnection, **message: object) -> None:
    tab.send(json.dumps(message))


class Heard:
    """Everything a tab was sent, painted as it came."""

    def __init__(self, tab: ClientConnection) -> None:
        self._tab = tab
        self.events: list[dict[str, Any]] = []
        self.frames: list[Any] = []
        self._painted = 0

    def until(self, holds: Callable[[Heard], bool], within_s: float = 60.0) -> None:
        deadline = time.monotonic() + within_s
        while not holds(self):
            said = self._tab.recv(max(0.01, deadline - time.monotonic()))
            if isinstance(said, str):
                self.events.append(json.loads(said, parse_constant=pytest.fail))
            else:
                self.frames += decode(said)
                self._painted += 1
                say(self._tab, type="painted", count=self._painted)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == kind]


def test_a_network_learns_in_front_of_a_browser(
    rest: httpx2.Client, tab: ClientConnection, spec: dict[str, Any]
) -> None:
    run = rest.post("/runs", json=spec).json()["id"]
    heard = Heard(tab)
    say(tab, type="follow", run=run)
    for key in ("surface", "units", "weights", "data"):
        say(tab, type="tell", id=f"watch-{key}", run=run, command={"type": "watch", "view": {"kind": key}})
    heard.until(lambda h: {frame.header.view for frame in h.frames} == {"surface", "units", "weights", "data"})
    assert {frame.header.step for frame in heard.frames} == {0}

    say(tab, type="tell", id="go", run=run, command={"type": "start"})
    heard.until(lambda h: any(e["status"] == "running" and e["step"] > 500 for e in h.of("status")))
    heard.until(lambda h: any(frame.header.step > 500 for frame in h.frames))
    live = {"type": "set_live", "path": "training.optimiser.learning_rate", "value": 0.001}
    say(tab, type="tell", id="slower", run=run, command=live)
    say(tab, type="tell", id="halt", run=run, command={"type": "pause"})
    heard.until(lambda h: {"go", "slower", "halt"} <= {e["id"] for e in h.of("done")})
    assert not heard.of("problem")

    record = rest.get(f"/runs/{run}").json()
    assert record["status"] == "paused"
    assert record["spec"]["training"]["optimiser"]["learning_rate"] == 0.001
    metrics = rest.get(f"/runs/{run}/metrics").json()["rows"]
    judged = [loss for loss in metrics["train_loss"] if loss is not None]
    assert judged[-1] < judged[0]
    table = rest.get(f"/runs/{run}/metrics?format=csv").text.splitlines()
    assert table[0].split(",") == list(metrics)
    assert len(table) >= 1 + len(metrics["loss"])  # the row of the pause may come between the two questions
    outputs = rest.post(f"/runs/{run}/predict", json={"inputs": [[0, 0], [5, 5]]}).json()["outputs"]
    assert len(outputs) == 2
    assert all(0 <= value <= 1 for (value,) in outputs)
    assert rest.get(f"/runs/{run}/checkpoint").content[8:9] == b"{"
    assert rest.delete(f"/runs/{run}").status_code == 204
    heard.until(lambda h: bool(h.of("gone")))
    assert rest.get(f"/runs/{run}").status_code == 404


@pytest.mark.fault(13)
@pytest.mark.fault(15)
def test_a_run_that_diverges_never_says_nan(rest: httpx2.Client, tab: ClientConnection, spec: dict[str, Any]) -> None:
    spec["network"]["nodes"][-1]["activation"] = "linear"
    spec["network"]["nodes"][1]["activation"] = spec["network"]["nodes"][2]["activation"] = "relu"
    spec["training"] = {"optimiser": {"kind": "sgd", "learning_rate": 10.0}, "loss": {"kind": "mse"}}
    run = rest.post("/runs", json=spec).json()["id"]
    heard = Heard(tab)
    say(tab, type="follow", run=run)
    say(tab, type="tell", id="w", run=run, command={"type": "watch", "view": {"kind": "surface"}})
    say(tab, type="tell", id="go", run=run, command={"type": "start"})
    heard.until(lambda h: any(event["status"] == "diverged" for event in h.of("status")))
    for path in (f"/runs/{run}", f"/runs/{run}/metrics", "/runs"):
        answer = rest.get(path)
        assert answer.status_code == 200
        json.loads(answer.text, parse_constant=pytest.fail)
    assert rest.get(f"/runs/{run}").json()["stop_reason"]["rule"] == "diverged"
    rest.delete(f"/runs/{run}")


@pytest.mark.fault(22)
def test_a_stuck_tab_slows_neither_run_nor_others(
    address: str, rest: httpx2.Client, tab: ClientConnection, spec: dict[str, Any]
) -> None:
    run = rest.post("/runs?start=true", json=spec).json()["id"]
    heard = Heard(tab)
    say(tab, type="follow", run=run)
    heard.until(lambda h: any(event["status"] == "running" and event["step"] > 1000 for event in h.of("status")))
    with connect(
        address.replace("http", "ws") + "/api/v1/socket",
        subprotocols=[SUBPROTOCOL],
        compression=None,
        max_queue=1,
        close_timeout=0.2,
    ) as stuck:
        say(stuck, type="follow", run=run)
        for key in ("surface", "units", "weights"):
            say(stuck, type="tell", id=key, run=run, command={"type": "watch", "view": {"kind": key}, "rate_hz": 60})
        reached = rest.get(f"/runs/{run}").json()["step"]
        heard.until(lambda h: h.of("status")[-1]["step"] > reached + 5000)
        for number in range(50):
            say(tab, type="ping", sent_ms=number)
            heard.until(lambda h, number=number: any(event["sent_ms"] == number for event in h.of("pong")))
    rest.delete(f"/runs/{run}")
