"""One file for each noun of the REST interface; `ROUTERS` is its table of contents."""

from glassnet.api.routes import (
    catalog,
    datasets,
    devices,
    downloads,
    health,
    networks,
    parts,
    regions,
    runs,
    templates,
    uploads,
    weights,
)

ROUTERS = [
    health.router,
    catalog.router,
    templates.router,
    devices.router,
    networks.router,
    datasets.router,
    parts.router,
    uploads.router,
    downloads.router,
    runs.router,
    weights.router,
    regions.router,
]

__all__ = ["ROUTERS"]
