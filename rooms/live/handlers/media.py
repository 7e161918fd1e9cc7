"""Sound and picture: what a browser says to the node that serves its meeting, and what the node tells it."""

from uuid import UUID

from rooms.live import messages
from rooms.live.messages import Deed, MediaDark, MediaLeave, MediaOffer, MediaReady, MediaView, News, Slot
from rooms.live.sockets import Place
from rooms.media.signalling import (
    Answer,
    Dark,
    FromNode,
    Gone,
    Limits,
    Loud,
    Offer,
    Ready,
    Refusal,
    Slots,
    ToNode,
    View,
)

DEEDS = (MediaOffer, MediaReady, MediaView, MediaDark, MediaLeave)


def to_node(place: Place, deed: Deed, reply_to: str) -> ToNode:
    """A deed as the node hears it. A stay's name begins with its seat's: nobody can speak for another's browser."""
    meeting = str(place.meeting_id)
    match deed:
        case MediaOffer(sdp):
            return Offer(meeting, str(place.seat_id), place.stay, sdp, reply_to)
        case MediaReady():
            return Ready(meeting, place.stay)
        case MediaView(page, pinned, low):
            return View(meeting, place.stay, page, str(pinned) if pinned else None, low)
        case MediaDark(source):
            return Dark(meeting, place.stay, source.value)
    return Gone(meeting, place.stay)


def to_browser(message: FromNode) -> News:
    """The node's words as the browser hears them."""
    match message:
        case Answer(_, sdp):
            return messages.MediaAnswer(sdp)
        case Refusal(_, code, words):
            return messages.MediaRefused(code, words)
        case Slots(_, slots):
            filled = {mid: Slot(UUID(each["seat"]), each["source"]) if each else None for mid, each in slots.items()}
            return messages.MediaSlots(filled)
        case Loud(_, seats):
            return messages.Loud(tuple(UUID(seat) for seat in seats))
        case Limits(_, level, reason, kbps):
            return messages.MediaLimits(level, reason, kbps)
    return messages.MediaMoved()
