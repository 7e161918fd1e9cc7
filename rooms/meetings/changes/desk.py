"""Who chairs and who minutes an announced meeting: its two seats at the desk change holders, one deed for both.

At every moment a meeting has one chair and one secretary (the database refuses a second), so nobody leaves the desk
without a successor. Whoever left it and was not withdrawn stays expected, as a delegate.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from rooms.meetings.models import Seat
from rooms.meetings.refusals import BadPlan
from rooms.meetings.rules import Fault, Hat

DESK = (Hat.CHAIR, Hat.SECRETARY)


def hand_on(meeting_id: UUID, wanted: Mapping[Hat, UUID]) -> list[Seat]:
    """Give these roles to the seats of these persons, with the place in the list that goes with a role.

    Answers the seats that are something else now. Raises BadPlan where the other role of the desk is the taker's.
    """
    seats = {seat.pk: seat for seat in Seat.everywhere.filter(meeting_id=meeting_id)}
    holders = {Hat(seat.role): seat for seat in seats.values() if seat.role in DESK}
    takers = {role: _standing(seats.values(), person) for role, person in wanted.items()}
    takers = {role: seat for role, seat in takers.items() if seat.pk != holders[role].pk}
    left = [holders[role] for role in takers]
    if any(seat.role in DESK and seat not in left for seat in takers.values()):
        raise BadPlan([Fault.CHAIR_IS_SECRETARY])
    places = {role: holders[role].number for role in takers}
    moved = list(dict.fromkeys([*left, *takers.values()]))
    spare = sorted(seat.number for seat in moved if seat.number not in places.values())
    for seat in moved:
        seat.role = Hat.DELEGATE
        seat.save(update_fields=["role"])
    for seat in moved:
        role = next((role for role, taker in takers.items() if taker is seat), None)
        seat.role, seat.number = role or Hat.DELEGATE, places[role] if role else spare.pop(0)
        seat.save(update_fields=["role", "number"])
    return moved


def _standing(seats: Iterable[Seat], person_id: UUID) -> Seat:
    return next(seat for seat in seats if seat.person_id == person_id and seat.withdrawn_at is None)
