"""What the papers of the house say exists, exists: make targets, commands and variables."""

import re

from django.core.management import get_commands

from tests.servers import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
FOR_OPERATORS = [(ROOT / name).read_text() for name in ("README.md", "docs/running.md")]
KNOWN = (ROOT / "conferencing" / "settings.py").read_text() + (ROOT / "docker-compose.yml").read_text()


def test_make_targets_exist():
    for text in FOR_OPERATORS:
        for target in re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE):
            assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target


def test_commands_exist():
    for text in FOR_OPERATORS:
        for command in re.findall(r"manage\.py (\w+)", text):
            assert command in get_commands(), command


def test_variables_exist():
    for text in FOR_OPERATORS:
        for variable in re.findall(r"`([A-Z]+_?[A-Z_]*[A-Z])[`=]", text):
            assert variable.removesuffix("_FILE") in KNOWN, variable


def test_every_target_that_make_help_prints_is_there():
    for target in ("run", "test", "check", "fmt", "bench", "clean", "lock"):
        assert re.search(rf"^{target}:.*## ", MAKEFILE, re.MULTILINE), target
