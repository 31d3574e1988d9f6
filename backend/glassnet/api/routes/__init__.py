"""One file for each noun of the REST interface; `ROUTERS` is its table of contents."""

from glassnet.api.routes import (
    catalog,
    compare,
    cost,
    datasets,
    devices,
    downloads,
    handouts,
    health,
    history,
    load,
    members,
    networks,
    parts,
    projects,
    regions,
    results,
    runs,
    shares,
    templates,
    uploads,
    versions,
    weights,
)

ROUTERS = [
    health.router,
    load.router,
    load.metrics_router,
    catalog.router,
    templates.router,
    devices.router,
    networks.router,
    cost.router,
    datasets.router,
    parts.router,
    uploads.router,
    downloads.router,
    history.router,  # before runs: `lines` and `compare` are no ids
    compare.router,
    runs.router,
    weights.router,
    regions.router,
    projects.router,
    versions.router,
    shares.router,
    members.router,
    handouts.router,
    results.router,
]

__all__ = ["ROUTERS"]
