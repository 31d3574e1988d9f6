"""The OpenAPI document: whole, described, the same every time, and what the page's types are made from."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from glassnet.api.schema import document
from glassnet.protocol import commands, events, socket

ROOT = Path(__file__).resolve().parents[3]
GENERATED = ROOT / "frontend" / "src" / "protocol" / "generated.ts"


@pytest.fixture
def openapi(application: FastAPI) -> dict[str, Any]:
    return document(application)


def printed() -> str:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "glassnet.api.schema"], capture_output=True, text=True, check=True
    ).stdout


def test_the_document_is_the_same_every_time() -> None:
    assert printed() == printed()


def test_every_route_is_described(openapi: dict[str, Any]) -> None:
    operations = [(path, method, one) for path, ways in openapi["paths"].items() for method, one in ways.items()]
    assert len({one["operationId"] for _, _, one in operations}) == len(operations) >= 15
    for path, method, one in operations:
        assert one["summary"], (method, path)
        assert one["description"], (method, path)
        assert "403" in one["responses"], (method, path)
        if "requestBody" in one:
            assert {"413", "415", "422"} <= set(one["responses"])
            assert "examples" in str(one["requestBody"]) or "Question" in str(one["requestBody"])
        for status, response in one["responses"].items():
            assert response["description"]
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]


def test_every_reference_leads_somewhere(openapi: dict[str, Any]) -> None:
    names = set(re.findall(r"#/components/schemas/(\w+)", str(openapi)))
    assert names <= set(openapi["components"]["schemas"])
    assert not {"HTTPValidationError", "ValidationError"} & set(openapi["components"]["schemas"])


def test_the_words_of_the_socket_are_there(openapi: dict[str, Any]) -> None:
    schemas = openapi["components"]["schemas"]
    for module, union in [(commands, "CommandSpec"), (events, "EventSpec"), (socket, "SocketMessageSpec")]:
        kinds = schemas[union]["discriminator"]["mapping"]
        assert len(kinds) >= 5
        for reference in kinds.values():
            name = reference.rsplit("/", 1)[1]
            assert hasattr(module, name)
            assert name in schemas


def test_the_types_of_the_page_are_fresh(tmp_path: Path) -> None:
    tool = ROOT / "frontend" / "node_modules" / ".bin" / "openapi-typescript"
    folder = ROOT / ".venv" / "node"
    node = shutil.which("node", path=f"{folder}{os.pathsep}{os.environ.get('PATH', '')}")
    if node is None or not tool.exists():
        pytest.fail("the page's tools are not installed: run `make test-python`, which sets them up")
    (tmp_path / "openapi.json").write_text(printed(), encoding="utf-8")
    subprocess.run(
        [node, str(tool.resolve()), str(tmp_path / "openapi.json"), "--output", str(tmp_path / "generated.ts")],
        check=True,
        capture_output=True,
        cwd=tmp_path,
    )
    fresh = (tmp_path / "generated.ts").read_text(encoding="utf-8")
    assert fresh == GENERATED.read_text(encoding="utf-8"), (
        "frontend/src/protocol/generated.ts is stale: run `make types`"
    )
