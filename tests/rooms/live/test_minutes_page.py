import pytest

from rooms.meetings import queries as meetings
from rooms.minutes import actions
from tests.factories.meetings import START, a_draft, an_open_meeting
from tests.factories.people import an_official

pytestmark = pytest.mark.django_db


def page_of(client, meeting, person=None):
    if person is not None:
        client.force_login(person)
    return client.get(f"/hop/{meeting.slug}/bien-ban/")


@pytest.fixture
def _built(settings):
    settings.DJANGO_VITE = {"default": {"dev_mode": True}}


@pytest.mark.usefixtures("_built")
def test_the_text_is_readable_without_script(client):
    meeting = an_open_meeting()
    actions.write_facts(meeting.pk, now=START)
    answer = page_of(client, meeting, meetings.seats_of(meeting.pk)[1].person)
    assert answer.status_code == 200
    assert "Chủ trì khai mạc cuộc họp." in answer.content.decode()


def test_a_stranger_finds_no_minutes(client):
    assert page_of(client, an_open_meeting(), an_official()).status_code == 404


def test_whoever_is_not_signed_in_is_asked_to_sign_in(client):
    answer = page_of(client, an_open_meeting())
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/tai-khoan/vao/")


def test_a_draft_has_no_minutes_yet(client):
    meeting = a_draft()
    assert page_of(client, meeting, meetings.seats_of(meeting.pk)[1].person).status_code == 404
