"""Người dự thay: proposed, approved or refused by one tap, and every way in which two deeds may cross."""

import email
import email.policy
from datetime import timedelta

import pytest
from django.urls import reverse

from rooms.invitations import links, queries
from rooms.invitations.actions import invite, outbox, substitute
from rooms.invitations.actions.answer import Said, answer_on_web
from rooms.invitations.itip.reply import Answer
from rooms.invitations.models import Delivery, Invitation
from rooms.invitations.refusals import NothingProposed, ProposalChanged, SubstituteSeated
from rooms.invitations.rules import Funnel
from rooms.meetings import actions as meetings
from rooms.meetings import queries as meeting_queries
from rooms.meetings.models import Seat
from rooms.meetings.refusals import NotNow, NotTheSecretary
from rooms.people.models import Person, Role
from rooms.people.rules import fold
from tests.factories.directory import the_committee
from tests.factories.invitations import LATER, a_move, invitation_of
from tests.factories.meetings import NOW, START, a_plan, doer
from tests.factories.people import a_person, an_official, the_chair, the_secretary

pytestmark = pytest.mark.django_db

YEN = Said(Answer.SUBSTITUTE, name="Dương Thị Hải Yến", position="Trưởng phòng", address="yen@vinhphuc.example")
LONG = Said(Answer.SUBSTITUTE, name="Vũ Đức Long", position="Phó Trưởng phòng", address="long@vinhphuc.example")
COMES = Said(Answer.ACCEPTED)


@pytest.fixture
def meeting():
    """Phạm Thu Hà is invited as a delegate; her letter has gone."""
    agency, chair, secretary = the_committee(), the_chair(), the_secretary()
    plan = a_plan(agency, chair, secretary, person_ids=[an_official().pk])
    made = meetings.plan_meeting(plan, by=secretary, now=NOW)
    invite.announce_and_invite(made.pk, by=doer(made, "secretary"), now=NOW)
    outbox.work(lambda: NOW)
    return made


@pytest.fixture
def proposed(meeting):
    """Phạm Thu Hà sends Dương Thị Hải Yến in her place."""
    return answer_on_web(invitation_of(meeting, "delegate").pk, YEN, now=LATER)


def approve(invitation, by="secretary", **more):
    return substitute.approve_substitute(invitation.pk, by=doer(invitation.seat.meeting, by), now=LATER, **more)


def the_seat(invitation):
    return Seat.objects.get(pk=invitation.seat_id)


def letters():
    return list(Delivery.objects.order_by("pk").values_list("method", "recipient"))[3:]


@pytest.mark.parametrize("role", ["secretary", "chair"])
def test_chair_or_secretary_approves_and_the_seat_says_for_whom(proposed, role):
    approve(proposed, role)
    seat = the_seat(proposed)
    assert (seat.name, seat.stands_in_for, seat.epoch) == ("Dương Thị Hải Yến", "Phạm Thu Hà", 1)
    assert letters() == [("CANCEL", "ha@vinhphuc.example"), ("REQUEST", "yen@vinhphuc.example")]


def test_nobody_else_approves(proposed):
    with pytest.raises(NotTheSecretary):
        approve(proposed, "delegate")


def test_the_one_replaced_is_told_kindly_who_goes(proposed):
    approve(proposed)
    outbox.work(lambda: LATER)
    told = text_of(Delivery.objects.get(method="CANCEL"))
    assert "Dương Thị Hải Yến dự thay quý vị" in told
    assert "rút giấy mời" not in told


def text_of(delivery):
    letter = email.message_from_bytes(bytes(delivery.raw), policy=email.policy.default)
    return letter.get_body(("plain",)).get_content()


