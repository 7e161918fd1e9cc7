"""S-1: every address of the house against everybody who might ask; an address without a row fails (SECURITY.md 4).

Each row says what a GET answers to the visitors below, in their order. 302 is the way to sign-in, 404 is both "there
is no such thing" and "none that you may know of", 405 an address that only takes POST.
"""

import re

import pytest
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from rooms.people.models import Role
from tests.factories.meetings import an_open_meeting
from tests.factories.people import a_person, an_official

VISITORS = ("nobody", "stranger", "other secretary", "site", "secretary", "chair", "administrator")
EVERYBODY = (200,) * 7
NOBODY = (404,) * 7  # a made-up link or letter; the demo's mailbox is there only with DEMO
POSTED = (405,) * 7
SIGNED_IN = (302, 200, 200, 200, 200, 200, 200)
SEATED_OR_ADMINISTRATOR = (302, 404, 404, 200, 200, 200, 200)
SEATED = (302, 404, 404, 200, 200, 200, 404)
AT_PAPER = (302, 404, 404, 404, 200, 200, 200)  # and a clerk of the agency: tests/rooms/papers/test_views.py
DESK = (302, 404, 404, 404, 200, 200, 404)
PLANNERS = (302, 403, 200, 403, 200, 403, 200)
POSTED_SIGNED_IN = (302, 405, 405, 405, 405, 405, 405)

# Name of the address -> what each visitor gets for the meeting of the tests, which is open.
MATRIX = {
    "account_change_password": SIGNED_IN,
    "account_inactive": EVERYBODY,
    "account_login": (200, 302, 302, 302, 302, 302, 302),
    "account_logout": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "account_reset_password": EVERYBODY,
    "account_reset_password_done": EVERYBODY,
    "account_reset_password_from_key": EVERYBODY,
    "account_reset_password_from_key_done": EVERYBODY,
    "attendance_page": DESK,
    "calendar_busy": NOBODY,  # a made-up token; who may have a real one: tests/rooms/calendars/test_feed.py
    "calendar_feed": NOBODY,
    "calendar_page": SIGNED_IN,
    "demo_letter": NOBODY,
    "demo_letter_body": NOBODY,
    "demo_mailbox": NOBODY,
    "halls_csv": DESK,
    "health": EVERYBODY,
    "home": SIGNED_IN,
    "invitation_deed": POSTED_SIGNED_IN,
    "invitation_mail": (302, *NOBODY[1:]),  # none of that number; who sees one: tests/rooms/invitations/test_mails.py
    "invitation_mail_deed": POSTED_SIGNED_IN,
    "invitation_mail_file": (302, *NOBODY[1:]),
    "invitation_mails": DESK,
    "invitation_posted": (302, *NOBODY[1:]),
    "hall_roll": SEATED,  # its own hall and the desk; another hall: tests/rooms/attendance/test_hall_roll.py
    "invitation_proposal": POSTED_SIGNED_IN,
    "invitations_page": DESK,
    "invitations_progress": DESK,
    "invitations_remind": POSTED_SIGNED_IN,
    "invitations_reminders": POSTED_SIGNED_IN,
    "invitations_resume": POSTED_SIGNED_IN,
    "invitations_send": POSTED_SIGNED_IN,
    "invitations_stop": POSTED_SIGNED_IN,
    "join_page": SEATED,
    "line_test": SIGNED_IN,  # with ?hop= also the meeting's personal links: tests/rooms/live/test_line_test.py
    "line_test_offer": POSTED,
    "meeting_advice": POSTED,
    "meeting_cancel": (302, 404, 404, 403, 200, 200, 403),
    "meeting_change": (302, 404, 404, 403, 409, 409, 403),  # it is open: nothing is changed any more
    "meeting_edit": (302, 404, 404, 403, 409, 403, 403),  # it is open: no draft any more
    "meeting_list": SIGNED_IN,
    "meeting_page": SEATED_OR_ADMINISTRATOR,
    "meeting_plan": PLANNERS,
    "minutes_page": SEATED,
    "paper_docx": AT_PAPER,  # a draft; the seats have it when it is issued
    "paper_page": AT_PAPER,
    "paper_pdf": AT_PAPER,
    "paper_picture": AT_PAPER,
    "nobodys_mail": (302, *NOBODY[1:]),
    "nobodys_mail_deed": POSTED_SIGNED_IN,
    "nobodys_mail_file": (302, *NOBODY[1:]),
    "nobodys_mails": (302, 404, 404, 404, 404, 404, 200),
    "person_settings": SIGNED_IN,
    "ready": EVERYBODY,
    "record_docx": DESK,  # a draft; the seats see it when it is signed
    "record_list": SIGNED_IN,
    "record_pdf": DESK,
    "recording_deed": POSTED_SIGNED_IN,
    "recording_film": (302, *NOBODY[1:]),  # none by that name; who has one: tests/rooms/recordings/test_views.py
    "recordings_page": SEATED,
    "room_page": SEATED,
    "room_substitutes": (404, *DESK[1:]),
    "rsvp": NOBODY,
    "rsvp_calendar": NOBODY,
    "rsvp_decline": NOBODY,
    "rsvp_enter": POSTED,
    "rsvp_list": NOBODY,
    "rsvp_opened": POSTED,
    "rsvp_paper": NOBODY,
    "rsvp_substitute": NOBODY,
    "rsvp_time": NOBODY,
    "series_page": (302, *NOBODY[1:]),  # no such series; who sees one: tests/rooms/meetings/test_series_pages.py
    "set_language": (302,) * 7,
    "signoff_page": DESK,
    "signoff_picture": DESK,
    "site_list": SIGNED_IN,
    "ticket": POSTED,
}

