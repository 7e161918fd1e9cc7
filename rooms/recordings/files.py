"""Where the files of a recording lie: one folder each under RECORDINGS_DIR, named by its id.

In it each stretch of writing has a folder of its own (`rooms/media/recording`), and the film stands beside them.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

FILM = "ban-ghi.mp4"
FREE_SHARE = 0.1  # of the disk; the lamp `disk` turns yellow at the same mark


def root() -> Path:
    """The folder of all recordings."""
    return Path(settings.RECORDINGS_DIR)


def folder_of(recording_id: UUID) -> Path:
    """The folder of one."""
    return root() / str(recording_id)


def film_of(recording_id: UUID, name: str) -> Path:
    """A finished film."""
    return folder_of(recording_id) / name


def parts_of(recording_id: UUID) -> list[Path]:
    """The stretches that were written, in no order: what they hold says when they began."""
    folder = folder_of(recording_id)
    return [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []


def remove(recording_id: UUID) -> None:
    """Take everything away; what is gone already is no fault."""
    shutil.rmtree(folder_of(recording_id), ignore_errors=True)


def remove_parts(recording_id: UUID) -> None:
    """Take the tracks away and leave the film."""
    for part in parts_of(recording_id):
        shutil.rmtree(part, ignore_errors=True)


def folders() -> Iterator[UUID]:
    """The recordings that have a folder."""
    if not root().is_dir():
        return
    for path in root().iterdir():
        try:
            yield UUID(path.name)
        except ValueError:
            continue


def has_room() -> bool:
    """Whether the disk can take a recording."""
    root().mkdir(parents=True, exist_ok=True)
    usage = shutil.disk_usage(root())
    return usage.free > usage.total * FREE_SHARE