def test_an_approval_falls_on_the_proposal_that_was_read(proposed):
    read = proposed.proposal_mark
    changed = answer_on_web(proposed.pk, LONG, now=LATER)
    with pytest.raises(ProposalChanged):
        approve(proposed, mark=read)
    assert the_seat(proposed).name == "Phạm Thu Hà"
    assert not Person.objects.filter(email="yen@vinhphuc.example").exists()
    approve(proposed, mark=changed.proposal_mark)
    assert the_seat(proposed).name == "Vũ Đức Long"


def test_approved_twice_is_approved_once(proposed):
    mark = proposed.proposal_mark
    approve(proposed, mark=mark)
    with pytest.raises(NothingProposed):
        approve(proposed, "chair", mark=mark)
    assert (the_seat(proposed).epoch, len(letters())) == (1, 2)


def test_who_accepts_after_all_takes_the_proposal_back(proposed):
    answer_on_web(proposed.pk, COMES, now=LATER)
    with pytest.raises(NothingProposed):
        approve(proposed)
    kept = Invitation.objects.get(pk=proposed.pk)
    assert (kept.state, kept.substitute_name, kept.substitute_email) == (Funnel.ACCEPTED, "", "")


@pytest.mark.parametrize("address", ["ha@vinhphuc.example", "Minh@vinhphuc.example"])
def test_nobody_is_proposed_who_has_a_seat_already(meeting, address):
    said = Said(Answer.SUBSTITUTE, name="Ai đó", address=address)
    with pytest.raises(SubstituteSeated):
        answer_on_web(invitation_of(meeting, "delegate").pk, said, now=LATER)


def test_a_substitute_who_got_a_seat_meanwhile_is_not_approved_and_nothing_is_sent(proposed):
    yen = a_person("Dương Thị Hải Yến", "yen@vinhphuc.example")
    Seat.objects.create(meeting=proposed.seat.meeting, person=yen, role="guest", number=9)
    with pytest.raises(SubstituteSeated):
        approve(proposed)
    assert (the_seat(proposed).name, letters()) == ("Phạm Thu Hà", [])


def test_a_substitutes_substitute_stands_in_for_who_was_invited_first(proposed):
    approve(proposed)
    answer_on_web(proposed.pk, LONG, now=LATER)
    approve(proposed)
    assert (the_seat(proposed).name, the_seat(proposed).stands_in_for) == ("Vũ Đức Long", "Phạm Thu Hà")


def test_who_was_invited_first_may_come_back_and_stands_in_for_nobody(proposed):
    approve(proposed)
    back = Said(Answer.SUBSTITUTE, name="Phạm Thu Hà", address="ha@vinhphuc.example")
    answer_on_web(proposed.pk, back, now=LATER)
    approve(proposed)
    assert (the_seat(proposed).name, the_seat(proposed).stands_in_for, the_seat(proposed).epoch) == (
        "Phạm Thu Hà",
        "",
        2,
    )


def test_a_meeting_that_moved_meanwhile_asks_anew_and_the_proposal_is_gone(proposed):
    a_move(proposed.seat.meeting, timedelta(days=1), LATER)
    with pytest.raises(NothingProposed):
        approve(proposed)


def test_a_substitute_is_approved_while_the_meeting_sits_but_not_after_it(proposed):
    of = proposed.seat.meeting
    meetings.open_meeting(of.pk, by=doer(of, "chair"), now=START)
    assert [one.pk for one in queries.to_approve(the(of, "chair"), START)] == [proposed.pk]
    meetings.close_meeting(of.pk, by=doer(of, "chair"), now=START + timedelta(minutes=5))
    assert queries.to_approve(the(of, "chair"), START) == []
    with pytest.raises(NotNow):
        approve(proposed)


def the(meeting, role):
    return meeting.seats.get(role=role).person


def test_a_refusal_leaves_the_seat_tells_the_desk_and_asks_anew(proposed):
    by = doer(proposed.seat.meeting, "chair")
    substitute.refuse_substitute(proposed.pk, by=by, now=LATER, mark=proposed.proposal_mark)
    assert (the_seat(proposed).name, letters()) == ("Phạm Thu Hà", [("REQUEST", "ha@vinhphuc.example")])
    with pytest.raises(NothingProposed):
        substitute.refuse_substitute(proposed.pk, by=by, now=LATER)


