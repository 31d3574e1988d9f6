"""Tables from strangers: read as they were meant, or refused with row, column and remedy."""

from __future__ import annotations

import csv
import io
import string
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glassnet.catalog.datasets import stored_table
from glassnet.catalog.datasets.builtin import unpacked
from glassnet.errors import GlassnetError
from glassnet.storage.datasets.from_csv import read_csv
from glassnet.storage.datasets.job import ReadError
from glassnet.storage.datasets.manifests import TableManifest
from glassnet.storage.datasets.options import UploadOptions
from glassnet.storage.datasets.progress import Progress

PACKED = unpacked("iris")
ROWS = [[*(f"{cell:g}" for cell in row), last] for row, last in zip(PACKED.cells.tolist(), PACKED.last, strict=True)]
IRIS = "\n".join([",".join(PACKED.names), *map(",".join, ROWS)]) + "\n"
ROW_5 = "4.6,3.1,1.5,0.2,setosa"


def read(folder: Path, text: str | bytes, test: str | None = None, **options: Any) -> TableManifest:
    target = folder / "table"
    target.mkdir(exist_ok=True)
    path, beside = folder / "file", folder / "test"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    if test is not None:
        beside.write_text(test)
    return read_csv(
        path, beside if test is not None else None, UploadOptions(**options), target, "T", "a.csv", lambda *_: None
    )


def cells(folder: Path) -> np.ndarray:
    found = stored_table.opened(folder, "table")
    return found.cells(range(len(found.facts.columns)))


