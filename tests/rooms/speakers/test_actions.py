from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from rooms.journal import queries as journal
from rooms.meetings import actions as meetings
from rooms.meetings.refusals import NotNow, NotTheChair
from rooms.refusals import NotFound
from rooms.speakers import actions, queries
from rooms.speakers.models import Request, Turn
from rooms.speakers.refusals import (
    FloorIsTaken,
    HandAlreadyRaised,
    MayNotShare,
    NobodySpeaks,
    NoHandRaised,
    NotYourMicrophone,
    NotYourTurn,
)
from rooms.speakers.rules import Mode
from tests.factories.live import the_seat
from tests.factories.meetings import START, an_announced_meeting, an_open_meeting, doer

pytestmark = pytest.mark.django_db


def after(seconds):
    return START + timedelta(seconds=seconds)


def told(meeting):
    return [entry.kind for entry in journal.entries_after(meeting.pk, 3)]


def test_hands_wait_in_the_order_they_were_raised():
    meeting = an_open_meeting()
    for role, seconds in (("site", 2), ("secretary", 1)):
        actions.raise_hand(meeting.pk, by=doer(meeting, role), now=after(seconds))
    assert [one.seat_id for one in queries.queue_of(meeting.pk)] == [
        the_seat(meeting, "secretary").pk,
        the_seat(meeting, "site").pk,
    ]


