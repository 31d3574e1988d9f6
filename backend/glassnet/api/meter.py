"""What is counted while the server works, for Prometheus; a request that went wrong or was slow is logged."""

from __future__ import annotations

import time
from collections.abc import Iterator

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from glassnet import __version__
from glassnet.api.log import asked
from glassnet.runtime.overview import Overview
from glassnet.runtime.pool import Pool

SLOW_S = 1.0
_LATE = (0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.035, 0.05, 0.075, 0.1, 0.25, 0.5, 1.0, 2.5)
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_log = structlog.get_logger(__name__)


class Meter:
    """The counters of one application.

    Attributes:
        requests: answers by method, route and status.
        seconds: how long they took.
        late: how late the event loop is; see `lag`.
        refused: handshakes of WebSockets that were refused, by why.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        names = ["method", "route", "status"]
        self.requests = Counter("glassnet_requests", "Answers to HTTP requests.", names, registry=self.registry)
        self.seconds = Histogram(
            "glassnet_request_seconds", "How long they took.", ["route"], registry=self.registry, buckets=_BUCKETS
        )
        self.late = Histogram(
            "glassnet_loop_lag_seconds", "How late the event loop is.", registry=self.registry, buckets=_LATE
        )
        self.refused = Counter(
            "glassnet_sockets_refused", "Refused handshakes of WebSockets.", ["code"], registry=self.registry
        )

    def answered(self, scope: Scope, status: int, seconds: float) -> None:
        """An HTTP request was answered."""
        route = getattr(scope.get("route"), "path", "") or "other"
        self.requests.labels(scope["method"], route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)
        if status == 500 or seconds > SLOW_S:
            _log.warning("request", **asked(scope), status=status, ms=round(1000 * seconds, 1))

    def told(self, pool: Pool | None, free_bytes: int) -> bytes:
        """Everything in Prometheus' own text form; `free_bytes` are left on the disk."""
        known = generate_latest(self.registry)
        if pool is None:
            return known
        now = CollectorRegistry()
        now.register(_Now(pool, free_bytes))
        return known + generate_latest(now)


class _Now(Collector):
    """What is looked up when it is asked for."""

    def __init__(self, pool: Pool, free_bytes: int) -> None:
        self._pool = pool
        self._free_bytes = free_bytes

    def collect(self) -> Iterator[Metric]:
        """The state of the server at this moment."""
        overview: Overview = self._pool.overview
        yield _gauge("glassnet_info", "The version that runs.", {__version__: 1.0}, "version")
        yield GaugeMetricFamily("glassnet_uptime_seconds", "Since the server began.", overview.uptime_s)
        yield GaugeMetricFamily("glassnet_sockets", "Open WebSockets.", self._pool.sockets)
        yield GaugeMetricFamily("glassnet_draining", "Whether the server is about to end.", float(overview.draining))
        saturated = float(overview.saturated)
        yield GaugeMetricFamily(
            "glassnet_saturated", "Whether a further run would wait for another's place.", saturated
        )
        free = float(self._free_bytes)
        yield GaugeMetricFamily("glassnet_disk_free_bytes", "Free on the disk of the data folder.", free)
        statuses = {status: float(count) for status, count in overview.statuses().items()}
        yield _gauge("glassnet_runs", "Runs that the server holds.", statuses, "status")
        yield GaugeMetricFamily("glassnet_queue_length", "Runs that wait for a place.", len(overview.queue()))
        workers = overview.workers()
        yield GaugeMetricFamily("glassnet_workers", "Workers that are up.", len(workers))
        yield CounterMetricFamily("glassnet_workers_lost", "Workers that died.", overview.workers_lost)
        told = {
            "busy": ("Part of the last seconds in which it trained.", {w.id: w.busy for w in workers}),
            "runs": ("Runs it holds.", {w.id: float(w.runs) for w in workers}),
            "compiling": ("Runs whose programs are built or wait for it.", {w.id: float(w.compiling) for w in workers}),
            "memory_bytes": ("Its memory.", {w.id: float(w.memory_bytes or 0) for w in workers}),
        }
        for name, (text, values) in told.items():
            yield _gauge(f"glassnet_worker_{name}", text, values, "worker")
        trained = CounterMetricFamily("glassnet_worker_training_seconds", "Time it trained.", labels=["worker"])
        for worker, seconds in overview.trained_s().items():
            trained.add_metric([worker], seconds)
        yield trained


def _gauge(name: str, text: str, values: dict[str, float], label: str) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


class Metered:
    """Counts every request on its way out."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self._app = app
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        began, status, accepted = time.perf_counter(), 500, False

        async def sent(message: Message) -> None:
            nonlocal status, accepted
            match message["type"]:
                case "http.response.start" | "websocket.http.response.start":
                    status = message["status"]
                case "websocket.accept":
                    accepted = True
                case "websocket.close" if not accepted:
                    self._meter.refused.labels(str(message.get("code", 1000))).inc()
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            if scope["type"] == "http":
                self._meter.answered(scope, status, time.perf_counter() - began)
            elif not accepted and status != 500:
                self._meter.refused.labels(str(status)).inc()
