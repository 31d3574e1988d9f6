"""The README's promises: its script with curl alone runs as it is written, and its files exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from safetensors.numpy import load_file

from tests.serving import Server, serving, until_workers

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def script(server: Server) -> str:
    """The block that starts with ``api=``, speaking to ``server``; answers are put on lines of their own."""
    block = next(block for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if block.startswith("api="))
    return block.replace("http://127.0.0.1:8000", f"http://{server.address}").replace("\ncurl ", "\necho; curl -f ")


def test_the_script_with_curl_alone_runs(tmp_path: Path) -> None:
    """It starts a run, reads metrics, changes a live value, predicts, downloads weights and deletes the run."""
    bash, curl = shutil.which("bash"), shutil.which("curl")
    if not bash or not curl:
        pytest.fail("this test runs the README's script and needs bash and curl")
    with serving(workers=1) as server:
        until_workers(server)
        done = subprocess.run(
            [bash, "-euc", script(server)], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=90
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert '"status":' in done.stdout
        assert '"outputs":[[' in done.stdout
        weights = load_file(tmp_path / "weights.safetensors")
        assert weights["h1.weight"].shape == (2, 4)
        again = subprocess.run(
            [curl, "-s", f"{server.api}/runs"], capture_output=True, text=True, check=True, timeout=30
        )
        assert '"items":[]' in again.stdout


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(((?:backend|frontend)/[^)]+)\)", README))))
def test_every_file_it_names_exists(path: str) -> None:
    assert (ROOT / path).exists()
