"""The one reader of the environment: every setting has a default that works on a laptop."""

from __future__ import annotations

import ipaddress
import os
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "GLASSNET_"
LEAST_SECRET = 32
SECRETS = ("token", "secret", "database_url", "metrics_token")
"""Settings that may also be in a file of their own, named by ``GLASSNET_<NAME>_FILE``."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _default_workers() -> int:
    """One worker less than there are processors to use, so that the page and the server stay quick; 1 to 4."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 2)
    return min(4, max(1, usable - 1))


def _default_idle(known: dict[str, Any]) -> float:
    """On a shared host what nobody looks at makes room; a laptop's owner may be having lunch."""
    return 900.0 if known.get("hosted") else 0.0


class Settings(BaseSettings):
    """Settings of a server: from the command line, ``GLASSNET_*`` variables, files of secrets, a file of settings.

    What comes first in this order counts. Sizes are in bytes, times in seconds.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    config: Path | None = Field(default=None, description="File of settings (TOML), by the names below.")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default_factory=_default_workers, ge=1, le=256)
    data_dir: Path = Field(default_factory=lambda: Path.home() / ".glassnet")
    executor: str = Field(default="local", pattern="^(local|inline|ray)$")
    head: str = Field(
        default="",
        pattern="^$|^[^:/ ]+:[0-9]+$",
        description="Of the executor ray: where its head is, or is started when that is here; empty: nobody can join.",
    )
    allowed_origins: str = Field(
        default="", description="Further origins of pages, and names to answer under, separated by commas."
    )

    hosted: bool = Field(default=False, description="Whether people sign in or join; otherwise one owner at a laptop.")
    token: SecretStr = Field(default=SecretStr(""), description="What the owner of a laptop's server must show.")
    secret: SecretStr = Field(
        default=SecretStr(""), description="Key to the sessions of a hosted server; a new one signs everybody out."
    )
    public_url: str = Field(
        default="", description="Where browsers find a hosted server, such as https://nets.example."
    )
    allow_http: bool = Field(default=False, description="Whether a hosted server may be used without TLS.")
    trusted_proxies: str = Field(
        default="", description="Addresses or networks, separated by commas, whose X-Forwarded-For is believed."
    )
    database_url: str = Field(default="", repr=False, description="PostgreSQL's; empty: SQLite in data_dir.")
    session_days: float = Field(default=30.0, gt=0, le=366)
    guest_days: float = Field(default=120.0, gt=0, le=366)

    max_body_bytes: int = Field(default=1 << 20, ge=1024)
    max_upload_bytes: int = Field(default=200 << 20, ge=1024, description="Largest file of images that is taken.")
    data_url: str = Field(
        default="", description="Where published data sets are fetched from instead of their publishers: a mirror."
    )
    max_parameters: int = Field(default=2_000_000, ge=1)
    max_flops_per_update: float = Field(default=2e10, gt=0)
    max_activation_bytes: int = Field(default=512 << 20, ge=1)
    max_nodes: int = Field(default=512, ge=2)
    max_runs: int = Field(default=500, ge=1, description="Runs kept; the oldest that ended or rest make room.")
    max_live_runs: int = Field(default=200, ge=1, description="Runs held by workers at once.")
    compile_timeout_s: float = Field(default=60.0, gt=0)
    checkpoint_every_s: float = Field(default=5.0, gt=0)
    keep_checkpoints: int = Field(default=3, ge=1, le=100, description="Newest states kept of a run, beside the best.")
    send_timeout_s: float = Field(default=10.0, gt=0)
    drain_s: float = Field(default=12.0, gt=0, description="How long an ending server may take to save everything.")
    idle_pause_s: float = Field(
        default_factory=_default_idle, ge=0, description="A run that nobody has looked at for so long pauses; 0: never."
    )
    metrics_token: SecretStr = Field(default=SecretStr(""), description="What a collector of metrics must show.")

    max_runs_per_user: int = Field(
        default=50,
        ge=1,
        description="Of a hosted server, as all that follow. The oldest ended, then those that rest, make room, not "
        "those with a title, notes or an open link.",
    )
    max_live_runs_per_user: int = Field(default=4, ge=1)
    max_storage_bytes_per_user: int = Field(default=500_000_000, ge=1 << 20)
    max_training_s_per_day: float = Field(default=0.0, ge=0, description="0: as long as one likes.")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for part in _listed(value):
            if part != "*":
                ipaddress.ip_network(part, strict=False)
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where settings come from, what counts most first."""
        return init_settings, env_settings, _SecretFiles(settings_cls), _File(settings_cls)

    @property
    def https(self) -> bool:
        """Whether browsers reach this server by TLS."""
        return self.public_url.startswith("https://")

    @property
    def proxies(self) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
        """The networks whose word about the sender of a request is believed."""
        return [ipaddress.ip_network(part, strict=False) for part in _listed(self.trusted_proxies) if part != "*"]

    @property
    def lets_strangers_in(self) -> bool:
        """Whether somebody at another machine may do everything without a word."""
        return not (self.hosted or self.token.get_secret_value() or self.host in LOOPBACK)

    def unsafe(self) -> list[str]:
        """A sentence for each reason for which a hosted server must not start with these settings."""
        if not self.hosted:
            return ["allowed_origins: '*' would let any page ask; name the pages."] if self._any_origin else []
        reasons = []
        if len(self.secret.get_secret_value()) < LEAST_SECRET:
            reasons.append(
                f"secret: it must have at least {LEAST_SECRET} characters; set GLASSNET_SECRET or GLASSNET_SECRET_FILE "
                "to, for example, what `openssl rand -hex 32` prints."
            )
        reasons += self._unsafe_address()
        if self._any_origin:
            reasons.append("allowed_origins: '*' would let any page act for whoever is signed in; name the pages.")
        if "*" in _listed(self.trusted_proxies):
            reasons.append("trusted_proxies: '*' would let anybody choose their address; name the proxy's network.")
        if self.token.get_secret_value():
            reasons.append("token: it belongs to a laptop's server; on a hosted one people sign in or join. Unset it.")
        return reasons

    def _unsafe_address(self) -> list[str]:
        parts = urlsplit(self.public_url)
        if not self.public_url:
            return ["public_url: it is not set; name the address that browsers use, such as https://nets.example."]
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
            return ["public_url: it must be a scheme and a name, such as https://nets.example, without a path."]
        if parts.scheme == "http":
            plain = (
                "public_url: passwords would cross the network readable; put a proxy with TLS in front and name its "
            )
            return [] if self.allow_http else [plain + "https:// address, or set GLASSNET_ALLOW_HTTP=true."]
        if not _listed(self.trusted_proxies):
            return [
                "trusted_proxies: it is not set, though a proxy must bring TLS; name the address or network from which "
                "that proxy asks, such as 127.0.0.1 or 172.16.0.0/12."
            ]
        return []

    @property
    def _any_origin(self) -> bool:
        return any("*" in part for part in _listed(self.allowed_origins))

    def as_environment(self) -> dict[str, str]:
        """Variables that describe the same settings to another process."""
        shown: dict[str, str] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if value is not None and name != "config":
                shown[f"{PREFIX}{name.upper()}"] = str(
                    value.get_secret_value() if isinstance(value, SecretStr) else value
                )
        return shown


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


class _SecretFiles(PydanticBaseSettingsSource):
    """Secrets in files, as container platforms hand them out: ``GLASSNET_SECRET_FILE=/run/secrets/glassnet``."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """What a file says of one setting."""
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE") if field_name in SECRETS else None
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"{PREFIX}{field_name.upper()}_FILE: {path} cannot be read ({error}).") from None

    def __call__(self) -> dict[str, Any]:
        """All secrets that are in files."""
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class _File(PydanticBaseSettingsSource):
    """The file of settings, where one is named."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """What the file says of one setting."""
        return self().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Everything the file says."""
        path = self.current_state.get("config")
        if not path:
            return {}
        try:
            return tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ValueError(f"config: {path} cannot be read ({error}).") from None
