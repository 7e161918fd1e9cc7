from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.db import transaction

from rooms.journal import actions, queries
from rooms.journal.events import Event
from tests.factories.meetings import NOW


@dataclass(frozen=True, slots=True)
class BellRung(Event):
    kind = "bell.rung"
    times: int


@pytest.mark.django_db
def test_entries_of_a_meeting_are_numbered_without_gaps():
    monday, tuesday = uuid4(), uuid4()
    for times in (1, 2, 3):
        actions.record(monday, BellRung(times), by="system", at=NOW)
    actions.record(tuesday, BellRung(1), by="system", at=NOW)
    assert [entry.seq for entry in queries.entries_after(monday, 0)] == [1, 2, 3]
    assert [entry.payload["times"] for entry in queries.entries_after(monday, 1)] == [2, 3]
    assert queries.head_of(tuesday) == 1
    assert queries.head_of(uuid4()) == 0


@pytest.mark.django_db(transaction=True)
def test_an_entry_falls_with_its_transaction_and_leaves_no_hole():
    meeting = uuid4()

    def a_deed_that_fails():
        with transaction.atomic():
            actions.record(meeting, BellRung(1), by="system", at=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        a_deed_that_fails()
    with transaction.atomic():
        actions.record(meeting, BellRung(2), by="system", at=NOW)
    assert [(entry.seq, entry.payload["times"]) for entry in queries.entries_after(meeting, 0)] == [(1, 2)]


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused():
    with pytest.raises(actions.OutsideTransaction):
        actions.record(uuid4(), BellRung(1), by="system", at=NOW)
