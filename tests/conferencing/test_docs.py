"""What the papers of the house say exists, exists: links, make targets, commands and variables."""

import re

import pytest
from django.core.management import get_commands

from tests.servers import ROOT

PAPERS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MAKEFILE = (ROOT / "Makefile").read_text()
FOR_OPERATORS = [(ROOT / name).read_text() for name in ("README.md", "docs/running.md")]
KNOWN = (ROOT / "conferencing" / "settings.py").read_text() + (ROOT / "docker-compose.yml").read_text()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_its_links_lead_somewhere(paper):
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", paper.read_text()):
        assert (paper.parent / target).exists(), target


def test_make_targets_exist():
    for text in FOR_OPERATORS:
        for target in re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE):
            assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target


def test_commands_exist():
    for text in FOR_OPERATORS:
        for command in re.findall(r"manage\.py (\w+)", text):
            assert command in {*get_commands(), "receive_mail"}, command


def test_variables_exist():
    for text in FOR_OPERATORS:
        for variable in re.findall(r"`([A-Z]+_?[A-Z_]*[A-Z])[`=]", text):
            assert variable.removesuffix("_FILE") in KNOWN, variable


def test_every_target_that_make_help_prints_is_there():
    for target in ("run", "test", "check", "fmt", "bench", "clean", "lock"):
        assert re.search(rf"^{target}:.*## ", MAKEFILE, re.MULTILINE), target
