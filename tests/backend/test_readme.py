"""The README's promises: its script with curl alone runs as it is written, and its files exist."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from tests.serving import Server, serving, until_workers

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def script(server: Server, number: int = 0) -> str:
    """A block that starts with ``api=``, speaking to ``server``; answers are put on lines of their own."""
    blocks = [block for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if block.startswith("api=")]
    block = blocks[number]
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


def boston(rows: int, rng: np.random.Generator) -> str:
    """Rows of the form of the Boston house prices, drawn anew: whose those are nobody licences."""
    names = ("CRIM", "ZN", "INDUS", "CHAS", "NOX", "RM", "AGE", "DIS", "RAD", "TAX", "PTRATIO", "B", "LSTAT", "MEDV")
    crime, rooms, poor = rng.lognormal(-1, 1.5, rows), rng.normal(6.3, 0.7, rows), rng.gamma(3, 4, rows)
    x = [crime, rng.choice([0, 12.5, 80], rows), rng.uniform(1, 27, rows), rng.random(rows) < 0.07]
    x += [rng.uniform(0.4, 0.87, rows), rooms, rng.uniform(3, 100, rows), rng.gamma(3, 1.2, rows)]
    x += [
        rng.choice([1, 4, 24], rows),
        rng.uniform(187, 711, rows),
        rng.uniform(12, 22, rows),
        rng.uniform(0, 397, rows),
        poor,
    ]
    price = 22 + 7 * (rooms - 6.3) + 4 * (rooms > 7) - 6 * np.log(poor / 10) - 0.8 * np.log(crime + 1)
    price = np.clip(price - 0.6 * (x[10] - 18) - 8 * (x[4] - 0.55) + rng.normal(0, 2, rows), 5, 50)
    table = np.stack([*x, price], axis=1)
    return "\n".join([",".join(names), *(",".join(f"{cell:.5g}" for cell in row) for row in table)]) + "\n"


def test_the_script_with_tables_runs_and_learns(tmp_path: Path) -> None:
    """Irises, wheat seeds and house prices are learned as well as is promised, each within 20 s."""
    bash = shutil.which("bash")
    assert bash
    rng = np.random.default_rng(5)
    packed = files("glassnet.catalog.datasets") / "files" / "iris.csv.gz"
    (tmp_path / "iris.csv").write_bytes(gzip.decompress(packed.read_bytes()))
    shutil.copy(Path(__file__).parent / "files" / "seeds.txt", tmp_path / "seeds.txt")
    (tmp_path / "boston_train.csv").write_text(boston(404, rng))
    (tmp_path / "boston_test.csv").write_text(boston(102, rng))
    with serving(workers=1) as server:
        until_workers(server)
        done = subprocess.run(
            [bash, "-euc", script(server, 1)], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=150
        )
    assert done.returncode == 0, done.stdout + done.stderr
    told = [json.loads(line) for line in re.findall(r"\{\"part\".*?\}(?=\{|\n|$)", done.stdout)]
    iris, _, seeds, _, houses, worst = told
    assert iris["samples"] == 15
    assert iris["accuracy"] * 15 >= 14
    assert seeds["accuracy"] >= 0.9
    assert houses["mae"] <= 3.0
    assert worst["loss"] == sorted(worst["loss"], reverse=True)
    said = re.search(r'"outputs":\[\[([\d.]+)\]\]', done.stdout)
    assert said
    assert 10 < float(said[1]) < 60, "thousand dollars"


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(((?:backend|frontend)/[^)]+)\)", README))))
def test_every_file_it_names_exists(path: str) -> None:
    assert (ROOT / path).exists()
