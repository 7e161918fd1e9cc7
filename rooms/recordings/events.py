"""What happens to a recording. Everybody hears that it begins, ends, is released or goes; the rest is the desk's."""

from dataclasses import dataclass
from uuid import UUID

from rooms.journal.events import DESK, Event


@dataclass(frozen=True, slots=True)
class RecordingStarted(Event):
    """From now on the meeting is recorded; every browser shows the sign."""

    kind = "recording.started"
    recording_id: UUID


@dataclass(frozen=True, slots=True)
class RecordingStopped(Event):
    """Nothing more is written."""

    kind = "recording.stopped"
    recording_id: UUID


@dataclass(frozen=True, slots=True)
class RecordingComposed(Event):
    """The film is ready; `digest` is its SHA-256."""

    kind = "recording.composed"
    recording_id: UUID
    seconds: int
    bytes: int
    digest: str

    @property
    def audience(self) -> str:
        """Chair and secretary."""
        return DESK


@dataclass(frozen=True, slots=True)
class RecordingFiled(Event):
    """It was put on file, or taken off it again."""

    kind = "recording.filed"
    recording_id: UUID
    filed: bool

    @property
    def audience(self) -> str:
        """Chair and secretary."""
        return DESK


@dataclass(frozen=True, slots=True)
class RecordingReleased(Event):
    """The seats of the meeting may have it, or may no longer."""

    kind = "recording.released"
    recording_id: UUID
    released: bool


@dataclass(frozen=True, slots=True)
class RecordingDeleted(Event):
    """The files are gone for good."""

    kind = "recording.deleted"
    recording_id: UUID
