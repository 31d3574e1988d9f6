"""The one reader of the environment: every setting has a default that works on a laptop."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _default_workers() -> int:
    """One worker less than there are processors to use, so that the page and the server stay quick; 1 to 4."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 2)
    return min(4, max(1, usable - 1))


class Settings(BaseSettings):
    """Settings of a server, from ``GLASSNET_*`` variables or the command line.

    Sizes are in bytes, times in seconds.
    """

    model_config = SettingsConfigDict(env_prefix="GLASSNET_", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default_factory=_default_workers, ge=1, le=256)
    data_dir: Path = Field(default_factory=lambda: Path.home() / ".glassnet")
    executor: str = Field(default="local", pattern="^(local|inline)$")
    allowed_origins: str = Field(default="", description="Further page origins, separated by commas.")

    max_body_bytes: int = Field(default=1 << 20, ge=1024)
    max_upload_bytes: int = Field(default=200 << 20, ge=1024, description="Largest file of images that is taken.")
    data_url: str = Field(
        default="", description="Where published data sets are fetched from instead of their publishers: a mirror."
    )
    max_parameters: int = Field(default=2_000_000, ge=1)
    max_flops_per_update: float = Field(default=2e10, gt=0)
    max_activation_bytes: int = Field(default=512 << 20, ge=1)
    max_nodes: int = Field(default=512, ge=2)
    max_runs: int = Field(default=500, ge=1, description="Runs kept; the oldest ended ones make room.")
    max_live_runs: int = Field(default=200, ge=1, description="Runs held by workers at once.")
    compile_timeout_s: float = Field(default=60.0, gt=0)
    checkpoint_every_s: float = Field(default=5.0, gt=0)
    send_timeout_s: float = Field(default=10.0, gt=0)
