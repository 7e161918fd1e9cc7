"""Who may do what (SECURITY.md S-1): every deed of the live door for every role. A deed without a row fails."""

from uuid import uuid4

import pytest

from rooms.invitations.actions.reply_addresses import reply_address_of
from rooms.invitations.models import Invitation
from rooms.live import deeds
from rooms.live.messages import (
    DEEDS,
    ChatSay,
    FloorEnd,
    FloorExtend,
    FloorGive,
    FloorMode,
    HandLower,
    HandRaise,
    ItemNext,
    MeetingClose,
    MeetingOpen,
    MicrophoneMute,
    MicrophoneMuteAll,
    MicrophoneUnmute,
    RecordingStart,
    RecordingStop,
    ScreenEnd,
    ScreenShare,
    StagePin,
    SubstituteApprove,
    SubstituteRefuse,
    Wish,
)
from rooms.live.sockets import Place
from rooms.meetings import actions as meetings
from rooms.meetings import queries
from rooms.meetings.models import Meeting
from rooms.meetings.rules import State
from rooms.speakers import actions as speakers
from rooms.speakers.rules import Mode
from tests.factories.directory import a_site, the_committee
from tests.factories.live import the_seat
from tests.factories.meetings import NOW, START, a_plan, doer
from tests.factories.people import a_technician, an_official, the_chair, the_secretary

pytestmark = pytest.mark.django_db

ROLES = ("chair", "secretary", "delegate", "site")
DONE = "done"
CHAIR_ALONE = (DONE, "not_the_chair", "not_the_chair", "not_the_chair")
DESK_ALONE = (DONE, DONE, "not_the_secretary", "not_the_secretary")
EVERYONE = (DONE, DONE, DONE, DONE)


@pytest.fixture
def meeting() -> Meeting:
    """Sitting; the second site has the floor and a shut microphone, the first has its hand up."""
    agency, chair, secretary = the_committee(), the_chair(), the_secretary()
    sites = [a_site(agency, technician=a_technician()), a_site(agency, "Điểm cầu Lập Thạch", "lt@phutho.example")]
    people = {"person_ids": [an_official().pk], "site_ids": [site.pk for site in sites]}
    meeting = meetings.plan_meeting(a_plan(agency, chair, secretary, **people), by=secretary, now=NOW)
    meetings.announce(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    meetings.open_meeting(meeting.pk, by=doer(meeting, "chair"), now=START)
    first, second = the_seat(meeting, "site"), the_seat(meeting, "site", 1)
    speakers.give_floor(meeting.pk, second.pk, 5, by=doer(meeting, "chair"), now=START)
    speakers.mute(meeting.pk, second.pk, by=doer(meeting, "chair"), now=START)
    speakers.raise_hand(meeting.pk, by=queries.doer_in_seat(first), now=START)
    return meeting


def announced(meeting):
    meeting.state = State.ANNOUNCED
    meeting.save()


def floor_is_free(meeting):
    speakers.end_turn(meeting.pk, by=doer(meeting, "chair"), now=START)


def proposed(meeting):
    """The delegate's seat, whose substitute is proposed."""
    seat = the_seat(meeting, "delegate")
    row, _token = reply_address_of(seat)
    kept = Invitation.objects.create(
        seat=seat, reply_address=row, uid="m", dtstamp=NOW, state="substitute_proposed", state_at=NOW
    )
    kept.substitute_name, kept.substitute_email = "Dương Thị Hải Yến", "yen@vinhphuc.example"
    kept.save()
    return seat.pk, kept.proposal_mark


def nothing(_meeting):
    """The meeting as it is."""


MATRIX = {  # the deed, what stands before it, the answer to each role
    "chat.say": (lambda _: ChatSay("Xin chào"), nothing, EVERYONE),
    "hand.raise": (lambda _: HandRaise(), nothing, (DONE, DONE, DONE, "hand_already_raised")),
    "hand.lower": (
        lambda meeting: HandLower(the_seat(meeting, "site").pk),
        nothing,
        (DONE, "not_the_chair", "not_the_chair", DONE),
    ),
    "floor.give": (lambda meeting: FloorGive(the_seat(meeting, "delegate").pk, 5), floor_is_free, CHAIR_ALONE),
    "floor.extend": (lambda _: FloorExtend(5), nothing, CHAIR_ALONE),
    "floor.end": (lambda _: FloorEnd(), nothing, (DONE, "not_your_turn", "not_your_turn", "not_your_turn")),
    "microphone.mute": (
        lambda meeting: MicrophoneMute(the_seat(meeting, "site").pk),
        nothing,
        (DONE, "not_your_microphone", "not_your_microphone", DONE),
    ),
    "microphone.unmute": (
        lambda meeting: MicrophoneUnmute(the_seat(meeting, "site", 1).pk),
        nothing,
        (DONE, "not_your_microphone", "not_your_microphone", "not_your_microphone"),
    ),
    "microphone.mute_all": (lambda _: MicrophoneMuteAll(), nothing, CHAIR_ALONE),
    "floor.mode": (lambda _: FloorMode(Mode.ONE_MIC), nothing, CHAIR_ALONE),
    "stage.pin": (lambda meeting: StagePin(the_seat(meeting, "site").pk), nothing, CHAIR_ALONE),
    "screen.share": (lambda _: ScreenShare(), nothing, (DONE, DONE, "may_not_share", "may_not_share")),
    "screen.end": (lambda _: ScreenEnd(), nothing, EVERYONE),
    "item.next": (lambda _: ItemNext(), nothing, CHAIR_ALONE),
    "meeting.open": (lambda _: MeetingOpen(), announced, CHAIR_ALONE),
    "meeting.close": (lambda _: MeetingClose(), nothing, CHAIR_ALONE),
    "recording.start": (lambda _: RecordingStart(), nothing, CHAIR_ALONE),
    "recording.stop": (lambda _: RecordingStop(), nothing, CHAIR_ALONE),
    "substitute.approve": (lambda meeting: SubstituteApprove(*proposed(meeting)), nothing, DESK_ALONE),
    "substitute.refuse": (lambda meeting: SubstituteRefuse(*proposed(meeting)), nothing, DESK_ALONE),
}
SIGNALS = {
    "media.offer",
    "media.ready",
    "media.view",
    "media.dark",
    "media.watch",  # not for every seat: test_watch.py
    "media.leave",
}  # for every seat; tests/rooms/live/test_media.py


def test_every_deed_has_a_row():
    assert MATRIX.keys() | SIGNALS == DEEDS.keys()
    assert {type(row[0].__call__) for row in MATRIX.values()}


@pytest.mark.parametrize("nth", range(len(ROLES)), ids=ROLES)
@pytest.mark.parametrize("deed", MATRIX)
def test_a_deed_is_done_for_those_who_may_and_refused_in_words_to_all_others(meeting, deed, nth):
    wished, before, answers = MATRIX[deed]
    before(meeting)
    seat = the_seat(meeting, ROLES[nth])
    place = Place(meeting.pk, seat.pk, seat.epoch, queries.doer_in_seat(seat), uuid4(), "vi", "")
    news = deeds.perform(place, Wish(uuid4(), wished(meeting)), START)
    assert getattr(news, "code", DONE) == answers[nth]
    assert getattr(news, "words", "…")
