from datetime import date

import pytest

from rooms.papers import queries
from tests.factories.meetings import an_open_meeting

pytestmark = pytest.mark.django_db


def test_an_agency_has_its_name_for_a_time():
    agency = an_open_meeting().agency
    agency.valid_to = date(2026, 7, 1)
    assert [queries.is_valid_on(agency, day) for day in (date(2025, 6, 30), date(2025, 7, 1), date(2026, 7, 1))] == [
        False,
        True,
        False,
    ]
