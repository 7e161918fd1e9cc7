"""Every message of the live socket as a frozen dataclass: the deeds a browser sends, the news it hears.

Pure. The browser's types are printed from here (`manage.py live_types`); docs/protocols/live.md tells the rules.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from rooms.journal.events import Payload
from rooms.live.contents import SeatId, Snapshot, You
from rooms.speakers.rules import Mode


@dataclass(frozen=True, slots=True)
class Within:
    """The bounds of a field: of a number's value, or of a text's length in code points."""

    least: int
    most: int


Text = Annotated[str, Within(0, 4000)]  # the action's own limit is narrower and answers in words
Line = Annotated[str, Within(0, 200)]
Token = Annotated[str, Within(1, 2000)]
Sdp = Annotated[str, Within(1, 200_000)]  # 25 slots with every codec of Chromium are 141,000 (MEDIA.md fact 7)
Count = Annotated[int, Within(0, 2**53 - 1)]  # what a JavaScript number holds exactly
Minutes = Annotated[int, Within(1, 120)]
Page = Annotated[int, Within(0, 1000)]
Level = Annotated[str, '"full" | "reduced" | "low"']
Reason = Annotated[str, '"" | "chosen" | "line" | "server"']


# --- what a browser sends


@dataclass(frozen=True, slots=True)
class Enter:
    """The first frame. `since` is the last entry the page has; `connection` is the page's own id, kept over drops."""

    do: ClassVar[str] = "enter"
    ticket: Token
    connection: UUID
    since: Count | None = None
    device: Line = ""


@dataclass(frozen=True, slots=True)
class Ack:
    """How far the page has come: its last entry, and the bytes received on this socket (text counted in UTF-8).

    `ask` wants a word back: a line that is dead one way looks whole to a page until TCP gives up, minutes later.
    """

    do: ClassVar[str] = "ack"
    seq: Count
    bytes: Count
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Deed:
    """A wish to do something; sent with a `key` that names this one wish for ever."""

    do: ClassVar[str]


@dataclass(frozen=True, slots=True)
class ChatSay(Deed):
    """Write in the chat."""

    do = "chat.say"
    text: Text


@dataclass(frozen=True, slots=True)
class HandRaise(Deed):
    """Ask for the floor."""

    do = "hand.raise"


@dataclass(frozen=True, slots=True)
class HandLower(Deed):
    """Take the request back; the chair may name another's seat."""

    do = "hand.lower"
    seat: SeatId | None = None


@dataclass(frozen=True, slots=True)
class FloorGive(Deed):
    """The chair gives the floor to a seat for some minutes."""

    do = "floor.give"
    seat: SeatId
    minutes: Minutes


@dataclass(frozen=True, slots=True)
class FloorExtend(Deed):
    """The chair gives the speaker more minutes."""

    do = "floor.extend"
    minutes: Minutes


@dataclass(frozen=True, slots=True)
class FloorEnd(Deed):
    """The chair, or the speaker, ends the open turn."""

    do = "floor.end"


@dataclass(frozen=True, slots=True)
class MicrophoneMute(Deed):
    """The chair, or the seat itself, shuts a microphone in the forwarder."""

    do = "microphone.mute"
    seat: SeatId


@dataclass(frozen=True, slots=True)
class MicrophoneUnmute(Deed):
    """The chair opens a microphone again; a seat may undo only its own muting."""

    do = "microphone.unmute"
    seat: SeatId


@dataclass(frozen=True, slots=True)
class MicrophoneMuteAll(Deed):
    """The chair shuts every microphone but the chair's."""

    do = "microphone.mute_all"


@dataclass(frozen=True, slots=True)
class FloorMode(Deed):
    """The chair chooses how the floor is shared."""

    do = "floor.mode"
    mode: Mode


@dataclass(frozen=True, slots=True)
class StagePin(Deed):
    """The chair puts a seat into everybody's main picture; null lets it follow the floor."""

    do = "stage.pin"
    seat: SeatId | None


@dataclass(frozen=True, slots=True)
class ScreenShare(Deed):
    """The seat begins to share its screen."""

    do = "screen.share"


@dataclass(frozen=True, slots=True)
class ScreenEnd(Deed):
    """The seat takes its screen off the stage."""

    do = "screen.end"


@dataclass(frozen=True, slots=True)
class ItemNext(Deed):
    """The chair moves on to the next agenda item."""

    do = "item.next"


@dataclass(frozen=True, slots=True)
class MeetingOpen(Deed):
    """The chair opens the sitting."""

    do = "meeting.open"


@dataclass(frozen=True, slots=True)
class MeetingClose(Deed):
    """The chair closes the sitting."""

    do = "meeting.close"


@dataclass(frozen=True, slots=True)
class RecordingStart(Deed):
    """The chair has the meeting recorded; every browser shows the sign from then on."""

    do = "recording.start"


@dataclass(frozen=True, slots=True)
class RecordingStop(Deed):
    """The chair ends the recording."""

    do = "recording.stop"


@dataclass(frozen=True, slots=True)
class SubstituteApprove(Deed):
    """Chair or secretary lets the proposed substitute take over a seat; `mark` names the proposal that was read."""

    do = "substitute.approve"
    seat: SeatId
    mark: Line


