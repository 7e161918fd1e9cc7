"""Entry: the one place that answers "which seat does this request take?"."""

from django.http import HttpRequest

from rooms.meetings import queries as meetings
from rooms.meetings.models import Seat
from rooms.meetings.rules import State
from rooms.people.models import Person
from rooms.refusals import NotFound

# Invited until signed: after the sitting the desk still writes the minutes over the same socket.
_ENTERABLE = {State.ANNOUNCED, State.OPEN, State.CLOSED, State.SIGNED}


def seats_open_to(request: HttpRequest, slug: str) -> list[Seat]:
    """The seats this request may take: of its personal link, of its person, of the sites they work. Raises NotFound."""
    seats = [*_linked(request, slug), *_own(request, slug)]
    once = list({seat.pk: seat for seat in seats}.values())
    if not once or State(once[0].meeting.state) not in _ENTERABLE:
        raise NotFound
    return once


def seat_of(request: HttpRequest, slug: str, wanted: str = "") -> Seat:
    """The seat this request takes: the wanted one if it is open to it, else the first. Raises NotFound."""
    seats = seats_open_to(request, slug)
    if not wanted:
        return seats[0]
    found = next((seat for seat in seats if str(seat.pk) == wanted), None)
    if found is None:
        raise NotFound
    return found


def _own(request: HttpRequest, slug: str) -> list[Seat]:
    if not isinstance(request.user, Person):
        return []
    try:
        return meetings.seats_for(meetings.find(slug, request.user), request.user)
    except NotFound:
        return []


def _linked(request: HttpRequest, slug: str) -> list[Seat]:
    return meetings.seats_by_link(request.session.get("seats", {}).values(), slug)
