from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.meetings.rules import Doer, Hat
from rooms.speakers import rules

NINE = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
MINH, TAM_DUONG, LAP_THACH = UUID(int=1), UUID(int=2), UUID(int=3)
CHAIR = Doer("seat:1", frozenset({Hat.CHAIR}), MINH)
HALL = Doer("seat:2", frozenset({Hat.SITE}), TAM_DUONG)
seats = st.sampled_from([MINH, TAM_DUONG, LAP_THACH])


def test_the_queue_is_first_come_first_served_and_the_seat_list_decides_between_equals():
    late = rules.Waiting(UUID(int=9), LAP_THACH, 3, NINE + timedelta(seconds=1))
    second = rules.Waiting(UUID(int=7), LAP_THACH, 4, NINE)
    first = rules.Waiting(UUID(int=8), TAM_DUONG, 2, NINE)
    assert rules.in_order([late, second, first]) == [first, second, late]


EVERYONE = frozenset([MINH, TAM_DUONG, LAP_THACH])
modes = st.sampled_from(list(rules.Mode))


@settings(deadline=None)
@given(modes, st.none() | seats, st.none() | seats, st.frozensets(seats))
def test_nobody_is_heard_who_may_not_speak_or_is_muted(mode, chair, speaker, muted):
    standing = rules.Standing(chair, speaker, everyone=EVERYONE)
    heard = rules.heard(mode, standing, muted)
    for seat in EVERYONE:
        assert (seat in heard) == (seat in rules.may_speak(mode, standing) and seat not in muted)


@pytest.mark.parametrize(
    ("mode", "speaker", "open_to"),
    [
        (rules.Mode.QUEUE, None, {MINH}),
        (rules.Mode.QUEUE, TAM_DUONG, {MINH, TAM_DUONG}),
        (rules.Mode.ONE_MIC, None, {MINH}),
        (rules.Mode.ONE_MIC, TAM_DUONG, {TAM_DUONG}),
        (rules.Mode.FREE, None, EVERYONE),
        (rules.Mode.FREE, TAM_DUONG, EVERYONE),
    ],
)
def test_the_mode_says_whose_microphones_are_open(mode, speaker, open_to):
    assert rules.may_speak(mode, rules.Standing(MINH, speaker, everyone=EVERYONE)) == open_to


def test_chair_secretary_and_speaker_share_screens_in_every_mode():
    standing = rules.Standing(MINH, TAM_DUONG, secretaries=frozenset([LAP_THACH]), everyone=EVERYONE)
    assert rules.may_share(standing) == EVERYONE
    assert rules.may_share(rules.Standing(MINH, None, everyone=EVERYONE)) == {MINH}


def test_a_turn_is_ended_by_the_chair_or_by_its_speaker():
    speech = rules.Speech(TAM_DUONG, NINE, 300)
    assert rules.may_end(CHAIR, speech)
    assert rules.may_end(HALL, speech)
    assert not rules.may_end(HALL, rules.Speech(LAP_THACH, NINE, 300))


def test_what_the_chair_shut_the_seat_cannot_open():
    assert rules.may_unmute(HALL, TAM_DUONG, by_chair=False)
    assert not rules.may_unmute(HALL, TAM_DUONG, by_chair=True)
    assert not rules.may_unmute(HALL, LAP_THACH, by_chair=False)
    assert rules.may_unmute(CHAIR, TAM_DUONG, by_chair=True)


def test_the_clock_of_a_speech_counts_down_and_below():
    speech = rules.Speech(TAM_DUONG, NINE, 300)
    assert rules.time_left(speech, NINE + timedelta(minutes=4)) == timedelta(minutes=1)
    assert rules.time_left(speech, NINE + timedelta(minutes=6)) == timedelta(minutes=-1)


def test_no_extension_goes_beyond_two_hours():
    assert rules.extended(300, 5) == 600
    assert rules.extended(7000, 120) == 7200
