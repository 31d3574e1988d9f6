"""Checks what no linter does: lengths of files, and locks that name no registry."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = {".py": 400, ".ts": 250, ".tsx": 250, ".css": 250}
CHECKED_FOLDERS = ("backend", "frontend", "tests", ".ci")
SKIPPED_FOLDERS = {"node_modules", "static", "__pycache__", "test-results"}
GENERATED = {Path("frontend/src/protocol/generated.ts")}
LOCKS = ("requirements.lock", "frontend/package-lock.json")
REGISTRY_MARKS = ('"resolved":', "npmjs", "pythonhosted", "/simple", "--index-url", "file:/", " @ ")


def source_files() -> list[Path]:
    """Every hand-written source file, relative to the repository."""
    found = []
    for folder in CHECKED_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            relative = path.relative_to(ROOT)
            if path.suffix in MOST_LINES and path.is_file() and not SKIPPED_FOLDERS.intersection(relative.parts):
                found.append(relative)
    return [path for path in found if path not in GENERATED]


def too_long(path: Path) -> str | None:
    """A complaint where a file is longer than its language's budget."""
    lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())
    most = MOST_LINES[path.suffix]
    return f"{path}: {lines} lines, at most {most}. Split it." if lines > most else None


def names_registry(lock: str) -> list[str]:
    """A complaint for each line of a lock that would tie it to one registry."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return [
        f"{lock}:{number}: names a registry ({mark.strip()}). Run `make lock`."
        for number, line in enumerate(lines, start=1)
        for mark in REGISTRY_MARKS
        if mark in line
    ]


def main() -> int:
    """Print every complaint; 1 if there is any."""
    complaints = [complaint for path in source_files() if (complaint := too_long(path))]
    for lock in LOCKS:
        complaints += names_registry(lock)
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
