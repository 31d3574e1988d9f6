"""Tables of 100 MB as CSV: our reading against the parser alone, both in processes of their own, and its memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.benchmarks.table import Row

BYTES = 100_000_000
_BLOCK = 20_000
_KINDS = ("decimals", "counts")


def rows() -> Iterator[Row]:
    """Best of three each, in turn, so that whoever else uses the machine disturbs both alike."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in _KINDS:
            path = Path(folder) / f"{kind}.csv"
            size = _write(path, kind)
            best: dict[str, list[float]] = {}
            for _ in range(3):
                for which in ("ours", "parser"):
                    said = [sys.executable, "-m", "tests.benchmarks.csv_tables", which, str(path)]
                    out = subprocess.run(said, capture_output=True, text=True, check=True).stdout.split()
                    best.setdefault(which, []).append(float(out[0]))
                    if which == "ours":
                        best.setdefault("memory", []).append(float(out[1]))
            ours, parser = min(best["ours"]), min(best["parser"])
            part = f"CSV of {size / 1e6:.0f} MB, {kind}"
            yield Row(part, "processor time", ours, "s")
            yield Row(part, "speed of ours to pyarrow.csv.read_csv", parser / ours, "x", 0.5)
            yield Row(part, "memory of the process to size", max(best["memory"]) / size, "x", 4.0, least=False)


def _write(path: Path, kind: str) -> int:
    rng = np.random.default_rng(0)
    columns = 12 if kind == "decimals" else 25
    shape = "%.5f" if kind == "decimals" else "%d"
    with path.open("w") as file:
        file.write(",".join([*(f"c{k}" for k in range(columns)), "label"]) + "\n")
        while file.tell() < BYTES:
            numbers = (rng.normal(size=(_BLOCK, columns)) * 10).tolist()
            lines = (",".join(shape % one for one in row) for row in numbers)
            file.writelines(f"{line},{('oats', 'rye', 'wheat')[k % 3]}\n" for k, line in enumerate(lines))
    return path.stat().st_size


def _measure(which: str, path: Path) -> None:
    """Read a file once; print processor time, s, and the most memory held, bytes."""
    import pyarrow.csv

    from glassnet.storage.datasets.from_csv import read_csv
    from glassnet.storage.datasets.options import UploadOptions

    with tempfile.TemporaryDirectory(dir=path.parent) as target:
        begun = time.process_time()
        if which == "ours":
            read_csv(path, None, UploadOptions(), Path(target), "T", path.name, lambda *_: None)
        else:
            pyarrow.csv.read_csv(path)
        print(time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


if __name__ == "__main__":
    _measure(sys.argv[1], Path(sys.argv[2]))
