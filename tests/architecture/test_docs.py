"""Docs that can be printed from code are held against it; links in docs lead somewhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from rooms.meetings import rules as meetings
from rooms.recordings import rules as recordings

DOCS = [Path(settings.BASE_DIR, "README.md"), *sorted(Path(settings.BASE_DIR, "docs").rglob("*.md"))]


def the_diagram(passages, first) -> str:
    lines = [f"    {start} --> {end}: {may.__name__.removesuffix('_may')}" for (start, end), may in passages.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *lines, "```"])


@pytest.mark.parametrize(
    ("mark", "passages", "first"),
    [
        ("passages", meetings.PASSAGES, meetings.State.DRAFT),
        ("recording passages", recordings.PASSAGES, recordings.State.RECORDING),
    ],
)
def test_the_picture_of_a_life_is_its_table(mark, passages, first):
    text = Path(settings.BASE_DIR, "docs", "ARCHITECTURE.md").read_text(encoding="utf-8")
    drawn = re.search(rf"<!-- {mark} -->\n(.*?)\n<!-- /{mark} -->", text, re.DOTALL)[1]
    assert drawn == the_diagram(passages, first)


def test_links_between_documents_lead_somewhere():
    broken = [
        f"{page.name}: {target}"
        for page in DOCS
        if page.exists()
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_files_named_in_documents_exist():
    named = re.compile(r"`((?:rooms|conferencing|frontend|tests|docs)/[\w./-]+\.\w+)`")
    missing = [
        f"{page.name}: {target}"
        for page in DOCS
        if page.exists()
        for target in named.findall(page.read_text(encoding="utf-8"))
        if not Path(settings.BASE_DIR, target).exists()
    ]
    assert missing == []
