"""A node of a Ray cluster as a process: ``python -m glassnet.runtime.ray_node``, until it ends or is ended."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

from glassnet.settings import PREFIX

_STORE_BYTES = 80 << 20
"""Ray's object store; what Glassnet sends is small and passes it by, except the weights of large networks."""


def command(head: str, slots: int, *, first: bool = False, tied: bool = False) -> list[str]:
    """The command that runs a node.

    Args:
        head: address of the head, as host:port.
        slots: how many hosts it offers.
        first: it is the head itself.
        tied: it ends when its standard input does.
    """
    made = [sys.executable, "-m", "glassnet.runtime.ray_node", "--head", head, "--slots", str(slots)]
    return made + ["--first"] * first + ["--tied"] * tied


def environment() -> dict[str, str]:
    """What a node inherits: none of the server's secrets."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}


def beside(head: str, slots: int, *, first: bool) -> subprocess.Popen[bytes]:
    """Start a node that ends with this process, however it ends."""
    return subprocess.Popen(
        command(head, slots, first=first, tied=True),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )


def _end_with_input() -> None:
    while os.read(0, 1):  # not by `sys.stdin`, whose lock would be held when the interpreter ends
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a node."""
    parser = argparse.ArgumentParser(prog="glassnet.runtime.ray_node")
    parser.add_argument("--head", required=True, help="address of the head, as host:port")
    parser.add_argument("--slots", type=int, required=True, help="how many hosts it offers")
    parser.add_argument("--first", action="store_true", help="it is the head itself")
    parser.add_argument("--tied", action="store_true", help="it ends when its standard input does")
    given = parser.parse_args(arguments)
    host, _, port = given.head.rpartition(":")
    told = ["start", "--block", "--disable-usage-stats", "--include-log-monitor=false", "--log-style=record"]
    told += [f"--num-cpus={given.slots}", f"--object-store-memory={_STORE_BYTES}"]
    told += ["--min-worker-port=0", "--max-worker-port=0"]
    if given.first:
        told += ["--head", f"--node-ip-address={host}", f"--port={port}", "--include-dashboard=false"]
    else:
        told += [f"--address={given.head}"]
    if given.tied:
        threading.Thread(target=_end_with_input, daemon=True).start()
    from ray.scripts.scripts import main as ray

    sys.argv = ["ray", *told]
    ray()


if __name__ == "__main__":
    main()
