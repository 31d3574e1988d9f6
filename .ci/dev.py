"""Runs the server with reload and the page's development server side by side; one Ctrl-C stops both."""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def start(host: str, port: int) -> list[subprocess.Popen[bytes]]:
    """Start both, each in its own process group so that nothing they start is left behind."""
    node = ROOT / ".venv" / "node"
    environment = dict(
        os.environ,
        PATH=os.pathsep.join([str(node), os.environ.get("PATH", "")]),
        GLASSNET_BACKEND=f"http://{host}:{port}",
    )
    server = [sys.executable, "-m", "uvicorn", "glassnet.api.app:create_app", "--factory", "--reload"]
    server += ["--reload-dir", "backend/glassnet", "--host", host, "--port", str(port)]
    page = [str(node / "node"), "node_modules/vite/bin/vite.js", "--host", host]
    return [
        subprocess.Popen(server, cwd=ROOT, env=environment, start_new_session=True),
        subprocess.Popen(page, cwd=ROOT / "frontend", env=environment, start_new_session=True),
    ]


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask both to end, then insist after five seconds."""
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        running = [process for process in processes if process.poll() is None]
        for process in running:
            os.killpg(process.pid, sent)
        deadline = time.monotonic() + 5
        while any(process.poll() is None for process in running) and time.monotonic() < deadline:
            time.sleep(0.05)


def main() -> int:
    """Run until Ctrl-C, or until either of the two ends by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    for stopping in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stopping, signal.default_int_handler)
    processes = start(options.host, options.port)
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.2)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        stop(processes)


if __name__ == "__main__":
    sys.exit(main())
