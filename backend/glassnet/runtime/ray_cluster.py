"""The Ray cluster that slots are taken from: the way in, with its token."""

from __future__ import annotations

import importlib.util
import os
import secrets
import socket
import subprocess
import time
from typing import Any

from glassnet.errors import GlassnetError
from glassnet.runtime.ray_node import beside

MODE, TOKEN, TOKEN_PATH = "RAY_AUTH_MODE", "RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"
REACH_S = 3.0
START_S = 20.0
STOP_S = 3.0

_MANY = 1000
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_health_check_initial_delay_ms": "1000",
    "RAY_health_check_period_ms": "1000",
    "RAY_health_check_timeout_ms": "1000",
    "RAY_health_check_failure_threshold": "3",
}
_ONLY_HERE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""Makes Ray listen at loopback alone, on every system."""


ENVIRONMENT = (MODE, TOKEN, TOKEN_PATH, *_QUIET, *_ONLY_HERE)
"""Variables by which Ray is told what it is to do; what is not set is set when a cluster is opened."""


class Cluster:
    """A cluster of Ray: one of our own on this machine, or one with nodes on others.

    Args:
        head: address of its head, as host:port. When that is an address of this machine and nobody listens there, the
            head is started; otherwise a node without processors joins it from here, unless the head is here. Empty: a
            cluster of our own, which only this machine can reach.
        processors: of what is started here.
    """

    def __init__(self, head: str = "", processors: int = 1) -> None:
        self._head = head
        self._processors = processors
        self._node: subprocess.Popen[bytes] | None = None
        self.gone: tuple[type[BaseException], ...] = ()

    def open(self) -> None:
        """Connect, or start; an open one stays as it is.

        Raises:
            GlassnetError: when Ray is not installed, the head cannot be reached or the token is not its.
        """
        if self.gone:
            return
        check(self._head)
        if not self._head:
            os.environ.update(_ONLY_HERE)
        head = self._head or f"127.0.0.1:{free_port()}"
        try:
            self._join(head)
            import ray

            ray.init(address=head, log_to_driver=False, configure_logging=False, namespace="glassnet")
        except (ConnectionError, RuntimeError, ValueError) as error:
            self._end_node()
            detail = f"Cannot join the Ray cluster of {head}: {str(error)[:300]}"
            hint = "See Ray's logs in /tmp/ray/session_latest/logs."
            raise GlassnetError("no_cluster", detail, hint, "head") from None
        except GlassnetError:
            self._end_node()
            raise
        self.gone = (ray.exceptions.RayActorError, ray.exceptions.RaySystemError)

    def _join(self, head: str) -> None:
        """See that the head is there, and a node of its cluster on this machine."""
        if not is_here(head):
            self._node = beside(head, 0, first=False)
            return
        if listens(head):
            return
        self._node = beside(head, self._processors, first=True)
        deadline = time.monotonic() + START_S
        while not listens(head) and self._node.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        require_head(head)

    def _end_node(self) -> None:
        if self._node is None:
            return
        self._node.terminate()
        try:
            self._node.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._node.kill()
            self._node.wait()
        if self._node.stdin is not None:
            self._node.stdin.close()
        self._node = None

    def processors(self) -> int:
        """How many processors the cluster has at the moment."""
        import ray

        return int(ray.cluster_resources().get("CPU", 0))

    def begin(self, kind: type, *arguments: Any) -> Any:
        """Start an actor on a free processor; it is never started again and no call is ever made twice."""
        import ray

        made: Any = ray.remote(kind)
        options = {"num_cpus": 1, "max_restarts": 0, "max_task_retries": 0, "max_concurrency": _MANY}
        return made.options(**options).remote(*arguments)

    def end(self, actor: Any) -> None:
        """End an actor at once, if it is there and can be reached."""
        import ray

        ray.kill(actor, no_restart=True)

    def close(self) -> None:
        """Leave the cluster; what was started here ends."""
        if self.gone:
            import ray

            ray.shutdown()
            self.gone = ()
        self._end_node()


def check(head: str) -> None:
    """See that a server can have this cluster, before anything is started; tell Ray what it must know.

    Args:
        head: as of `Cluster`.

    Raises:
        GlassnetError: when Ray or the token is missing, or the head does not answer or does not take the token.
    """
    settle_in(alone=not head)
    if head and (listens(head) or not is_here(head)):
        require_head(head)


def settle_in(*, alone: bool) -> None:
    """Tell Ray, by the environment, what is not told yet; nothing of Ray may be imported before.

    Args:
        alone: nobody else joins, so that a token may be made up.

    Raises:
        GlassnetError: when Ray is not installed, or there is no token.
    """
    if importlib.util.find_spec("ray") is None:
        raise GlassnetError("no_ray", "Ray is not installed.", "Install it: pip install 'glassnet[ray]'.", "executor")
    require_token(alone=alone)
    os.environ.update({name: value for name, value in _QUIET.items() if name not in os.environ})


def require_token(*, alone: bool) -> None:
    """See that Ray asks for a token, and that there is one.

    Args:
        alone: nobody else joins, so that a token may be made up; it is handed on in the environment.

    Raises:
        GlassnetError: when there is none. Ray itself would end this process.
    """
    if os.environ.setdefault(MODE, "token") != "token" or os.environ.get(TOKEN):
        return
    path = os.environ.get(TOKEN_PATH)
    if path:
        if not os.access(path, os.R_OK):
            raise GlassnetError("no_token", f"{TOKEN_PATH}: {path} cannot be read.", "Put the cluster's token there.")
        return
    if not alone:
        detail = f"{TOKEN} is not set, and neither is {TOKEN_PATH}: the cluster lets nobody in without its token."
        raise GlassnetError("no_token", detail, f"Set {TOKEN} to the token that its head was started with.", "head")
    os.environ[TOKEN] = secrets.token_hex(32)


def require_head(head: str) -> None:
    """See that a head listens at an address and takes our token.

    Raises:
        GlassnetError: when none does within a few seconds.
    """
    if not listens(head):
        detail = f"No head of a Ray cluster answers at {head}."
        raise GlassnetError("no_head", detail, "Name it as HOST:PORT, such as 10.0.0.5:6379.", "head")
    import ray
    from ray import _raylet

    native: Any = _raylet  # it is compiled, without types
    try:
        native.GcsClient(address=head).internal_kv_get(b"glassnet", None)
    except ray.exceptions.AuthenticationError:
        detail = f"The head at {head} does not take the token in {TOKEN} (or {TOKEN_PATH})."
        hint = "Set it to the token that the head was started with."
        raise GlassnetError("wrong_token", detail, hint, "head") from None


def listens(head: str) -> bool:
    """Whether somebody listens at an address, host:port."""
    host, _, port = head.rpartition(":")
    try:
        socket.create_connection((host, int(port)), REACH_S).close()
    except (OSError, ValueError, OverflowError):
        return False
    return True


def free_port() -> int:
    """A port at loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_here(head: str) -> bool:
    """Whether an address, host:port, is one of this machine's."""
    host = head.rpartition(":")[0]
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.bind(address)
    except OSError:
        return False
    return True
