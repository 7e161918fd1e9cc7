"""What happens to a paper; the desk alone sees it."""

from dataclasses import dataclass

from rooms.journal.events import DESK, Event


@dataclass(frozen=True, slots=True)
class PaperIssued(Event):
    """The clerk gave a paper its number; `number` is `12/GM-UBND`, `digest` the SHA-256 of its PDF."""

    kind = "paper.issued"
    number: str
    revision: int
    digest: str

    @property
    def audience(self) -> str:
        return DESK
