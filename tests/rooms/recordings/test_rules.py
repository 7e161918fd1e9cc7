"""Who may do what with a recording, and its passages."""

from rooms.meetings.rules import Doer, Hat
from rooms.recordings import rules
from rooms.recordings.rules import HOUSE, PASSAGES, State

CHAIR = Doer("seat:1", frozenset({Hat.CHAIR}))
SECRETARY = Doer("seat:2", frozenset({Hat.SECRETARY}))
ADMINISTRATOR = Doer("person:3", frozenset({Hat.ADMINISTRATOR}))


def test_every_state_is_reached_and_only_deletion_is_the_end():
    starts, ends = {start for start, _ in PASSAGES}, {end for _, end in PASSAGES}
    assert ends | {State.RECORDING} == set(State)
    assert set(State) - starts == {State.DELETED}


def test_the_desk_has_the_film_and_the_seats_only_when_it_is_released():
    seat = Doer("seat:4", frozenset({Hat.SITE}), seat_id=CHAIR.seat_id or object())
    assert rules.may_have(CHAIR, released=False)
    assert rules.may_have(SECRETARY, released=False)
    assert not rules.may_have(seat, released=False)
    assert rules.may_have(seat, released=True)


def test_an_administrator_has_no_right_to_what_was_said():
    assert not rules.may_have(ADMINISTRATOR, released=True)


def test_nobody_is_the_house_but_the_house():
    assert rules.house_may(HOUSE)
    assert not rules.house_may(Doer("system", frozenset({Hat.CHAIR})))
