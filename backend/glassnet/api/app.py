"""The web application, put together in one place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from glassnet import __version__
from glassnet.api import docs, lag, log, problems, schema, socket, uploaded
from glassnet.api.arrival import ArrivalMiddleware
from glassnet.api.headers import SecurityHeaders
from glassnet.api.identity import IdentityMiddleware
from glassnet.api.limits_of_tries import Tries
from glassnet.api.meter import Meter, Metered
from glassnet.api.origin import OriginMiddleware, OriginPolicy
from glassnet.api.page import Page
from glassnet.api.routes import ROUTERS
from glassnet.api.service import Service
from glassnet.errors import GlassnetError
from glassnet.runtime.pool import Pool, open_pool
from glassnet.settings import Settings
from glassnet.storage.database import database_of
from glassnet.storage.datasets.library import Library

COMPRESS_FROM_BYTES = 2048


def create_app(settings: Settings | None = None, pool: Pool | None = None) -> FastAPI:
    """The application of one server.

    Args:
        settings: of the server; from the environment when left out.
        pool: not started; the one the settings describe when left out.

    Raises:
        GlassnetError: ``unsafe``, when a hosted server with these settings would not be safe.
    """
    settings = settings or Settings()
    reasons = settings.unsafe()
    if reasons:
        raise GlassnetError("unsafe", "A server with these settings would not be safe.", "\n".join(reasons))
    meter, tries = Meter(), Tries()
    library = Library(settings.data_dir / "datasets", shared=settings.hosted)
    log.configure(anew=False)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        database = database_of(settings)
        service = Service(settings, database, pool or open_pool(settings, database), library, tries)
        app.state.service = service
        service.begin()
        aside = [
            asyncio.create_task(lag.watch(meter.late.observe)),
            asyncio.create_task(uploaded.sweep_for_ever(service)),
        ]
        yield
        for task in aside:
            task.cancel()
        await service.end()

    app = FastAPI(
        title="Glassnet",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        middleware=_middleware(settings, meter, tries),
    )
    app.state.settings = settings
    app.state.library = library
    app.state.meter = meter
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.add_api_websocket_route("/api/v1/socket", socket.serve)
    docs.install(app)
    app.openapi = lambda: schema.document(app)  # type: ignore[method-assign]
    app.router.default = Page()
    return app


def _middleware(settings: Settings, meter: Meter, tries: Tries) -> list[Middleware]:
    """What every request passes, outermost first."""
    policy = OriginPolicy(settings)
    return [
        Middleware(Metered, meter),
        Middleware(SecurityHeaders, hosted=settings.hosted),
        Middleware(OriginMiddleware, policy),
        Middleware(CORSMiddleware, allow_origins=sorted(policy.allowed), allow_methods=["*"], allow_headers=["*"]),
        Middleware(ArrivalMiddleware, settings, tries),
        Middleware(IdentityMiddleware),
        Middleware(GZipMiddleware, minimum_size=COMPRESS_FROM_BYTES, compresslevel=5),
    ]
