"""The source read as text and as syntax: sizes, who asks the database, who reads the clock, how errors are caught."""

import ast
import statistics
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OURS = [path for folder in ("rooms", "conferencing") for path in sorted((ROOT / folder).rglob("*.py"))]
SOURCES = [path for path in OURS if "migrations" not in path.parts]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SCRIPTS = [path for path in sorted((ROOT / "frontend" / "src").rglob("*.ts")) if "generated" not in path.parts]

MAY_ASK_THE_DATABASE = {"models", "queries", "actions", "admin"}
FORBIDDEN_NAMES = {"utils", "helpers", "core", "common", "services", "managers", "misc"}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions_of(path: Path):
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_files_stay_small():
    assert {name_of(path): lines_of(path) for path in [*SOURCES, *SCRIPTS] if lines_of(path) > 500} == {}
    assert {name_of(path): lines_of(path) for path in TESTS if lines_of(path) > 600} == {}


def test_functions_stay_small():
    lengths = {
        f"{name_of(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in SOURCES
        for node in functions_of(path)
    }
    assert {name: length for name, length in lengths.items() if length > 40} == {}
    assert statistics.median(lengths.values()) < 10


def test_modules_stay_small():
    assert statistics.median(lines_of(path) for path in SOURCES) < 120


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_only_models_queries_actions_and_admin_ask_the_database(path):
    room_file = path.stem if path.parent.name not in MAY_ASK_THE_DATABASE else path.parent.name
    asks = [
        node.lineno for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert not asks or room_file in MAY_ASK_THE_DATABASE, asks


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_stand_at_the_top_and_errors_are_named(path):
    for function in functions_of(path):
        assert not [n.lineno for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)], function.name
    assert not [n.lineno for n in ast.walk(tree_of(path)) if isinstance(n, ast.ExceptHandler) and n.type is None]


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name != "clock.py"], ids=name_of)
def test_only_one_file_reads_the_clock(path):
    reads = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time"), ("time", "monotonic")}
    found = [
        f"{node.value.id}.{node.attr}:{node.lineno}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in reads
    ]
    assert found == []


def test_no_file_is_named_after_nothing():
    assert [name_of(path) for path in [*SOURCES, *SCRIPTS] if path.stem in FORBIDDEN_NAMES] == []


def test_one_file_opens_the_websocket_and_one_the_peer_connection():
    openers = {
        thing: [
            name_of(path) for path in SCRIPTS if thing in path.read_text(encoding="utf-8") and ".test." not in path.name
        ]
        for thing in ("new WebSocket(", "new RTCPeerConnection(")
    }
    assert all(len(paths) <= 1 for paths in openers.values()), openers


def test_raw_colours_live_in_tokens_alone():
    styles = [path for path in (ROOT / "frontend" / "src").rglob("*") if path.suffix in {".scss", ".css", ".ts"}]
    raw = [
        f"{name_of(path)}:{number}"
        for path in styles
        if path.name != "tokens.css" and ".test." not in path.name
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if any(f"{opening}(" in line for opening in ("rgb", "rgba", "hsl"))
    ]
    assert raw == []