# What a POST without words answers: 400 and 409 are of those who may, and asked badly or too late.
POSTS = {
    "meeting_advice": PLANNERS,
    "calendar_page": (302, *NOBODY[1:]),  # about nothing; about another's things: tests/rooms/calendars/test_page.py
    "invitation_deed": (302, 404, 404, 404, 404, 404, 404),
    "invitation_mail_deed": (302, *NOBODY[1:]),
    "hall_roll": (302, 404, 404, 302, 302, 302, 404),
    "invitation_proposal": (302, *NOBODY[1:]),
    "nobodys_mail_deed": (302, *NOBODY[1:]),
    "invitations_remind": (302, 404, 404, 404, 302, 302, 404),
    "invitations_send": (302, 404, 404, 404, 409, 409, 404),
    "line_test_offer": (404, 400, 400, 400, 400, 400, 400),
    "meeting_cancel": (302, 404, 404, 403, 400, 400, 403),
    "meeting_change": (302, 404, 404, 403, 409, 409, 403),
    "meeting_edit": (302, 404, 404, 403, 409, 403, 403),
    "meeting_plan": (302, 403, 400, 403, 400, 403, 400),
    "paper_page": (302, 404, 404, 404, 400, 403, 400),
    "recording_deed": (302, *NOBODY[1:]),
    "rsvp": NOBODY,
    "rsvp_enter": NOBODY,
    "rsvp_list": NOBODY,
    "rsvp_opened": NOBODY,
    "rsvp_substitute": NOBODY,
    "signoff_page": (302, 404, 404, 404, 409, 409, 404),
    "ticket": (404, 404, 404, 200, 200, 200, 404),
}


def addresses(resolver=None):
    """The names of all addresses but those of Django's own administration, which its own tests cover."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.name
        elif getattr(entry, "app_name", None) != "admin":
            yield from addresses(entry)


def test_every_address_has_its_row():
    assert set(addresses()) - set(MATRIX) == set()


@pytest.fixture
def house(db):
    """One open meeting, and a client for each visitor."""
    meeting = an_open_meeting()
    technician = meeting.seats.filter(role="site").first().site.technicians.first()
    people = {
        "nobody": None,
        "stranger": an_official(),
        "other secretary": a_person("Bùi Thị Xuân", "xuan@vinhphuc.example", Role.SECRETARY),
        "site": technician,
        "secretary": meeting.seats.get(role="secretary").person,
        "chair": meeting.seats.get(role="chair").person,
        "administrator": a_person("Lưu Công Sơn", "son@vinhphuc.example", Role.ADMINISTRATOR),
    }
    return meeting, people


WITH_SEVERAL = (("slug", "number"), ("uidb36", "key"), ("slug", "invitation_id", "deed"))


def path_of(name, meeting):
    given = {"slug": meeting.slug, "token": "khong-co-that", "key": "khong-co", "number": 1}
    given |= {"uidb36": "x", "invitation_id": 1, "deed": "gui-lai"}
    given |= {"received_id": 1, "proposal_id": 1, "delivery_id": 1}
    given |= dict.fromkeys(("recording_id", "series_id"), "0b9d3a52-3c1e-4a55-9c0e-3c2a8f0b7a11")
    given["seat_id"] = str(meeting.seats.filter(role="site").first().pk)
    for keys in (
        (),
        ("slug",),
        ("token",),
        ("key",),
        ("slug", "number"),
        ("uidb36", "key"),
        ("slug", "invitation_id", "deed"),
        ("series_id",),
        ("slug", "recording_id"),
        ("slug", "recording_id", "deed"),
        ("slug", "received_id"),
        ("slug", "received_id", "deed"),
        ("slug", "proposal_id", "deed"),
        ("slug", "delivery_id"),
        ("slug", "seat_id"),
        ("received_id",),
        ("received_id", "deed"),
    ):
        try:
            return reverse(name, kwargs={key: given[key] for key in keys})
        except NoReverseMatch:
            continue
    raise LookupError(name)


def answers_to(house, ask, name):
    meeting, people = house
    answers = []
    for visitor in VISITORS:
        ask.__self__.logout()
        if people[visitor] is not None:
            ask.__self__.force_login(people[visitor])
        answers.append(ask(path_of(name, meeting)).status_code)
    return tuple(answers)


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_everybody_gets_what_is_written(name, house, client):
    assert answers_to(house, client.get, name) == MATRIX[name]


@pytest.mark.parametrize("name", sorted(POSTS))
def test_nobody_does_what_is_not_theirs(name, house, client):
    assert answers_to(house, client.post, name) == POSTS[name]


def test_a_stranger_cannot_tell_a_meeting_from_none(house, client):
    meeting, people = house
    client.force_login(people["stranger"])
    there, nowhere = (client.get(f"/hop/{slug}/") for slug in (meeting.slug, "khong-co-cuoc-hop-nay"))
    assert there.status_code == nowhere.status_code
    assert words_of(there, meeting.slug) == words_of(nowhere, "khong-co-cuoc-hop-nay")


def words_of(answer, slug):
    """The page without the token of its forms, which is another each time, and without what was asked for."""
    page = answer.content.decode().replace(slug, "")
    return re.sub(r'name="csrfmiddlewaretoken"\s+value="\w+"', "", page)
