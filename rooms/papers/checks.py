"""Looked at when the house starts: the papers can be printed."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from rooms.papers.layouts import fonts


def fonts_are_whole(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - Django passes it to every check
    **_options: object,
) -> list[CheckMessage]:
    """The project's fonts are there and have every Vietnamese letter (Liberation 1.07 has not)."""
    return [
        Error(f"{fonts.path_of(face)} lacks {lacks}: use Liberation Serif 2.x", id="papers.E001")
        for face, lacks in fonts.missing_letters().items()
    ]
