from datetime import date

import pytest
from django.urls import reverse

from rooms.directory import actions, queries
from rooms.people.rules import BadName
from tests.factories.directory import SINCE, the_committee
from tests.factories.people import an_official

pytestmark = pytest.mark.django_db


@pytest.fixture
def sites():
    agency = the_committee()
    old = actions.keep_site(agency, "Điểm cầu huyện Tam Đảo", since=date(2008, 6, 4), to=SINCE, area="Tam Đảo")
    new = actions.keep_site(agency, "Điểm cầu Xã Đại Đình", since=SINCE, to=None, area="Tam Đảo")
    far = actions.keep_site(agency, "Điểm cầu Xã Thái Hoà", since=SINCE, to=None, area="Lập Thạch")
    return old, new, far


def test_a_day_knows_the_names_of_its_day(sites):
    old, new, far = sites
    assert list(queries.sites_on(date(2025, 6, 30))) == [old]
    assert list(queries.sites_on(date(2025, 7, 1))) == [far, new]


def test_sites_are_found_by_name_and_by_area_whatever_the_tone_marks(sites):
    _, new, far = sites
    day = date(2026, 11, 22)
    assert list(queries.search(day, "thái hòa")) == [far]
    assert list(queries.search(day, "TAM DAO")) == [new]
    assert list(queries.search(day, "  ")) == [far, new]
    assert list(queries.search(day, "%_")) == []


def test_keeping_a_site_twice_keeps_one(sites):
    again = actions.keep_site(sites[0].agency, " Điểm cầu  Xã Đại Đình", since=SINCE, to=None)
    assert again == sites[1]
    with pytest.raises(BadName):
        actions.keep_site(sites[0].agency, "Điểm\ncầu", since=SINCE, to=None)


def test_the_page_lists_areas_and_survives_odd_questions(client, sites):
    client.force_login(an_official())
    page = client.get(reverse("site_list"), {"ngay": "2025-06-30"}).content.decode()
    assert "Điểm cầu huyện Tam Đảo" in page
    assert "Điểm cầu Xã Đại Đình" not in page
    for odd in [{"ngay": "mai"}, {"q": "\x00"}, {"q": "x" * 9999}, {"ngay": "0001-01-01"}]:
        assert client.get(reverse("site_list"), odd).status_code == 200
