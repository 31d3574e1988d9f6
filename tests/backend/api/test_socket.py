"""One tab after another on a real server: good ones, slow ones, stuck ones, rude ones."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import math
import os
import socket
import struct
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from glassnet import __version__
from glassnet.api import server
from glassnet.protocol.events import Metrics
from glassnet.protocol.socket import SUBPROTOCOL
from glassnet.runtime.messages import from_event

Eventually = Callable[..., None]


@contextmanager
def open_tab(running: Any) -> Iterator[ClientConnection]:
    with connect(running.socket_url, subprotocols=[SUBPROTOCOL], max_size=None, compression=None) as tab:
        assert json.loads(tab.recv(5))["type"] == "welcome"
        yield tab


def say(tab: ClientConnection, **message: object) -> None:
    tab.send(json.dumps(message))


def hear(tab: ClientConnection, kind: str) -> dict[str, Any]:
    """The next event of a kind; others and frames are passed over."""
    while True:
        said = tab.recv(5)
        if isinstance(said, str) and json.loads(said)["type"] == kind:
            return dict(json.loads(said))


def close_code(tab: ClientConnection) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        deque(iter(lambda: tab.recv(10), None), maxlen=0)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


@pytest.fixture
def run(running: Any, pool: Any, spec: dict[str, Any]) -> str:
    from glassnet.spec import RunSpec

    return str(asyncio.run(pool.create(RunSpec.model_validate(spec))).id)


def test_a_socket_starts_with_a_welcome(running: Any) -> None:
    with connect(running.socket_url, subprotocols=[SUBPROTOCOL]) as tab:
        assert tab.subprotocol == SUBPROTOCOL
        assert json.loads(tab.recv(5)) == {"type": "welcome", "version": __version__, "window": 2}


@pytest.mark.fault(34)
@pytest.mark.parametrize("offered", [None, ["glassnet.v0"], ["graphql-ws", "mqtt"]])
def test_an_old_page_is_told_to_reload(running: Any, offered: Any) -> None:
    with connect(running.socket_url, subprotocols=offered) as tab:
        assert close_code(tab) == 4400
        assert tab.protocol.close_rcvd is not None
        assert "reload" in tab.protocol.close_rcvd.reason


def test_commands_go_out_in_order_and_do_not_wait_for_answers(running: Any, pool: Any, run: str) -> None:
    pool.delays = {"start": 0.2}
    with open_tab(running) as tab:
        for number, kind in enumerate(["start", "pause", "stop"]):
            say(tab, type="tell", id=f"t{number}", run=run, command={"type": kind})
        assert [hear(tab, "done")["id"] for _ in range(3)] == ["t1", "t2", "t0"]
    assert [kind for _, kind in pool.told] == ["start", "pause", "stop"]


def test_a_slow_command_holds_up_nothing_else(running: Any, pool: Any, run: str) -> None:
    pool.delays = {"start": 1.5}
    with open_tab(running) as tab, open_tab(running) as other:
        say(tab, type="tell", id="slow", run=run, command={"type": "start"})
        began = time.monotonic()
        say(tab, type="ping", sent_ms=5.5)
        assert hear(tab, "pong")["sent_ms"] == 5.5
        say(tab, type="tell", id="x", run="another", command={"type": "start"})
        assert hear(tab, "problem")["id"] == "x"
        say(other, type="ping", sent_ms=1)
        hear(other, "pong")
        assert time.monotonic() - began < 1.0
        assert hear(tab, "done")["id"] == "slow"


def test_a_page_that_says_stop_and_closes_means_it(running: Any, pool: Any, run: str, eventually: Eventually) -> None:
    pool.delays = {"stop": 0.3}
    with open_tab(running) as tab:
        say(tab, type="tell", id="last", run=run, command={"type": "stop"})
    eventually(lambda: pool.told == [(run, "stop")])
    eventually(lambda: pool.detached == 1)


def test_problems_are_answered_and_the_socket_lives_on(running: Any) -> None:
    with open_tab(running) as tab:
        tab.send("{")
        assert hear(tab, "problem")["code"] == "not_json"
        tab.send(b"\x00")
        assert hear(tab, "problem")["code"] == "binary"
        say(tab, type="tell", id="a", run="run_x", command={"type": "start"})
        assert hear(tab, "problem") == {
            "type": "problem",
            "id": "a",
            "run": "run_x",
            "code": "no_such_run",
            "detail": "There is no run run_x.",
            "hint": "It may have been deleted.",
            "where": "run",
        }


def test_a_fault_inside_is_answered_and_the_socket_lives_on(running: Any, pool: Any, run: str) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret")

    pool.follow = broken
    with open_tab(running) as tab:
        say(tab, type="follow", run=run)
        answer = hear(tab, "problem")
        assert (answer["code"], answer["run"]) == ("internal", run)
        assert "secret" not in json.dumps(answer)
        say(tab, type="ping", sent_ms=1)
        hear(tab, "pong")


@pytest.mark.fault(15)
def test_no_number_that_is_not_finite_reaches_a_browser(running: Any, pool: Any) -> None:
    with open_tab(running) as tab:
        rows = {"step": [1.0], "loss": [math.nan], "penalty": [math.inf]}
        message = from_event(Metrics(run="run_0", history=0, first=0, rows=rows))
        running.call(pool.subscribers[0].forward, message)
        said = tab.recv(5)
        assert json.loads(said, parse_constant=pytest.fail)["rows"] == {
            "step": [1.0],
            "loss": [None],
            "penalty": [None],
        }


@pytest.mark.fault(21)
@pytest.mark.fault(45)
def test_two_frames_may_be_unpainted_and_no_more(running: Any, pool: Any) -> None:
    with open_tab(running) as tab:
        subscriber = pool.subscribers[0]
        for size in range(8, 88, 8):
            running.call(subscriber.forward, pool.frame(size))
            time.sleep(0.02)
        assert [len(tab.recv(5)), len(tab.recv(5))] == [8, 16]
        with pytest.raises(TimeoutError):
            tab.recv(0.2)
        say(tab, type="painted", count=1)
        assert len(tab.recv(5)) == 80  # the newest one; those between were replaced
        say(tab, type="ping", sent_ms=1)
        hear(tab, "pong")


@pytest.mark.fault(43)
def test_a_server_that_ends_says_that_it_comes_back(running: Any, pool: Any) -> None:
    with open_tab(running) as tab:
        running.end()
        assert close_code(tab) == 1012
    assert pool.closed


@pytest.mark.fault(33)
def test_a_flood_is_cut_off_and_others_notice_nothing(running: Any) -> None:
    with open_tab(running) as rude, open_tab(running) as other:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(100_000):
                rude.send('{"type":"painted","count":0}')
        assert close_code(rude) == 1008
        say(other, type="ping", sent_ms=1)
        hear(other, "pong")


@pytest.mark.fault(33)
def test_nonsense_is_cut_off(running: Any) -> None:
    with open_tab(running) as tab:
        for _ in range(20):
            tab.send("?")
        assert close_code(tab) == 1008


@pytest.mark.fault(33)
@pytest.mark.parametrize("pieces", [1, 4])
def test_a_message_that_is_too_large_is_cut_off(running: Any, pieces: int) -> None:
    with open_tab(running) as tab, open_tab(running) as other:
        piece = "x" * ((1 << 20) // pieces + 1)
        with contextlib.suppress(ConnectionClosed):
            tab.send(piece if pieces == 1 else [piece] * pieces)
        assert close_code(tab) == 1009
        say(other, type="ping", sent_ms=1)
        hear(other, "pong")


@pytest.mark.fault(33)
@pytest.mark.parametrize("frame", [b"\xf1\x80\0\0\0\0", b"\x81\x01x", b"\x83\x80\0\0\0\0", b"\x81\x81\0\0\0\0\xff"])
def test_a_malformed_frame_ends_its_own_socket(running: Any, pool: Any, frame: bytes, eventually: Eventually) -> None:
    with open_tab(running) as other:
        with raw_tab(running) as raw:
            raw.sendall(frame)
            eventually(lambda: pool.detached == 1)
        say(other, type="ping", sent_ms=1)
        hear(other, "pong")


@contextmanager
def raw_tab(running: Any, receive_buffer: int | None = None) -> Iterator[socket.socket]:
    """A handshake by hand: the caller decides what is ever read."""
    with socket.socket() as raw:
        if receive_buffer is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        raw.settimeout(10)
        raw.connect((running.host, running.port))
        key = base64.b64encode(os.urandom(16)).decode()
        raw.sendall(
            f"GET /api/v1/socket HTTP/1.1\r\nHost: {running.host}:{running.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n".encode()
        )
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += raw.recv(1)
        assert answer.startswith(b"HTTP/1.1 101")
        yield raw


def subscriber_of(pool: Any) -> Any:
    """The first tab's, once the server has found out whose it is."""
    until = time.monotonic() + 10
    while not pool.subscribers:
        assert time.monotonic() < until
        time.sleep(0.01)
    return pool.subscribers[0]