def test_a_raised_hand_is_not_raised_again_not_even_behind_the_rules_back():
    meeting = an_open_meeting()
    site = doer(meeting, "site")
    actions.raise_hand(meeting.pk, by=site, now=START)
    with pytest.raises(HandAlreadyRaised):
        actions.raise_hand(meeting.pk, by=site, now=after(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.create(seat_id=site.seat_id, raised_at=START)


def test_a_hand_is_lowered_by_its_seat_or_by_the_chair():
    meeting = an_open_meeting()
    site, secretary, chair = (doer(meeting, role) for role in ("site", "secretary", "chair"))
    for by in (site, chair):
        actions.raise_hand(meeting.pk, by=site, now=START)
        with pytest.raises(NotTheChair):
            actions.lower_hand(meeting.pk, site.seat_id, by=secretary, now=START)
        actions.lower_hand(meeting.pk, site.seat_id, by=by, now=after(1))
    with pytest.raises(NoHandRaised):
        actions.lower_hand(meeting.pk, site.seat_id, by=site, now=after(2))


def test_the_floor_given_ends_the_request_and_opens_the_microphone():
    meeting = an_open_meeting()
    site, chair = doer(meeting, "site"), doer(meeting, "chair")
    actions.raise_hand(meeting.pk, by=site, now=START)
    actions.mute_all(meeting.pk, by=chair, now=START)
    turn = actions.give_floor(meeting.pk, site.seat_id, 5, by=chair, now=after(10))
    assert turn.allowed_s == 300
    assert queries.queue_of(meeting.pk) == []
    assert queries.floor_of(meeting.pk).heard == {chair.seat_id, site.seat_id}
    assert told(meeting)[-3:] == ["hand.lowered", "microphone.unmuted", "turn.opened"]


def test_one_turn_at_a_time_and_the_database_refuses_a_second():
    meeting = an_open_meeting()
    chair, site = doer(meeting, "chair"), the_seat(meeting, "site")
    actions.give_floor(meeting.pk, site.pk, 5, by=chair, now=START)
    with pytest.raises(FloorIsTaken):
        actions.give_floor(meeting.pk, the_seat(meeting, "site", 1).pk, 5, by=chair, now=after(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.create(meeting=meeting, seat=site, opened_at=START, allowed_s=1)


def test_only_the_chair_gives_and_extends_and_nobody_else_ends_anothers_turn():
    meeting = an_open_meeting()
    chair, site, secretary = (doer(meeting, role) for role in ("chair", "site", "secretary"))
    with pytest.raises(NotTheChair):
        actions.give_floor(meeting.pk, site.seat_id, 5, by=secretary, now=START)
    actions.give_floor(meeting.pk, site.seat_id, 5, by=chair, now=START)
    with pytest.raises(NotTheChair):
        actions.extend_turn(meeting.pk, 5, by=site, now=START)
    assert actions.extend_turn(meeting.pk, 5, by=chair, now=START).allowed_s == 600
    with pytest.raises(NotYourTurn):
        actions.end_turn(meeting.pk, by=secretary, now=START)
    actions.end_turn(meeting.pk, by=site, now=after(120))
    with pytest.raises(NobodySpeaks):
        actions.end_turn(meeting.pk, by=chair, now=after(121))


def test_a_seat_of_another_meeting_gets_no_floor_here():
    meeting = an_open_meeting()
    stranger = the_seat(meeting, "site").pk.__class__(int=7)
    with pytest.raises(NotFound):
        actions.give_floor(meeting.pk, stranger, 5, by=doer(meeting, "chair"), now=START)


def test_hands_and_turns_exist_only_while_the_meeting_sits():
    meeting = an_announced_meeting()
    with pytest.raises(NotNow):
        actions.raise_hand(meeting.pk, by=doer(meeting, "site"), now=START)
    with pytest.raises(NotNow):
        actions.give_floor(meeting.pk, the_seat(meeting, "site").pk, 5, by=doer(meeting, "chair"), now=START)


def test_a_muted_speaker_and_a_muted_chair_are_not_heard():
    meeting = an_open_meeting()
    chair, site = doer(meeting, "chair"), doer(meeting, "site")
    actions.give_floor(meeting.pk, site.seat_id, 5, by=chair, now=START)
    actions.mute(meeting.pk, site.seat_id, by=chair, now=START)
    assert queries.floor_of(meeting.pk).heard == {chair.seat_id}
    with pytest.raises(NotYourMicrophone):
        actions.unmute(meeting.pk, site.seat_id, by=site, now=START)
    actions.mute(meeting.pk, chair.seat_id, by=chair, now=START)
    assert queries.floor_of(meeting.pk).heard == frozenset()


def test_a_seat_shuts_and_opens_its_own_microphone_until_the_chair_shuts_it():
    meeting = an_open_meeting()
    chair, site, secretary = (doer(meeting, role) for role in ("chair", "site", "secretary"))
    actions.mute(meeting.pk, site.seat_id, by=site, now=START)
    actions.mute(meeting.pk, site.seat_id, by=site, now=START)
    actions.unmute(meeting.pk, site.seat_id, by=site, now=START)
    assert told(meeting) == ["microphone.muted", "microphone.unmuted"]
    with pytest.raises(NotYourMicrophone):
        actions.mute(meeting.pk, site.seat_id, by=secretary, now=START)
    actions.mute(meeting.pk, site.seat_id, by=site, now=START)
    actions.mute(meeting.pk, site.seat_id, by=chair, now=START)
    with pytest.raises(NotYourMicrophone):
        actions.unmute(meeting.pk, site.seat_id, by=site, now=START)


def test_closing_time_clears_the_floor_and_the_record_has_every_turn_with_its_end():
    meeting = an_open_meeting()
    chair, site = doer(meeting, "chair"), doer(meeting, "site")
    actions.raise_hand(meeting.pk, by=doer(meeting, "secretary"), now=START)
    actions.give_floor(meeting.pk, site.seat_id, 5, by=chair, now=after(10))
    with pytest.raises(NotTheChair):
        actions.clear_floor(meeting.pk, by=site, now=after(20))
    actions.clear_floor(meeting.pk, by=chair, now=after(60))
    meetings.close_meeting(meeting.pk, by=chair, now=after(60))
    assert [(one.seat_id, one.opened_at, one.ended_at) for one in queries.turns_of(meeting.pk)] == [
        (site.seat_id, after(10), after(60))
    ]
    assert queries.queue_of(meeting.pk) == []


# --- the stage


def payloads(meeting):
    return [(entry.kind, entry.payload) for entry in journal.entries_after(meeting.pk, 3)]


def test_the_mode_is_the_chairs_and_is_told_once():
    meeting = an_open_meeting()
    chair, site = doer(meeting, "chair"), doer(meeting, "site")
    actions.set_mode(meeting.pk, Mode.FREE, by=chair, now=START)
    actions.set_mode(meeting.pk, Mode.FREE, by=chair, now=START)
    with pytest.raises(NotTheChair):
        actions.set_mode(meeting.pk, Mode.ONE_MIC, by=site, now=START)
    assert payloads(meeting) == [("floor.mode", {"mode": "free"})]
    assert queries.floor_of(meeting.pk).heard == queries.standing_of(meeting.pk).everyone


def test_with_one_microphone_a_turn_silences_the_chair_and_its_end_lets_the_chair_speak():
    meeting = an_open_meeting()
    chair, site = doer(meeting, "chair"), doer(meeting, "site")
    actions.set_mode(meeting.pk, Mode.ONE_MIC, by=chair, now=START)
    assert queries.floor_of(meeting.pk).heard == {chair.seat_id}
    actions.give_floor(meeting.pk, site.seat_id, 5, by=chair, now=START)
    assert queries.floor_of(meeting.pk).heard == {site.seat_id}
    actions.end_turn(meeting.pk, by=site, now=after(9))
    assert queries.floor_of(meeting.pk).heard == {chair.seat_id}


def test_the_chair_pins_for_everybody_a_seat_of_this_meeting():
    meeting = an_open_meeting()
    chair, site = doer(meeting, "chair"), doer(meeting, "site")
    with pytest.raises(NotTheChair):
        actions.pin(meeting.pk, site.seat_id, by=site, now=START)
    with pytest.raises(NotFound):
        actions.pin(meeting.pk, uuid4(), by=chair, now=START)
    for seat in (site.seat_id, site.seat_id, None):
        actions.pin(meeting.pk, seat, by=chair, now=START)
        assert queries.floor_of(meeting.pk).pinned == seat
    assert told(meeting) == ["stage.pinned", "stage.pinned"]


def test_a_speaker_shares_a_screen_until_the_turn_ends():
    meeting = an_open_meeting()
    chair, site = doer(meeting, "chair"), doer(meeting, "site")
    with pytest.raises(MayNotShare):
        actions.share_screen(meeting.pk, by=site, now=START)
    actions.give_floor(meeting.pk, site.seat_id, 5, by=chair, now=START)
    assert site.seat_id in queries.floor_of(meeting.pk).sharing
    actions.share_screen(meeting.pk, by=site, now=START)
    actions.end_turn(meeting.pk, by=chair, now=after(9))
    assert site.seat_id not in queries.floor_of(meeting.pk).sharing
    assert told(meeting) == ["turn.opened", "screen.shared", "turn.ended", "screen.ended"]


def test_a_screen_ends_by_its_seat_or_with_the_sitting():
    meeting = an_open_meeting()
    chair = doer(meeting, "chair")
    for end in (lambda: actions.end_screen(meeting.pk, by=chair, now=START),
                lambda: actions.clear_floor(meeting.pk, by=chair, now=START)):  # fmt: skip
        actions.share_screen(meeting.pk, by=chair, now=START)
        end()
        end()
    assert told(meeting) == ["screen.shared", "screen.ended"] * 2


def test_after_the_meeting_the_stage_is_left_as_it_is():
    meeting = an_open_meeting()
    chair = doer(meeting, "chair")
    meetings.close_meeting(meeting.pk, by=chair, now=START)
    for deed in (
        lambda: actions.set_mode(meeting.pk, Mode.FREE, by=chair, now=START),
        lambda: actions.pin(meeting.pk, None, by=chair, now=START),
        lambda: actions.share_screen(meeting.pk, by=chair, now=START),
    ):
        with pytest.raises(NotNow):
            deed()


def test_the_chairs_hand_on_a_microphone_is_told_even_where_its_seat_had_shut_it():
    meeting = an_open_meeting()
    chair, site = doer(meeting, "chair"), doer(meeting, "site")
    for by in (site, site, chair, chair):
        actions.mute(meeting.pk, site.seat_id, by=by, now=START)
    assert [payload["by_chair"] for _, payload in payloads(meeting)] == [False, True]
    assert queries.shut_by_chair(meeting.pk) == {site.seat_id}