SEMICOLONS = IRIS.replace(",", ";").replace(".", ",")
HEADERLESS = IRIS.split("\n", 1)[1]
WRITTEN = {
    "commas": IRIS.encode(),
    "semicolons and decimal commas": SEMICOLONS.encode(),
    "tabs, CRLF and a mark": b"\xef\xbb\xbf" + IRIS.replace(",", "\t").replace("\n", "\r\n").encode(),
    "bars": IRIS.replace(",", "|").encode(),
    "old Mac": IRIS.replace("\n", "\r").encode(),
    "UTF-16": IRIS.encode("utf-16"),
    "quotes": "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in IRIS.split("\n")[:-1]).encode(),
    "spaces around": IRIS.replace(",", " , ").encode(),
    "blank lines": IRIS.replace("\n", "\n\n").encode(),
    "a delimiter at the end": IRIS.replace("\n", ",\n").encode(),
    "rows without cells": (IRIS + ",,,,\n,,,,\n").encode(),
    "without a last line end": IRIS.rstrip("\n").encode(),
    "a title above": b"Irises of the Gaspe peninsula\n\n" + IRIS.encode(),
    "comments above": b"# measured in cm, by hand\n# 1936\n" + IRIS.encode(),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_however_it_is_written_it_is_the_same_table(tmp_path: Path, how: str) -> None:
    manifest = read(tmp_path, WRITTEN[how])
    facts = manifest.facts
    assert [one.name for one in facts.columns][:5] == list(PACKED.names)
    assert facts.target == "class"
    np.testing.assert_array_equal(cells(tmp_path)[:, :4], PACKED.cells)
    chosen = stored_table.described(tmp_path, "table", stored_table.Choice())
    assert chosen.classes == ["setosa", "versicolor", "virginica"]
    assert chosen.counts == [50, 50, 50]
    row = stored_table.taken(stored_table.opened(tmp_path, "table"), stored_table.Choice()).row
    assert row[0] == {"blank lines": 3, "a title above": 4, "comments above": 4}.get(how, 2)


def test_without_names_and_with_letters_of_the_west(tmp_path: Path) -> None:
    manifest = read(tmp_path, HEADERLESS.replace("setosa", "sétosa").encode("latin-1"))
    assert [one.name for one in manifest.facts.columns] == [f"column {k}" for k in range(1, 6)]
    assert any("Windows-1252" in note for note in manifest.notes)
    assert any("no row of names" in note for note in manifest.notes)
    assert "sétosa" in manifest.facts.columns[-1].categories


def test_letters_of_the_west_far_below_the_beginning(tmp_path: Path) -> None:
    long = IRIS + HEADERLESS * 100 + ROW_5.replace("setosa", "sétosa") + "\n"
    manifest = read(tmp_path, long.encode("latin-1"))
    assert "sétosa" in manifest.facts.columns[-1].categories


def test_irregular_tabs_are_no_columns(tmp_path: Path) -> None:
    lines = [line.replace(",", "\t") for line in HEADERLESS.split("\n")]
    lines[3], lines[70] = lines[3].replace("\t", "\t\t", 1), lines[70].replace("\t", "\t\t")
    manifest = read(tmp_path, "\n".join(lines))
    assert len(manifest.facts.columns) == 5
    assert "Several tabs in a row were read as one." in manifest.notes
    np.testing.assert_array_equal(cells(tmp_path)[:, :4], PACKED.cells)


def test_irregular_tabs_far_below_the_beginning(tmp_path: Path) -> None:
    lines = (HEADERLESS * 100).replace(",", "\t").split("\n")
    lines[-3] = lines[-3].replace("\t", "\t\t", 1)
    assert len(read(tmp_path, "\n".join(lines)).facts.columns) == 5


def test_rows_over_two_lines_below_prose_are_put_together(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    values = np.round(rng.normal(20, 5, (80, 14)), 3)
    prose = " House prices of a town, in\n two lines each.  Columns:\n PRICE     what it was sold for, last of all\n\n"
    lines = [f"  {'   '.join(map(str, row[:11]))}\n  {' '.join(map(str, row[11:]))}\n" for row in values.tolist()]
    manifest = read(tmp_path, prose + "".join(lines))
    np.testing.assert_array_equal(cells(tmp_path), values)
    assert manifest.facts.target == "column 14"
    assert any("two lines" in note for note in manifest.notes)
    opened = stored_table.opened(tmp_path, "table")
    assert stored_table.taken(opened, stored_table.Choice()).row[:3].tolist() == [5, 7, 9], "as an editor counts lines"
    lines[70] = lines[70].replace("   ", "   7 ", 1)
    with pytest.raises(ReadError, match=r"Row 145 of .* has 15 columns"):
        read(tmp_path, prose + "".join(lines))


def test_texts_that_look_like_numbers_are_named_and_not_learned(tmp_path: Path) -> None:
    rows = [f'"$1,{200 + k}",{k}%,{k % 30},{"ab"[k % 2]}\n' for k in range(60)]
    manifest = read(tmp_path, "price,share,area,kind\n" + "".join(rows))
    assert manifest.facts.target == "kind", "every price is there but once"
    assert any("'$1,200'" in note for note in manifest.notes)
    assert any("'0%'" in note for note in manifest.notes)


REFUSED = {
    "empty": ("", "empty", "is empty"),
    "blank": ("\n\n \n", "empty", "is empty"),
    "names only": ("a,b,c\n", "no_rows", "no rows below its names"),
    "short row": (IRIS.replace(ROW_5, ROW_5[:-7]), "ragged_row", "Row 5 of 'a.csv' has 4 columns"),
    "long row": (IRIS.replace(ROW_5, ROW_5 + ",7"), "ragged_row", "column 6 holds '7'"),
    "short row below blank lines": (
        IRIS.replace("\n", "\n\n", 3).replace(ROW_5, "4.6,3.1"),
        "ragged_row",
        "Row 8 of 'a.csv' has 2 columns",
    ),
    "text among numbers": (
        IRIS.replace(ROW_5, ROW_5.replace("3.1", "abc")),
        "mixed_column",
        "Row 5, column 2 ('sepal width') of 'a.csv' holds 'abc'",
    ),
    "formula": (IRIS.replace(ROW_5, ROW_5.replace("3.1", "=A1*2")), "formula", "Row 5, column 2"),
    "formula as a text": (IRIS.replace("virginica", '"=HYPERLINK(""x"")"', 1), "formula", "Row 102, column 5"),
    "infinite": (IRIS.replace(ROW_5, ROW_5.replace("3.1", "1e999")), "too_large_number", "Row 5, column 2"),
    "open quote": (IRIS.replace(ROW_5, ROW_5.replace("setosa", '"setosa')), "open_quote", "row 5"),
    "long cell": (IRIS.replace(ROW_5, ROW_5.replace("setosa", "s" * 20_000)), "long_cell", "Row 5, column 5"),
    "one class": (
        IRIS.replace("versicolor", "setosa").replace("virginica", "setosa"),
        "one_class",
        "column 5, 'class'",
    ),
    "one column": ("a\n" + "1\n2\n" * 9, "no_columns", "only the one it learns"),
    "few rows": ("a,b\n1,2\n3,4\n", "too_few_rows", "2 of 2 rows"),
    "a million columns": (
        ",".join(f"c{k}" for k in range(1_000_000)) + "\n" + "1," * 999_999 + "1\n",
        "too_many_columns",
        "Row 1 of 'a.csv' has 1,000,000 columns",
    ),
    "no text": (bytes(range(256)) * 20, "no_text", "byte 1 is zero"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_say_where_and_what_to_do(tmp_path: Path, case: str) -> None:
    text, code, said = REFUSED[case]
    with pytest.raises(ReadError) as refused:
        read(tmp_path, text)
    assert refused.value.code == code
    assert said in refused.value.detail
    assert refused.value.hint


def test_what_cannot_be_read_may_count_as_missing(tmp_path: Path) -> None:
    text = IRIS.replace(ROW_5, "4.6,abc,NA,,setosa")
    manifest = read(tmp_path, text, unreadable="missing")
    assert [one.missing for one in manifest.facts.columns] == [0, 1, 1, 1, 0]
    assert any("row 5: 'abc'" in note for note in manifest.notes)
    opened = stored_table.opened(tmp_path, "table")
    dropped = stored_table.taken(opened, stored_table.Choice(missing="drop"))
    kept = stored_table.taken(opened, stored_table.Choice())
    assert (len(dropped.row), len(kept.row)) == (149, 150)
    assert 5 not in dropped.row
    assert stored_table.described(tmp_path, "table", stored_table.Choice(missing="drop")).counts == [49, 50, 50]


def test_how_far_it_is_is_told_in_rows(tmp_path: Path) -> None:
    (tmp_path / "table").mkdir()
    path = tmp_path / "file"
    path.write_text("a,b\n" + "".join(f"{k / 7:.9f},{k % 3}\n" for k in range(200_000)))
    heard: list[Progress] = []
    read_csv(path, None, UploadOptions(), tmp_path / "table", "T", "a.csv", heard.append)
    *read_so_far, counted = heard
    assert len(read_so_far) > 2
    assert {one.stage for one in read_so_far} == {"reading"}
    assert [one.rows for one in read_so_far] == sorted(one.rows for one in read_so_far)
    assert all(0 < one.share <= 1 and one.rows <= one.about for one in read_so_far)
    assert all(abs(one.about - 200_000) < 20_000 for one in read_so_far), "rows are about equally long"
    assert counted == Progress("counting", 200_000, 200_000, 1.0)


def test_a_test_file_with_its_columns_in_another_order(tmp_path: Path) -> None:
    names = list(reversed(PACKED.names))
    rows = [list(reversed(row)) for row in ROWS[-20:]]
    manifest = read(tmp_path, IRIS, "\n".join([";".join(names), *map(";".join, rows)]))
    assert (manifest.samples, manifest.facts.tested) == (170, 20)
    np.testing.assert_array_equal(cells(tmp_path)[150:, :4], PACKED.cells[-20:])
    assert stored_table.described(tmp_path, "table", stored_table.Choice()).tested == [0, 0, 20]
    with pytest.raises(ReadError, match="no column 'sepal length'"):
        read(tmp_path, IRIS, "a,b\n1,2\n")


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ({"target": "nothing"}, "no_column"),
        ({"columns": ("class",)}, "columns"),
        ({"target": "class", "learn": "values"}, "target"),
        ({"group_by": "class"}, "group_by"),
    ],
)
def test_choices_that_do_not_go_with_the_table(tmp_path: Path, choice: dict[str, Any], code: str) -> None:
    read(tmp_path, IRIS)
    with pytest.raises(GlassnetError) as refused:
        stored_table.described(tmp_path, "table", stored_table.Choice(**choice))
    assert refused.value.code == code


def test_groups_texts_and_counting_columns(tmp_path: Path) -> None:
    lines = ["id,patient,colour,age,ill"]
    lines += [f"{k},p{k // 4},{('red', 'blue', 'green')[k % 3]},{20 + k},{k % 2}" for k in range(60)]
    manifest = read(tmp_path, "\n".join(lines))
    assert manifest.facts.columns[0].counting
    chosen = stored_table.described(tmp_path, "table", stored_table.Choice(group_by="patient"))
    assert [one.name for one in chosen.columns] == ["colour"], "ids and the age count the rows; patients are groups"
    assert chosen.groups == [4] * 15
    assert chosen.classes == ["0", "1"]
    asked = stored_table.Choice(columns=("age",), target="ill", learn="values")
    assert stored_table.described(tmp_path, "table", asked).classes == []


plain = st.text(string.ascii_letters + string.digits + " .;\t'äß€", min_size=1, max_size=8)
quotable = st.text(string.ascii_letters + ',"\n\r;\t =é', min_size=0, max_size=8)
numbers = st.one_of(st.integers(-1000, 1000), st.floats(-1e6, 1e6).map(lambda one: round(one, 3)), st.just(""))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(numbers, numbers, st.sampled_from(["yes", "no", "may,be", 'a "b"', "two\nlines"])),
        min_size=12,
        max_size=40,
    ),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n"]),
    mark=st.booleans(),
)
def test_what_a_csv_writer_writes_is_read(
    tmp_path: Path, rows: list[tuple[Any, Any, str]], delimiter: str, end: str, mark: bool
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(["first", "second", "answer"])
    writer.writerows(rows)
    text = ("\ufeff" if mark else "") + out.getvalue()
    options = {"delimiter": {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}[delimiter], "header": "yes"}
    refused = None
    try:
        read(tmp_path, text, target="answer", decimal=".", **options)
    except ReadError as error:
        refused = error
    if refused is not None:
        assert refused.code in ("one_class", "no_columns")
        assert len({row[2] for row in rows}) == 1 or all(len({row[k] for row in rows}) < 3 for k in (0, 1))
        return
    found = cells(tmp_path)
    expected = [[np.nan if cell == "" else float(cell) for cell in row[:2]] for row in rows]
    np.testing.assert_allclose(found[:, :2], expected, rtol=1e-12)
    names = stored_table.opened(tmp_path, "table").facts.columns[2].categories
    said = [names[int(code)].split() for code in found[:, 2]]
    assert said == [row[2].split() for row in rows]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(st.one_of(quotable, plain, numbers.map(str)), min_size=0, max_size=5), max_size=30),
    delimiter=st.sampled_from([",", ";", "\t", "|", " "]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    unreadable=st.sampled_from(["refuse", "missing"]),
)
def test_no_text_breaks_the_reader(
    tmp_path: Path, rows: list[list[str]], delimiter: str, encoding: str, unreadable: str
) -> None:
    text = "\n".join(delimiter.join(row) for row in rows).encode(encoding, "replace")
    _survives(tmp_path, text, unreadable)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_bytes_break_the_reader(tmp_path: Path, text: bytes) -> None:
    _survives(tmp_path, text, "refuse")


def _survives(folder: Path, text: bytes, unreadable: str) -> None:
    """It is read into finite numbers, or refused with a remedy."""
    manifest = refused = None
    try:
        manifest = read(folder, text, unreadable=unreadable)
    except GlassnetError as error:
        refused = error
    if manifest is None:
        assert refused is not None
        assert refused.code
        assert refused.detail
        assert refused.hint
        return
    found = cells(folder)
    assert found.shape == (manifest.samples, len(manifest.facts.columns))
    assert not np.isinf(found).any()
    chosen = stored_table.described(folder, "table", stored_table.Choice())
    assert sum(chosen.counts) >= 10