def read_frame(stream: Any) -> tuple[int, bytes] | None:
    """Opcode and payload of the next frame a server sent; ``None`` at the end."""
    head = stream.read(2)
    if len(head) < 2:
        return None
    size = head[1] & 0x7F
    if size == 126:
        (size,) = struct.unpack("!H", stream.read(2))
    elif size == 127:
        (size,) = struct.unpack("!Q", stream.read(8))
    return head[0] & 0x0F, stream.read(size)


def stuff(running: Any, subscriber: Any) -> None:
    """More text than the buffers along the way can hold."""
    for _ in range(400):
        running.call(subscriber.forward, from_event(big_metrics()))


@pytest.mark.fault(22)
def test_a_tab_that_never_reads_is_given_up_with_1013(
    running: Any, pool: Any, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glassnet.api.transport.ABORT_AFTER_S", 1.0)
    with raw_tab(running, receive_buffer=4096) as raw, open_tab(running) as other:
        stuff(running, subscriber_of(pool))
        eventually(lambda: pool.detached == 1, within_s=5.0)
        say(other, type="ping", sent_ms=1)
        hear(other, "pong")
        with raw.makefile("rb") as stream:
            frames = list(iter(lambda: read_frame(stream), None))
    assert frames[-1] is not None
    opcode, payload = frames[-1]
    assert (opcode, int.from_bytes(payload[:2], "big")) == (8, 1013)


@pytest.mark.fault(22)
def test_the_connection_of_a_tab_that_never_reads_is_cut(
    running: Any, pool: Any, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glassnet.api.transport.ABORT_AFTER_S", 0.2)

    def is_cut(raw: socket.socket) -> bool:
        try:
            raw.sendall(b"\x8a\x80\0\0\0\0")
        except ConnectionError:
            return True
        return False

    with raw_tab(running, receive_buffer=4096) as raw:
        stuff(running, subscriber_of(pool))
        eventually(lambda: pool.detached == 1, within_s=5.0)
        eventually(lambda: is_cut(raw), within_s=3.0)


@pytest.fixture
def quick_pings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 2 * server.PING_EVERY_S <= 25
    monkeypatch.setattr(server, "PING_EVERY_S", 0.2)


@pytest.mark.fault(23)
def test_a_connection_whose_other_end_is_gone_without_a_word_is_given_up(
    quick_pings: None, running: Any, pool: Any, eventually: Eventually
) -> None:
    with raw_tab(running):
        subscriber_of(pool)
        eventually(lambda: pool.detached == 1, within_s=10.0)


@pytest.mark.fault(21)
def test_a_slow_tab_gets_few_frames_and_they_are_young(running: Any, pool: Any) -> None:
    """A reader far slower than the frames are made; the first byte of a frame says when that was."""
    made: list[float] = []
    ages: list[float] = []
    with raw_tab(running, receive_buffer=8192) as raw, raw.makefile("rb") as stream:
        subscriber = subscriber_of(pool)
        until = time.monotonic() + 2.0
        while time.monotonic() < until:
            for _ in range(5):
                message = pool.frame(60_000 + 8 * len(made))
                made.append(time.monotonic())
                running.call(subscriber.forward, message)
            time.sleep(0.05)
            frame = read_frame(stream)
            assert frame is not None
            opcode, payload = frame
            if opcode == 2:
                ages.append(time.monotonic() - made[(len(payload) - 60_000) // 8])
                painted = json.dumps({"type": "painted", "count": len(ages)}).encode()
                raw.sendall(bytes([0x81, 0x80 | len(painted), 0, 0, 0, 0]) + painted)
        assert len(made) / 10 < len(ages) < len(made) / 3
        assert max(ages) < 1.0
        assert pool.detached == 0


def big_metrics() -> Metrics:
    return Metrics(run="run_0", history=0, first=0, rows={"loss": [0.123456789] * 2000})
