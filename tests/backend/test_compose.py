"""The composition of containers, without an engine for them: what it says is read, what it starts is started."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from glassnet.settings import PREFIX, SECRETS, Settings
from tests.backend.postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


def composed(**given: str) -> dict[str, Any]:
    """What the file says with these variables set."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    text = VARIABLE.sub(lambda found: given.get(found[1], found[2] or ""), text)
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def command(service: str, **replaced: str) -> list[str]:
    """What a service of this project runs, as a process here: paths and addresses put in the place of a container's."""
    words = composed()["services"][service]["command"]
    assert words[0] == "glassnet"
    told = [sys.executable, "-m", "glassnet.cli", *words[1:]]
    for old, new in replaced.items():
        assert any(old in word for word in words), old
        told = [word.replace(old, new) for word in told]
    return told


def test_every_variable_is_a_setting_and_every_part_is_there() -> None:
    whole = composed(GLASSNET_DOMAIN="nets.example")
    services = whole["services"]
    names = {*Settings.model_fields, *(f"{secret}_file" for secret in SECRETS)}
    said = services["app"]["environment"]
    assert {name.removeprefix(PREFIX).lower() for name in said} <= names
    for service in services.values():
        volumes = {volume.split(":")[0] for volume in service.get("volumes", [])}
        assert volumes <= set(whole["volumes"])
        assert set(service.get("depends_on", {})) <= set(services)
        assert set(service.get("networks", [])) <= set(whole["networks"])
        for other, wanted in service.get("depends_on", {}).items():
            assert ("healthcheck" in services[other]) is (wanted["condition"] == "service_healthy")
        if "build" in service:
            assert (ROOT / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    subnet = whole["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert said["GLASSNET_TRUSTED_PROXIES"] == subnet, "only the proxy is believed"
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"], "only it is reached"


def test_its_settings_are_safe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for domain in ("localhost", "nets.school.example"):
        for name, value in composed(GLASSNET_DOMAIN=domain)["services"]["app"]["environment"].items():
            monkeypatch.setenv(name, str(value).replace("/keys", str(tmp_path)))
        subprocess.run(command("keys", **{"/keys": str(tmp_path)}), check=True)
        settings = Settings(hosted=True)
        assert settings.unsafe() == []
        assert settings.https


def test_every_command_in_the_app_works_on_its_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    """`glassnet backup` beside the server gets the folder by no flag of the server's."""
    app = composed()["services"]["app"]
    monkeypatch.setenv("GLASSNET_DATA_DIR", app["environment"]["GLASSNET_DATA_DIR"])
    assert f"data:{Settings().data_dir}" in app["volumes"]
    assert "--data-dir" not in app["command"]
    image = (ROOT / composed()["services"]["app"]["build"]["dockerfile"]).read_text(encoding="utf-8")
    assert re.search(rf"^ENV .*GLASSNET_DATA_DIR={Settings().data_dir}$", image, re.MULTILINE)
    for line in (ROOT / "backend/docs/class.md").read_text(encoding="utf-8").splitlines():
        if found := re.search(r"docker compose (?:exec|run --rm) app glassnet (?:backup|restore) (\S+)", line):
            assert Path(found[1]).is_relative_to(Settings().data_dir), "nothing else can be written"


def test_keys_are_made_once(tmp_path: Path) -> None:
    made = [command("keys", **{"/keys": str(tmp_path)})] * 2
    contents = []
    for words in made:
        subprocess.run(words, check=True)
        contents.append({path.name: path.read_text() for path in tmp_path.iterdir()})
    assert contents[0] == contents[1]
    said = composed()["services"]
    password = contents[0][Path(said["database"]["environment"]["POSTGRES_PASSWORD_FILE"]).name]
    url = contents[0][Path(said["app"]["environment"]["GLASSNET_DATABASE_URL_FILE"]).name]
    assert url == f"postgresql://glassnet:{password}@database:5432/glassnet"
    assert len(contents[0][Path(said["app"]["environment"]["GLASSNET_SECRET_FILE"]).name]) == 64


@pytest.mark.fault(43)
def test_the_app_starts_is_healthy_and_ends_in_time(tmp_path: Path, postgres: Postgres) -> None:
    """Against a real PostgreSQL, as the file starts it: only paths and addresses differ."""
    app = composed()["services"]["app"]
    keys = tmp_path / "keys"
    subprocess.run(command("keys", **{"/keys": str(keys)}), check=True)
    url = keys / "database_url"
    url.chmod(0o600)
    url.write_text(postgres.create())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {name: str(value).replace("/keys", str(keys)) for name, value in app["environment"].items()}
    environment |= {"GLASSNET_WORKERS": "1", "GLASSNET_DATA_DIR": str(tmp_path / "data")}
    words = command("app", **{"8000": port, "0.0.0.0": "127.0.0.1"})
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    with subprocess.Popen(words, env=kept | environment, stderr=subprocess.DEVNULL) as server:
        try:
            assert app["healthcheck"]["test"][:2] == ["CMD", "python"]
            asking = [sys.executable, *(word.replace("8000", port) for word in app["healthcheck"]["test"][2:])]
            until = time.monotonic() + 60
            while (healthy := subprocess.run(asking, check=False, capture_output=True).returncode) != 0:
                assert server.poll() is None, "it ended"
                assert time.monotonic() < until, "it never became healthy"
                time.sleep(0.2)
            assert healthy == 0
        finally:
            server.terminate()
            assert server.wait(float(app["stop_grace_period"].removesuffix("s"))) is not None
