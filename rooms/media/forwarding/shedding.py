"""Shedding: what a busy node leaves out, for everybody alike (RELIABILITY.md 9). Never sound.

1: the thumbnails. 2: upper layers too. 3: every picture but the most important one, small. 4: every picture.
"""

from collections.abc import Mapping
from typing import TypeVar

THUMBNAILS, LAYERS, ALL_BUT_ONE, PICTURES = 1, 2, 3, 4
Picture = TypeVar("Picture")


def shed(wanted: Mapping[Picture, tuple[str, str]], load: int) -> dict[Picture, tuple[str, str]]:
    """Of the wanted pictures (rank and highest layer, most important first), those that are kept under this load."""
    kept = dict(wanted)
    if load >= THUMBNAILS:
        kept = {picture: (rank, layer) for picture, (rank, layer) in kept.items() if rank != "thumbnail"}
    if load >= LAYERS:
        kept = {picture: (rank, "l") for picture, (rank, _) in kept.items()}
    if load >= ALL_BUT_ONE:
        kept = dict(list(kept.items())[: load < PICTURES])
    return kept
