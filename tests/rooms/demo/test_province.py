from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from rooms.demo.accounts import ACCOUNTS, PASSWORD
from rooms.demo.actions import make_province
from rooms.demo.province import SITES
from rooms.directory import queries as directory
from rooms.directory.models import Agency, Site
from rooms.meetings import queries
from rooms.meetings.models import Meeting
from rooms.meetings.rules import State
from rooms.people.models import Person
from tests.factories.meetings import NOW

pytestmark = pytest.mark.django_db


def test_the_province_has_its_own_names_on_each_day():
    make_province(NOW)
    assert directory.sites_on(date(2025, 6, 30)).count() == 9
    assert directory.sites_on(date(2026, 11, 22)).count() == 37
    assert len({site.unit for site in SITES}) == 36
    assert len({site.area for site in SITES}) == 9
    assert [agency.name for agency in directory.agencies_on(date(2025, 6, 30))] == ["UBND tỉnh Vĩnh Phúc"]


def test_the_sites_lie_in_the_province():
    assert all(21.1 < site.latitude < 21.6 and 105.3 < site.longitude < 105.8 for site in SITES)


def test_making_it_again_changes_nothing():
    first = make_province(NOW)
    counts = [model.objects.count() for model in (Agency, Site, Person, Meeting)]
    assert make_province(NOW + timedelta(minutes=5)) == first
    assert [model.objects.count() for model in (Agency, Site, Person, Meeting)] == counts


def test_a_meeting_is_open_whenever_it_is_made():
    first = make_province(NOW)
    later = make_province(NOW + timedelta(days=1))
    assert first != later
    assert (later.state, later.opened_at) == (State.OPEN, NOW + timedelta(days=1))


def test_every_account_can_sign_in_and_the_two_sites_may_take_their_seats(client):
    meeting = make_province(NOW)
    for account in ACCOUNTS:
        person = Person.objects.get(email=account.email)
        assert person.check_password(PASSWORD)
        client.force_login(person)
        assert client.get(reverse("home")).status_code == 200
        assert bool(queries.seats_for(meeting, person)) == (account.role != "administrator")


def test_the_command_works_in_the_demo_alone_and_says_who_may_sign_in(settings):
    with pytest.raises(CommandError):
        call_command("make_demo")
    settings.DEMO = True
    said = StringIO()
    call_command("make_demo", stdout=said)
    for account in ACCOUNTS:
        assert account.email in said.getvalue()
    assert reverse("meeting_page", args=[Meeting.objects.get(state=State.OPEN).slug]) in said.getvalue()