# --- one tap, wherever it is seen


@pytest.mark.parametrize("role", ["secretary", "chair"])
def test_one_tap_on_the_home_page_approves_and_stays_there(client, proposed, role, monkeypatch):
    monkeypatch.setattr("rooms.clock.now", lambda: LATER)
    client.force_login(the(proposed.seat.meeting, role))
    page = client.get("/").content.decode()
    assert "Phạm Thu Hà cử Dương Thị Hải Yến dự thay" in page
    address = reverse("invitation_deed", args=[proposed.seat.meeting.slug, proposed.pk, "duyet"])
    assert f'action="{address}"' in page
    done = client.post(address, {"mark": proposed.proposal_mark, "then": "home"})
    assert done["Location"] == "/"
    assert the_seat(proposed).name == "Dương Thị Hải Yến"


def test_a_tap_without_the_mark_or_with_an_old_one_changes_nothing_and_says_so(client, proposed):
    client.force_login(the(proposed.seat.meeting, "secretary"))
    address = reverse("invitation_deed", args=[proposed.seat.meeting.slug, proposed.pk, "duyet"])
    for fields in ({}, {"mark": "0" * 16}):
        page = client.post(address, fields, follow=True).content.decode()
        assert "Đề nghị dự thay vừa thay đổi" in page
    assert the_seat(proposed).name == "Phạm Thu Hà"


def test_the_secretary_of_another_meeting_neither_sees_nor_approves(client, proposed):
    agency = proposed.seat.meeting.agency
    xuan = a_person("Bùi Thị Xuân", "xuan@vinhphuc.example", Role.SECRETARY)
    other = meetings.plan_meeting(a_plan(agency, the(proposed.seat.meeting, "chair"), xuan), by=xuan, now=NOW)
    client.force_login(xuan)
    for slug in (proposed.seat.meeting.slug, other.slug):
        address = reverse("invitation_deed", args=[slug, proposed.pk, "duyet"])
        assert client.post(address, {"mark": proposed.proposal_mark}).status_code == 404
    assert queries.to_approve(xuan, LATER) == []
    assert the_seat(proposed).name == "Phạm Thu Hà"


def test_the_room_shows_proposals_to_the_desk_alone(client, proposed):
    of = proposed.seat.meeting
    address = reverse("room_substitutes", args=[of.slug])
    client.force_login(the(of, "delegate"))
    assert client.get(address).status_code == 404
    client.force_login(the(of, "chair"))
    shown = client.get(address).json()["proposals"]
    assert shown == [
        {
            "seat": str(proposed.seat_id),
            "name": "Phạm Thu Hà",
            "substitute": "Dương Thị Hải Yến",
            "position": "Trưởng phòng",
            "here": False,
            "mark": proposed.proposal_mark,
        }
    ]


def test_the_old_link_ends_in_words_and_the_new_one_opens_the_seat(client, proposed):
    old = reverse("rsvp", args=[links.token_for(proposed.seat)])
    approve(proposed)
    gone = client.get(old)
    assert (gone.status_code, "người dự thay" in gone.content.decode()) == (410, True)
    assert client.post(old, {"answer": "accepted"}).status_code == 410
    new = reverse("rsvp", args=[links.token_for(meeting_queries.seat(proposed.seat_id))])
    assert "Dương Thị Hải Yến" in client.get(new).content.decode()


def test_an_account_that_exists_sits_under_its_own_name(proposed):
    a_person("Dương Thị Hải Yến (Sở Tài chính)", "yen@vinhphuc.example")
    approve(proposed)
    assert fold(the_seat(proposed).name).startswith(fold("Dương Thị Hải Yến (Sở"))
