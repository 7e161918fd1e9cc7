import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.minutes.record import (
    Attendant,
    Attended,
    Item,
    Point,
    Record,
    Said,
    Signer,
    Sitting,
    Task,
    Unit,
    Vote,
    by_site,
    canonical_bytes,
    digest,
    digest_of,
    record_from,
    totals,
)
from tests.factories.records import PEOPLE, a_record

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(
    lambda one: unicodedata.normalize("NFC", one)
)
moments = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - hypothesis wants bare bounds
    lambda one: one.replace(microsecond=0)
)


def some(strategy):
    return st.lists(strategy, max_size=3).map(tuple)


counts = st.integers(0, 50)
votes = st.builds(lambda q, a, b, c, more: Vote(q, a + b + c + more, a, b, c), words, counts, counts, counts, counts)
points = st.builds(Point, st.sampled_from(Said), words, words)
tasks = st.builds(Task, words, words, words, words)
records = st.builds(
    Record,
    unit=st.builds(Unit, some(words), some(words), words, words),
    number=st.none() | st.integers(1, 9999),
    meeting=st.builds(Sitting, words, words, words, moments, st.none() | moments, words, some(words)),
    attendance=some(st.builds(Attendant, words, words, words, words, words, st.sampled_from(Attended), words)),
    items=some(st.builds(Item, counts, words, words, some(points), some(votes), some(tasks))),
    conclusion=some(points),
    tasks=some(tasks),
    secretary=st.builds(Signer, words, words),
    chair=st.builds(Signer, words, words),
    recipients=some(words),
    journal_seq=counts,
    minutes_seq=counts,
)


@settings(max_examples=60, deadline=None)
@given(records)
def test_canonical_bytes_say_the_whole_record_and_are_the_same_each_time(record):
    canonical = canonical_bytes(record)
    assert record_from(canonical) == record
    assert canonical_bytes(record_from(canonical)) == canonical
    assert digest(record) == digest_of(canonical)


def test_canonical_json_is_sorted_tight_utf8_and_nfc():
    canonical = canonical_bytes(a_record())
    text = canonical.decode()
    assert unicodedata.is_normalized("NFC", text)
    again = json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert again == text
    assert '"opened_at":"2026-11-27T01:00:00Z"' in text


def test_two_spellings_of_one_letter_and_two_zones_of_one_moment_are_one_record():
    record = a_record()
    decomposed = replace(record.meeting, title=unicodedata.normalize("NFD", record.meeting.title))
    elsewhere = replace(decomposed, opened_at=decomposed.opened_at.astimezone(timezone(timedelta(hours=7))))
    assert digest(replace(record, meeting=elsewhere)) == digest(record)


def test_any_change_changes_the_hash():
    record = a_record()
    changed = [
        replace(record, journal_seq=58),
        replace(record, number=1),
        replace(record, attendance=PEOPLE[:3]),
        replace(record, chair=Signer("Trần Quang Mình", record.chair.position)),
    ]
    assert len({digest(one) for one in [record, *changed]}) == 5


@pytest.mark.parametrize("canonical", [b"[]", b"{}", b'{"format":1}', b"null", b"not json", b"\xff"])
def test_bytes_that_are_no_record_are_refused(canonical):
    with pytest.raises(ValueError):  # noqa: PT011 - whichever of its children
        record_from(canonical)


def test_the_roll_is_counted_and_grouped_in_order():
    roll = totals((*PEOPLE, replace(PEOPLE[2], status=Attended.SUBSTITUTE), replace(PEOPLE[2], status=Attended.ABSENT)))
    assert (roll.present, roll.expected, roll.substitutes, roll.excused, roll.absent) == (4, 6, 1, 1, 1)
    assert list(by_site(PEOPLE)) == ["", "Điểm cầu Tam Dương", "Điểm cầu Lập Thạch"]


def test_more_ballots_than_mandates_cannot_be_written():  # T17
    assert Vote("", 12, 10, 1, 1).cast == 12
    with pytest.raises(ValueError, match="mandates"):
        Vote("", 12, 11, 1, 1)
    with pytest.raises(ValueError, match="mandates"):
        Vote("", 12, -1, 1, 1)
