from dataclasses import replace
from datetime import timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.meetings.rules import PASSAGES, Doer, Fault, Hat, Passage, Plan, PlannedItem, State, faults_of, passage
from tests.factories.meetings import START

FINAL = {State.SIGNED, State.CANCELLED}
WHO_MAY = {
    (State.DRAFT, State.ANNOUNCED): {Hat.SECRETARY},
    (State.DRAFT, State.CANCELLED): {Hat.SECRETARY},
    (State.ANNOUNCED, State.OPEN): {Hat.CHAIR},
    (State.ANNOUNCED, State.CANCELLED): {Hat.CHAIR, Hat.SECRETARY},
    (State.OPEN, State.CLOSED): {Hat.CHAIR},
    (State.CLOSED, State.SIGNED): {Hat.CHAIR},
}


@pytest.mark.parametrize(("start", "end", "hat"), list(product(State, State, Hat)))
def test_every_passage_and_every_hat_has_its_answer(start, end, hat):
    if (start, end) not in WHO_MAY:
        expected = Passage.NO_SUCH_PASSAGE
    else:
        expected = Passage.ALLOWED if hat in WHO_MAY[start, end] else Passage.NOT_YOURS
    assert passage(start, end, Doer("seat:x", frozenset({hat}))) is expected


def test_a_signed_or_cancelled_meeting_goes_nowhere():
    assert not [start for start, _ in PASSAGES if start in FINAL]


def test_whoever_wears_no_hat_moves_nothing():
    assert {passage(start, end, Doer("x", frozenset())) for start, end in PASSAGES} == {Passage.NOT_YOURS}


A_PLAN = Plan(
    title="Giao ban",
    starts_at=START,
    ends_at=START + timedelta(hours=2),
    agency_id=UUID(int=1),
    chair_id=UUID(int=2),
    secretary_id=UUID(int=3),
)


def test_a_good_plan_has_no_fault():
    assert faults_of(A_PLAN) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"ends_at": START}, Fault.ENDS_BEFORE_START),
        ({"ends_at": START - timedelta(minutes=1)}, Fault.ENDS_BEFORE_START),
        ({"ends_at": START + timedelta(hours=24, seconds=1)}, Fault.TOO_LONG),
        ({"person_ids": [UUID(int=2)]}, Fault.SEAT_TWICE),
        ({"site_ids": [UUID(int=9), UUID(int=9)]}, Fault.SEAT_TWICE),
        ({"secretary_id": UUID(int=2)}, Fault.CHAIR_IS_SECRETARY),
        ({"person_ids": [uuid4() for _ in range(999)]}, Fault.TOO_MANY_SEATS),
        ({"items": [PlannedItem("x")] * 101}, Fault.TOO_MANY_ITEMS),
        ({"items": [PlannedItem("x", 0)]}, Fault.ITEM_WITHOUT_TIME),
    ],
)
def test_each_fault_is_named_alone(changes, fault):
    assert faults_of(replace(A_PLAN, **changes)) == [fault]


@given(st.integers(-100_000, 100_000), st.lists(st.integers(1, 6), max_size=6))
def test_a_plan_without_faults_fits_the_database(minutes, people):
    plan = replace(A_PLAN, ends_at=START + timedelta(minutes=minutes), person_ids=[UUID(int=n) for n in people])
    if not faults_of(plan):
        seats = [plan.chair_id, plan.secretary_id, *plan.person_ids]
        assert plan.ends_at > plan.starts_at
        assert len(seats) == len(set(seats))
