"""Sound and picture: what a browser says to the node that serves its meeting, and what the node tells it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rooms.live import messages
from rooms.live.messages import Deed, MediaDark, MediaLeave, MediaOffer, MediaReady, MediaView, MediaWatch, News, Slot
from rooms.live.quality import LineQuality, MediaQuality
from rooms.live.refusals import NotYoursToWatch
from rooms.live.sockets import Place
from rooms.media.signalling import (
    Answer,
    Dark,
    Gone,
    Limits,
    Loud,
    Moved,
    Offer,
    Quality,
    Ready,
    Refusal,
    Slots,
    ToNode,
    View,
    Watch,
)
from rooms.meetings import queries as meetings
from rooms.meetings.rules import Doer

DEEDS = (MediaOffer, MediaReady, MediaView, MediaDark, MediaLeave)


def to_node(place: Place, deed: Deed, reply_to: str) -> ToNode:
    """A deed as the node hears it. A stay's name begins with its seat's: nobody can speak for another's browser."""
    meeting = str(place.meeting_id)
    match deed:
        case MediaOffer(sdp, offer):
            return Offer(meeting, str(place.seat_id), place.stay, sdp, reply_to, offer)
        case MediaReady():
            return Ready(meeting, place.stay)
        case MediaView(page, pinned, low):
            return View(meeting, place.stay, page, str(pinned) if pinned else None, low)
        case MediaDark(source):
            return Dark(meeting, place.stay, source.value)
    return Gone(meeting, place.stay)


def watch(place: Place, doer: Doer, deed: MediaWatch, reply_to: str) -> Watch:
    """A watch as the node hears it. Raises NotYoursToWatch."""
    if not doer.at_desk and not meetings.is_at_centre(place.seat_id):
        raise NotYoursToWatch
    return Watch(str(place.meeting_id), place.stay, reply_to, deed.on)


def to_browser(message: Answer | Refusal | Slots | Limits | Moved) -> News:
    """The node's words to one browser, as it hears them."""
    match message:
        case Answer(_, sdp, offer):
            return messages.MediaAnswer(sdp, offer)
        case Refusal(_, code, words):
            return messages.MediaRefused(code, words)
        case Slots(_, slots):
            filled = {mid: Slot(UUID(each["seat"]), each["source"]) if each else None for mid, each in slots.items()}
            return messages.MediaSlots(filled)
        case Limits(_, level, reason, kbps):
            return messages.MediaLimits(level, reason, kbps)
    return messages.MediaMoved()


def to_all(message: Loud | Quality) -> News:
    """What concerns many browsers, as each of them hears it."""
    if isinstance(message, Loud):
        return messages.Loud(tuple(UUID(seat) for seat in message.seats))
    return MediaQuality(tuple(_line(row) for row in message.rows))


def _line(row: Mapping[str, Any]) -> LineQuality:
    return LineQuality(**{**row, "seat": UUID(row["seat"]), "layers": tuple(row["layers"])})
