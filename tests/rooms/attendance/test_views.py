from datetime import timedelta

import pytest
from django.test import Client

from rooms import clock
from rooms.attendance import actions
from tests.factories.attendance import a_stay
from tests.factories.live import the_seat
from tests.factories.meetings import an_open_meeting
from tests.factories.people import an_official

pytestmark = pytest.mark.django_db


def page_of(meeting, person, **headers):
    client = Client()
    client.force_login(person)
    return client.get(f"/hop/{meeting.slug}/diem-danh/", headers=headers)


def test_the_secretary_sees_who_is_there_since_when_and_how_long():
    meeting = an_open_meeting()
    begun = clock.now() - timedelta(minutes=10)
    meeting.opened_at = begun
    meeting.save()
    stay = a_stay(the_seat(meeting, "site"), begun)
    actions.heartbeat([stay], now=clock.now())
    secretary = the_seat(meeting, "secretary").person
    shown = page_of(meeting, secretary).content.decode()
    assert "Điểm cầu Tam Dương" in shown
    assert "10 phút" in shown
    assert "1/4" in shown
    told = page_of(meeting, secretary, accept="application/json").json()["seats"]
    assert [seat["here"] for seat in told] == [False, False, True, False]
    assert 600 <= told[2]["total_s"] <= 660
    assert told[2]["intervals"][0][0] == begun.isoformat()


def test_the_list_is_for_the_desk_alone():
    meeting = an_open_meeting()
    technician = the_seat(meeting, "site").site.technicians.first()
    for person in (technician, an_official()):
        assert page_of(meeting, person).status_code == 404
    assert page_of(meeting, the_seat(meeting, "chair").person).status_code == 200
    assert Client().get(f"/hop/{meeting.slug}/diem-danh/").status_code == 302
