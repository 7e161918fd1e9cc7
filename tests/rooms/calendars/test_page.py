"""The page "Lịch cá nhân": addresses made, shown, changed, taken back, and only one's own."""

import re

import pytest

from rooms.calendars.models import FeedAddress
from tests.factories.calendars import a_member
from tests.factories.meetings import an_announced_meeting
from tests.factories.people import an_official

pytestmark = pytest.mark.django_db
PAGE = "/tai-khoan/lich/"


def do(client, deed, kind, subject):
    return client.post(PAGE, {"deed": deed, "kind": kind, "subject": str(subject)})


def shown(client):
    """The addresses that the page shows."""
    return re.findall(r'value="(http[^"]+)"', client.get(PAGE).content.decode())


def test_a_person_makes_an_address_sees_it_again_and_subscribes_by_it(client):
    person = an_official()
    client.force_login(person)
    assert shown(client) == []
    assert do(client, "open", "own", person.pk).status_code == 302
    (address,) = shown(client)
    assert shown(client) == [address]
    assert "webcal://" in client.get(PAGE).content.decode()
    client.logout()
    assert client.get(address.replace("http://localhost:8000", "")).status_code == 200


def test_changing_gives_another_and_taking_back_none(client):
    person = an_official()
    client.force_login(person)
    do(client, "open", "own", person.pk)
    (first,) = shown(client)
    do(client, "open", "own", person.pk)
    (second,) = shown(client)
    assert first != second
    do(client, "close", "own", person.pk)
    assert shown(client) == []


def test_each_agency_and_each_hall_of_a_person_is_offered_and_no_other(client):
    meeting, person = an_announced_meeting(), an_official()
    site = meeting.seats.filter(role="site").first().site
    client.force_login(person)
    page = client.get(PAGE).content.decode()
    assert (meeting.agency.name in page, site.name in page) == (False, False)
    a_member(person, meeting.agency)
    site.technicians.add(person)
    page = client.get(PAGE).content.decode()
    assert (meeting.agency.name in page, site.name in page) == (True, True)


@pytest.mark.parametrize("kind", ["own", "agency", "busy", "site"])
def test_nobody_makes_an_address_for_what_is_not_theirs(client, kind):
    meeting, person = an_announced_meeting(), an_official()
    subjects = {
        "own": meeting.seats.get(role="chair").person_id,
        "busy": meeting.seats.get(role="chair").person_id,
        "agency": meeting.agency_id,
        "site": meeting.seats.filter(role="site").first().site_id,
    }
    client.force_login(person)
    assert do(client, "open", kind, subjects[kind]).status_code == 404
    assert not FeedAddress.objects.exists()


@pytest.mark.parametrize(
    ("deed", "kind", "subject"),
    [("open", "own", "khong"), ("open", "x" * 5000, None), ("close", "\0", None), ("xoa", "own", None), ("", "", "")],
)
def test_what_cannot_be_read_changes_nothing(client, deed, kind, subject):
    person = an_official()
    client.force_login(person)
    assert do(client, deed, kind, person.pk if subject is None else subject).status_code == 404
    assert not FeedAddress.objects.exists()


def test_taking_back_works_after_leaving_and_touches_nobody_elses(client):
    meeting, person = an_announced_meeting(), an_official()
    membership = a_member(person, meeting.agency)
    client.force_login(person)
    do(client, "open", "agency", meeting.agency_id)
    membership.delete()
    other = meeting.seats.get(role="chair").person
    client.force_login(other)
    do(client, "close", "agency", meeting.agency_id)
    assert FeedAddress.objects.get().token_hash is not None
    client.force_login(person)
    do(client, "close", "agency", meeting.agency_id)
    assert FeedAddress.objects.get().token_hash is None


def test_when_the_secret_changed_the_address_works_on_and_is_not_shown(client, settings):
    person = an_official()
    client.force_login(person)
    do(client, "open", "own", person.pk)
    (address,) = shown(client)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    client.force_login(person)
    assert shown(client) == [address]
    settings.SECRET_KEY_FALLBACKS = []
    client.force_login(person)
    assert shown(client) == []
    assert "không hiện lại được" in client.get(PAGE).content.decode()
    assert client.get(address.replace("http://localhost:8000", "")).status_code == 200
