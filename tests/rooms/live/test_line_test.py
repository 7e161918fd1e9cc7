"""The page that tests the line, and its door: who may, how often, and what a bad offer gets."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from rooms.live import line_test
from rooms.media import door
from rooms.media.signalling import Answer, Measure, Refusal
from rooms.people.models import Role
from tests.factories.live import the_seat
from tests.factories.meetings import an_announced_meeting
from tests.factories.people import a_person, an_official
from tests.rooms.live.test_views import linked, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
OFFER = "/kiem-tra-mang/do/"


class Node:
    """A media node that answers at once."""

    def __init__(self, code=""):
        self.code, self.told = code, []

    async def carry(self, message):
        self.told.append(message)
        answer = Refusal(message.connection, self.code, "…") if self.code else Answer(message.connection, "v=0")
        await door.reply(message.reply_to, answer)


@pytest.fixture
def node():
    cache.clear()
    node = Node()
    door.use(node)
    yield node
    door.use(door.Nobody())
    cache.clear()


def offered(client, address=OFFER, body='{"sdp": "v=0"}'):
    return client.post(address, body, content_type="application/json")


def test_a_signed_in_person_gets_the_nodes_answer_in_a_room_of_their_own(node):
    person = an_official()
    assert offered(signed_in(person)).json() == {"sdp": "v=0"}
    (message,) = node.told
    assert isinstance(message, Measure)
    assert str(person.pk) in message.connection
    assert message.meeting == message.connection


def test_a_personal_link_tests_for_its_meeting_and_for_no_other(node):
    meeting = an_announced_meeting()
    client = linked(the_seat(meeting, "site"))
    assert client.get(f"/kiem-tra-mang/?hop={meeting.slug}").status_code == 200
    assert offered(client, f"{OFFER}?hop={meeting.slug}").json() == {"sdp": "v=0"}
    assert offered(client, f"{OFFER}?hop=another-meeting").status_code == 404
    assert offered(client).status_code == 404
    assert client.get("/kiem-tra-mang/").status_code == 302


def test_strangers_test_nothing(node):
    meeting = an_announced_meeting()
    stranger = signed_in(a_person("Đỗ Thị Lạ", "la@vinhphuc.example", Role.OFFICIAL))
    for client in (Client(), stranger):
        assert offered(client, f"{OFFER}?hop={meeting.slug}").status_code == 404
    assert offered(Client()).status_code == 404
    assert stranger.get(f"/kiem-tra-mang/?hop={meeting.slug}").status_code == 404
    assert node.told == []


def test_a_person_tests_a_few_times_in_ten_minutes(node):
    client = signed_in(an_official())
    statuses = [offered(client).status_code for _ in range(line_test.TESTS_MAX + 1)]
    assert statuses == [200] * line_test.TESTS_MAX + [429]
    assert len(node.told) == line_test.TESTS_MAX


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", "null", '{"sdp": 7}', "[" * 100_000, json.dumps({"sdp": "v" * 200_001}), "\x00"]
)
def test_what_is_no_offer_is_refused(node, body):
    answer = offered(signed_in(an_official()), body=body)
    assert answer.status_code == 400
    assert answer.json()["refused"] == "bad_offer"
    assert node.told == []


def test_a_busy_node_says_so(node):
    node.code = "media_full"
    answer = offered(signed_in(an_official()))
    assert (answer.status_code, answer.json()["refused"]) == (503, "media_full")


def test_without_a_node_the_page_hears_it_in_words(node):
    door.use(door.Nobody())
    answer = offered(signed_in(an_official()))
    assert answer.status_code == 503
    assert answer.json()["words"]


def test_only_our_own_page_may_ask(node):
    client = signed_in(an_official(), enforce_csrf_checks=True)
    assert offered(client).status_code == 403


def test_the_page_names_whom_to_call(settings):
    settings.SUPPORT_CONTACT = "Trung tâm CNTT, 0210 3 846 000"
    page = signed_in(an_official()).get("/kiem-tra-mang/").content.decode()
    assert "Trung tâm CNTT, 0210 3 846 000" in page
