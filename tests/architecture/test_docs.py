"""Docs that can be printed from code are held against it; links in docs lead somewhere."""

import re
from pathlib import Path

from django.conf import settings

from rooms.meetings.rules import PASSAGES, State

DOCS = [Path(settings.BASE_DIR, "README.md"), *sorted(Path(settings.BASE_DIR, "docs").rglob("*.md"))]


def the_diagram() -> str:
    lines = [f"    {start} --> {end}: {may.__name__.removesuffix('_may')}" for (start, end), may in PASSAGES.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {State.DRAFT}", *lines, "```"])


def test_the_picture_of_a_meetings_life_is_its_table():
    text = Path(settings.BASE_DIR, "docs", "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert re.search(r"<!-- passages -->\n(.*?)\n<!-- /passages -->", text, re.DOTALL)[1] == the_diagram()


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
