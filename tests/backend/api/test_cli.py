"""The command a person types, and a server in a process of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from glassnet import __version__
from glassnet.api.server import AddressError, address_of, config, listen
from glassnet.cli import app, has_desktop


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_the_version_is_printed() -> None:
    assert CliRunner().invoke(app, ["version"]).output.strip() == __version__


def test_a_taken_port_is_named_with_a_way_out(taken: int) -> None:
    shown = CliRunner().invoke(app, ["serve", "--port", str(taken), "--no-browser"])
    assert shown.exit_code == 1
    assert f"Port {taken} on 127.0.0.1 is taken by another program." in shown.output
    assert "choose another port: --port " in shown.output


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.9"])
def test_an_address_that_is_not_ours_is_refused(host: str) -> None:
    with pytest.raises(AddressError) as refused:
        listen(host, 0)
    assert host in refused.value.detail
    assert refused.value.hint == "Use --host 127.0.0.1."


def test_settings_that_do_not_fit_are_refused() -> None:
    shown = CliRunner().invoke(app, ["serve", "--executor", "magic"])
    assert shown.exit_code == 2
    assert "executor" in shown.output


def test_addresses_are_what_a_browser_takes() -> None:
    for host, expected in [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:")]:
        with listen(host, 0) as listener:
            assert address_of(listener) == f"{expected}{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    ("environment", "platform", "desktop"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "linux", False),
        ({}, "darwin", True),
        ({}, "win32", True),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", False),
        ({"DISPLAY": ":10", "SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22"}, "linux", False),
        ({"SSH_TTY": "/dev/pts/0"}, "darwin", False),
    ],
)
def test_a_browser_is_opened_only_where_somebody_sits(
    environment: dict[str, str], platform: str, desktop: bool
) -> None:
    assert has_desktop(environment, platform) is desktop


def test_the_transport_keeps_its_limits() -> None:
    made = config("glassnet.api.app:create_app", factory=True)
    made.load()
    assert made.ws_max_size == 1 << 20
    assert made.ws_per_message_deflate is False
    assert made.access_log is False


def test_a_server_answers_within_two_seconds_and_ends_when_asked(tmp_path: Path) -> None:
    environment = {**os.environ, "GLASSNET_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "glassnet.cli", "serve", "--port", "0", "--no-browser", "--workers", "1"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            ready = json.loads(process.stderr.readline())
            assert ready["event"] == "Glassnet is ready"
            with urllib.request.urlopen(ready["address"] + "/api/v1/health", timeout=5) as answer:
                health = json.load(answer)
            assert health["version"] == __version__
        finally:
            process.terminate()
            assert process.wait(15) is not None
            process.stderr.read()
