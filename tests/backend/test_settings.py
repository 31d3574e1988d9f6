"""Where settings come from, and which ones a hosted server refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from glassnet.settings import Settings

SAFE = {"hosted": True, "secret": "s" * 32, "public_url": "https://nets.example", "trusted_proxies": "127.0.0.1"}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({}, []),
        ({"secret": ""}, ["secret"]),
        ({"secret": "short"}, ["secret"]),
        ({"public_url": ""}, ["public_url"]),
        ({"public_url": "nets.example"}, ["public_url"]),
        ({"public_url": "https://nets.example/glassnet"}, ["public_url"]),
        ({"public_url": "http://nets.example"}, ["public_url"]),
        ({"public_url": "http://nets.example", "allow_http": True, "trusted_proxies": ""}, []),
        ({"trusted_proxies": ""}, ["trusted_proxies"]),
        ({"trusted_proxies": "*"}, ["trusted_proxies"]),
        ({"allowed_origins": "*"}, ["allowed_origins"]),
        ({"allowed_origins": "https://a.example, https://*.example"}, ["allowed_origins"]),
        ({"token": "t"}, ["token"]),
        ({"secret": "", "public_url": "", "allowed_origins": "*"}, ["secret", "public_url", "allowed_origins"]),
        ({"hosted": False, "secret": "", "public_url": "", "trusted_proxies": ""}, []),
        ({"hosted": False, "allowed_origins": "*"}, ["allowed_origins"]),
    ],
)
def test_a_hosted_server_refuses_what_is_not_safe(changed: dict[str, object], named: list[str]) -> None:
    reasons = Settings(**(SAFE | changed)).unsafe()
    assert [reason.partition(":")[0] for reason in reasons] == named
    assert all(reason.endswith(".") for reason in reasons)


@pytest.mark.parametrize(
    ("given", "lets_in"),
    [({}, False), ({"host": "0.0.0.0"}, True), ({"host": "0.0.0.0", "token": "t"}, False), ({"host": "::1"}, False)],
)
def test_a_laptop_that_lets_strangers_in_is_noticed(given: dict[str, object], lets_in: bool) -> None:
    assert Settings(**given).lets_strangers_in is lets_in


def test_what_counts_most_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, secret = tmp_path / "glassnet.toml", tmp_path / "secret"
    file.write_text('port = 1\nworkers = 2\nhosted = true\nsecret = "of the file"\nmax_runs = 7\n')
    secret.write_text("of the secret\n")
    monkeypatch.setenv("GLASSNET_WORKERS", "3")
    monkeypatch.setenv("GLASSNET_SECRET_FILE", str(secret))
    monkeypatch.setenv("GLASSNET_DATABASE_URL_FILE", str(secret))
    settings = Settings(config=file, port=4)
    assert (settings.port, settings.workers, settings.hosted, settings.max_runs) == (4, 3, True, 7)
    assert settings.secret.get_secret_value() == "of the secret"
    assert settings.database_url == "of the secret"
    assert settings.idle_pause_s == 900
    assert Settings().idle_pause_s == 0
    monkeypatch.setenv("GLASSNET_SECRET", "of the environment")
    assert Settings(config=file).secret.get_secret_value() == "of the environment"


def test_files_that_cannot_be_read_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=r"config: .*nothing\.toml cannot be read"):
        Settings(config=tmp_path / "nothing.toml")
    unknown = tmp_path / "unknown.toml"
    unknown.write_text("prot = 1\n")
    with pytest.raises(ValidationError, match="prot"):
        Settings(config=unknown)
    with pytest.raises(ValidationError, match="trusted_proxies"):
        Settings(trusted_proxies="my proxy")
    monkeypatch.setenv("GLASSNET_TOKEN_FILE", str(tmp_path / "nothing"))
    with pytest.raises(ValueError, match="GLASSNET_TOKEN_FILE"):
        Settings()


def test_secrets_are_not_shown_and_reach_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(**(SAFE | {"database_url": "postgresql://me:hunter2@db/x", "token": "hunter2"}))
    assert "hunter2" not in repr(settings)
    for name, value in settings.as_environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings
