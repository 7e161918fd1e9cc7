import pytest
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from rooms import clock
from rooms.live import tickets
from rooms.meetings import actions as meetings
from tests.factories.live import the_seat
from tests.factories.meetings import NOW, a_draft, an_announced_meeting, doer
from tests.factories.people import an_official

pytestmark = pytest.mark.django_db


def signed_in(person, **options):
    client = Client(**options)
    client.force_login(person)
    return client


def linked(seat, epoch=None):
    """A browser that followed its personal link."""
    client = Client()
    session = client.session
    session["seats"] = {str(seat.meeting_id): [str(seat.pk), seat.epoch if epoch is None else epoch]}
    session.save()
    return client


def seat_in(answer, meeting):
    return tickets.spend(answer.json()["ticket"], meeting.slug, clock.now()).seat_id


def test_a_person_with_a_seat_gets_a_ticket_for_it():
    meeting = an_announced_meeting()
    chair = the_seat(meeting, "chair")
    assert seat_in(signed_in(chair.person).post(f"/hop/{meeting.slug}/ve/"), meeting) == chair.pk


def test_a_technician_takes_the_seat_of_their_site():
    meeting = an_announced_meeting()
    site = the_seat(meeting, "site", 1)
    answer = signed_in(site.site.technicians.first()).post(f"/hop/{meeting.slug}/ve/", {"seat": str(site.pk)})
    assert seat_in(answer, meeting) == site.pk


def test_a_personal_link_takes_its_seat_without_an_account():
    meeting = an_announced_meeting()
    site = the_seat(meeting, "site")
    assert seat_in(linked(site).post(f"/hop/{meeting.slug}/ve/"), meeting) == site.pk


def test_a_link_of_an_older_epoch_and_one_of_another_meeting_open_nothing():
    meeting = an_announced_meeting()
    site = the_seat(meeting, "site")
    assert linked(site, epoch=site.epoch + 1).post(f"/hop/{meeting.slug}/ve/").status_code == 404
    assert linked(site).post("/hop/another-meeting/ve/").status_code == 404


def test_strangers_and_missing_meetings_look_the_same():
    meeting = an_announced_meeting()
    stranger = signed_in(an_official())
    refused, missing = stranger.post(f"/hop/{meeting.slug}/ve/"), stranger.post("/hop/khong-co/ve/")
    assert (refused.status_code, refused.content) == (missing.status_code, missing.content)
    assert Client().post(f"/hop/{meeting.slug}/ve/").status_code == 404


def test_nobody_enters_a_draft_or_a_cancelled_meeting():
    draft = a_draft()
    chair = the_seat(draft, "chair")
    assert signed_in(chair.person).post(f"/hop/{draft.slug}/ve/").status_code == 404
    meetings.announce(draft.pk, by=doer(draft, "secretary"), now=NOW)
    meetings.cancel_meeting(draft.pk, "Bão số 12", by=doer(draft, "secretary"), now=NOW)
    assert signed_in(chair.person).post(f"/hop/{draft.slug}/ve/").status_code == 404


def test_a_seat_that_is_not_yours_is_not_given_by_asking_for_it():
    meeting = an_announced_meeting()
    site = the_seat(meeting, "site")
    answer = signed_in(the_seat(meeting, "secretary").person).post(f"/hop/{meeting.slug}/ve/", {"seat": str(site.pk)})
    assert answer.status_code == 404


def test_a_ticket_is_given_only_to_our_own_page():
    meeting = an_announced_meeting()
    client = signed_in(the_seat(meeting, "chair").person, enforce_csrf_checks=True)
    assert client.post(f"/hop/{meeting.slug}/ve/").status_code == 403
    token = get_token(RequestFactory().get("/"))
    client.cookies["csrf"] = token
    assert client.post(f"/hop/{meeting.slug}/ve/", headers={"X-CSRFToken": token}).status_code == 200
    assert client.get(f"/hop/{meeting.slug}/ve/").status_code == 405


@pytest.mark.parametrize("page", ["vao", "phong"])
def test_the_pages_tell_their_script_where_to_knock_and_whom_to_call(page):
    meeting = an_announced_meeting()
    meeting.contact = "Phòng Tổng hợp, 0211 3 862 480"
    meeting.save()
    answer = signed_in(the_seat(meeting, "chair").person).get(f"/hop/{meeting.slug}/{page}/")
    assert answer.status_code == 200
    assert answer.context["page"]["ticket"] == f"/hop/{meeting.slug}/ve/"
    assert answer.context["page"]["socket"] == f"/ws/hop/{meeting.slug}/"
    assert answer.context["page"]["support"] == "Phòng Tổng hợp, 0211 3 862 480"
    assert "no-store" in answer.headers["Cache-Control"]
    assert signed_in(an_official()).get(f"/hop/{meeting.slug}/{page}/").status_code == 404