@dataclass(frozen=True, slots=True)
class SubstituteRefuse(Deed):
    """Chair or secretary leaves the seat with who has it."""

    do = "substitute.refuse"
    seat: SeatId
    mark: Line


@dataclass(frozen=True, slots=True)
class MediaOffer(Deed):
    """The browser's SDP offer, also for an ICE restart; the answer bears its number."""

    do = "media.offer"
    sdp: Sdp
    offer: Count = 0


@dataclass(frozen=True, slots=True)
class MediaReady(Deed):
    """The answer is applied; slots may be filled."""

    do = "media.ready"


@dataclass(frozen=True, slots=True)
class MediaView(Deed):
    """Which page of the wall is shown, which seat is pinned, and whether low-bandwidth mode is chosen."""

    do = "media.view"
    page: Page
    pinned: SeatId | None = None
    low: bool = False


class Picture(StrEnum):
    """A source of pictures that may go dark."""

    CAMERA = "camera"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class MediaDark(Deed):
    """A picture of this browser has ended: its slots are free at once, not when its packets have been missed."""

    do = "media.dark"
    source: Picture


@dataclass(frozen=True, slots=True)
class MediaWatch(Deed):
    """Chair, secretary or the centre's technician begins or ends to watch over everybody's line."""

    do = "media.watch"
    on: bool


@dataclass(frozen=True, slots=True)
class MediaLeave(Deed):
    """Sound and picture end; the socket stays."""

    do = "media.leave"


@dataclass(frozen=True, slots=True)
class Wish:
    """A deed with its idempotency key: the same key again answers the first result (RELIABILITY.md 4.7)."""

    key: UUID
    deed: Deed


DEEDS: dict[str, type[Deed]] = {
    kind.do: kind
    for kind in (
        ChatSay,
        HandRaise,
        HandLower,
        FloorGive,
        FloorExtend,
        FloorEnd,
        MicrophoneMute,
        MicrophoneUnmute,
        MicrophoneMuteAll,
        FloorMode,
        StagePin,
        ScreenShare,
        ScreenEnd,
        ItemNext,
        MeetingOpen,
        MeetingClose,
        RecordingStart,
        RecordingStop,
        SubstituteApprove,
        SubstituteRefuse,
        MediaOffer,
        MediaReady,
        MediaView,
        MediaDark,
        MediaWatch,
        MediaLeave,
    )
}


# --- what a browser hears


@dataclass(frozen=True, slots=True)
class News:
    """A message of the server."""

    type: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Welcome(News):
    """The first message. `snapshot` is null where the page only needs the entries after its `since`."""

    type = "welcome"
    you: You
    seq: int
    boot: str
    now: datetime
    snapshot: Snapshot | None


@dataclass(frozen=True, slots=True)
class EntryTold(News):
    """A journal entry that this seat may see."""

    type = "entry"
    seq: int
    at: datetime
    actor: str
    kind: str
    payload: Payload


@dataclass(frozen=True, slots=True)
class EntryRedacted(News):
    """The place of an entry that this seat may not see: numbers have no holes, so holes tell nothing (L5)."""

    type = "entry"
    seq: int
    kind: str = "redacted"


@dataclass(frozen=True, slots=True)
class Done(News):
    """The deed of this key is done and kept."""

    type = "done"
    key: UUID
    result: Payload | None = None


@dataclass(frozen=True, slots=True)
class RefusedNews(News):
    """The deed of this key changed nothing; `words` are for people, `code` for the program."""

    type = "refused"
    key: str | None
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class MediaAnswer(News):
    """The node's answer to the offer of that number."""

    type = "media.answer"
    sdp: str
    offer: int = 0


@dataclass(frozen=True, slots=True)
class MediaRefused(News):
    """The node did not take the offer."""

    type = "media.refused"
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Slot:
    """Who fills a slot: the seat, and which of its sources (mic, camera, screen, screen_sound)."""

    seat: SeatId
    source: str


@dataclass(frozen=True, slots=True)
class MediaSlots(News):
    """What each receiving slot (by the offer's mid) carries from now on."""

    type = "media.slots"
    slots: dict[str, Slot | None]


@dataclass(frozen=True, slots=True)
class MediaLimits(News):
    """What this browser gets less of, and why; `kbps` is what its line is taken to carry."""

    type = "media.limits"
    level: Level
    reason: Reason
    kbps: int


@dataclass(frozen=True, slots=True)
class MediaMoved(News):
    """The node is gone; offer again."""

    type = "media.moved"


@dataclass(frozen=True, slots=True)
class Heard(News):
    """The answer to an acknowledgement that asked: what the page says arrives."""

    type = "heard"


@dataclass(frozen=True, slots=True)
class Loud(News):
    """Who is heard at this moment; fleeting, never journalled."""

    type = "loud"
    seats: tuple[SeatId, ...]


@dataclass(frozen=True, slots=True)
class Moving(News):
    """The process restarts: come back after that many seconds, with `since`."""

    type = "moving"
    after_s: float
