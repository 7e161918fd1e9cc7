from uuid import UUID

import pytest
from django.apps import apps

from rooms.journal.events import DESK, EVERYONE, Event, only_seat
from rooms.live.audience import visible

MINE, OTHERS = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("audience", "seat_sees", "desk_sees"),
    [
        (EVERYONE, True, True),
        (DESK, False, True),
        (only_seat(MINE), True, True),
        (only_seat(OTHERS), False, False),
        ("nobody-knows", False, False),
        ("", False, False),
    ],
)
def test_an_entry_is_seen_by_its_audience_and_nobody_else(audience, seat_sees, desk_sees):
    assert visible(audience, seat_id=MINE, at_desk=False) == seat_sees
    assert visible(audience, seat_id=MINE, at_desk=True) == desk_sees


def test_every_kind_of_event_has_a_name_of_its_own():
    assert apps.ready
    kinds = [kind.kind for kind in {each.__qualname__: each for each in Event.__subclasses__()}.values()]
    assert len(kinds) == len(set(kinds))
