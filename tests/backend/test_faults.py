"""The table of faults in the docs names the tests that there are, and a reason where there is none."""

from __future__ import annotations

from pathlib import Path

from tests.backend.faults import PAGE, cells, marked, written


def rows() -> dict[int, list[str]]:
    found = [cells(line) for line in PAGE.read_text(encoding="utf-8").splitlines()]
    return {int(row[0]): row for row in found if row}


def test_the_table_names_the_tests_that_there_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert written(page, marked()) == page, "run `.venv/bin/python -m tests.backend.faults` and commit its page"


def test_every_fault_is_in_the_table_and_every_row_has_a_test_or_a_reason() -> None:
    table = rows()
    assert list(table) == list(range(1, len(table) + 1))
    assert set(marked()) <= set(table)
    for number, row in table.items():
        assert len(row) == 4
        assert all(row), number
        if number not in marked():
            assert row[-1].startswith("No test: "), f"row {number} names tests that are gone, or gives no reason"


def test_markers_are_found_wherever_they_stand(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text("pytestmark = [pytest.mark.fault(3), pytest.mark.slow]\n")
    (tmp_path / "below").mkdir()
    text = "@pytest.mark.fault(3)\n@pytest.mark.fault(4)\ndef test_a(): pass\nT = pytest.mark.fault(5)(Racing)\n"
    (tmp_path / "below" / "test_two.py").write_text(text)
    two = "below/test_two.py"
    assert marked(tmp_path) == {3: [two, "test_one.py"], 4: [two], 5: [two]}
