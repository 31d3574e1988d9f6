"""Which test files inject which fault: ``python -m tests.backend.faults`` writes them into `backend/docs/faults.md`."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

TESTS = Path(__file__).resolve().parent
MARKER = re.compile(r"pytest\.mark\.fault\((\d+)\)")
OWN = "test_faults.py"
"""It tests this file, with markers that are none."""

PAGE = TESTS.parents[1] / "backend" / "docs" / "faults.md"


def marked(tests: Path = TESTS) -> dict[int, list[str]]:
    """Test files by the number of the fault, from every ``pytest.mark.fault(number)``."""
    found: dict[int, set[str]] = defaultdict(set)
    for path in sorted(tests.rglob("test_*.py")):
        for number in MARKER.findall(path.read_text(encoding="utf-8")) if path.name != OWN else ():
            found[int(number)].add(path.relative_to(tests).as_posix())
    return {number: sorted(files) for number, files in found.items()}


def cells(line: str) -> list[str]:
    """The cells of a row of the table; none where the line is no numbered row."""
    parts = [part.strip() for part in line.strip().strip("|").split("|")]
    return parts if line.startswith("|") and parts[0].isdigit() else []


def written(page: str, by_number: dict[int, list[str]]) -> str:
    """The page with the tests of every row; a row without any keeps what it says instead."""
    lines = []
    for line in page.splitlines():
        row = cells(line)
        if row and (files := by_number.get(int(row[0]))):
            row[-1] = ", ".join(f"`{file}`" for file in files)
            line = f"| {' | '.join(row)} |"
        lines.append(line)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), marked()), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} is written.\n")
