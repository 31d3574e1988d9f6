"""All tests compute on the CPU, and leave the machine's settings alone."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.backend.postgres import database, database_url, postgres

__all__ = ["database", "database_url", "postgres"]

os.environ["JAX_PLATFORMS"] = "cpu"

settings.register_profile("glassnet", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("glassnet")
