from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.db import OperationalError, connection
from docx import Document

from rooms.journal import queries as journal
from rooms.meetings import queries as meetings
from rooms.meetings.changes import actions as changes
from rooms.meetings.changes.rules import Change
from rooms.meetings.models import Meeting
from rooms.meetings.refusals import NotNow, NotTheChair
from rooms.meetings.rules import PlannedItem
from rooms.minutes import actions as minutes
from rooms.minutes import queries as minutes_queries
from rooms.minutes.models import Minutes, SignedRecord
from rooms.minutes.record import digest, digest_of
from rooms.minutes.refusals import Frozen
from rooms.minutes.signoff import actions, queries
from rooms.minutes.signoff.refusals import AlreadySigned, RecordChanged
from rooms.refusals import NotFound
from tests.factories.meetings import NOW, an_announced_meeting, an_open_meeting, doer
from tests.factories.signoff import END, STATEMENT, a_closed_meeting, arrives, says, writes

LATER = END + timedelta(minutes=20)
pytestmark = pytest.mark.django_db


def hash_of(meeting):
    return digest(queries.record_of(meetings.meeting(meeting.pk)))


def signs(meeting, role="chair", seen=None):
    return actions.sign(meeting.pk, seen or hash_of(meeting), by=doer(meeting, role), now=LATER)


def is_wholly_open(meeting):
    return (
        Meeting.objects.get(pk=meeting.pk).state == "closed"
        and not SignedRecord.objects.exists()
        and not Minutes.objects.filter(frozen_at__isnull=False).exists()
        and not journal.entries_of_kinds(meeting.pk, ["meeting.signed"])
    )


def test_the_chair_signs_and_the_record_holds_roll_and_words():
    meeting = a_closed_meeting()
    seen = hash_of(meeting)
    signed = signs(meeting)
    assert (signed.digest, signed.version, signed.signed_at) == (seen, 1, LATER)
    assert Meeting.objects.get(pk=meeting.pk).state == "signed"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(bytes(signed.pdf))).pages)
    assert "".join(STATEMENT.split()) in "".join(text.split())
    assert "Có mặt: 3/4" in text
    assert "DỰ THẢO" not in text
    lines = [line.text for line in Document(BytesIO(bytes(signed.docx))).paragraphs]
    assert f"Điểm cầu Tam Dương: {STATEMENT}" in lines
    (entry,) = journal.entries_of_kinds(meeting.pk, ["meeting.signed"])
    assert entry.payload == {"digest": seen}


def test_nobody_else_signs():
    meeting = a_closed_meeting()
    for role in ("secretary", "site"):
        with pytest.raises(NotTheChair):
            signs(meeting, role)
    assert is_wholly_open(meeting)


def test_a_meeting_that_goes_on_is_not_signed_and_no_meeting_neither():
    meeting = an_open_meeting()
    chair = doer(meeting, "chair")
    with pytest.raises(NotNow):
        actions.sign(meeting.pk, hash_of(meeting), by=chair, now=LATER)
    with pytest.raises(NotFound):
        actions.sign(chair.seat_id, "", by=chair, now=LATER)


def test_a_second_signature_is_refused_and_changes_nothing():
    meeting = a_closed_meeting()
    signed = signs(meeting)
    with pytest.raises(AlreadySigned):
        signs(meeting)
    assert [row.digest for row in SignedRecord.objects.all()] == [signed.digest]


def test_a_text_that_changed_since_it_was_read_is_not_signed():
    meeting = a_closed_meeting()
    seen = hash_of(meeting)
    writes(meeting, says("Thêm một ý."), at=END)
    with pytest.raises(RecordChanged):
        signs(meeting, seen=seen)
    assert is_wholly_open(meeting)
    signs(meeting)


def test_who_comes_or_goes_after_the_closing_does_not_change_the_hash():
    meeting = a_closed_meeting()
    minutes.write_facts(meeting.pk, now=END)
    seen = hash_of(meeting)
    arrives(meeting, "site", at=LATER)
    minutes.write_facts(meeting.pk, now=LATER)
    assert hash_of(meeting) == seen


def test_after_the_signature_nobody_writes():
    meeting = a_closed_meeting()
    signs(meeting)
    with pytest.raises(Frozen):
        writes(meeting, says("Quá muộn."), at=LATER)


def test_equal_records_make_equal_files():
    meeting = a_closed_meeting()
    record = queries.record_of(meetings.meeting(meeting.pk))
    first, second = actions.drawn(record, draft=False), actions.drawn(record, draft=False)
    assert (first.docx, first.pdf, first.digest) == (second.docx, second.pdf, second.digest)


class Cut(OperationalError):
    """The line to the database is cut."""


def cut_at(number):
    """Let `number` statements through, cut the next; the rollback gets through again."""
    left = [number]

    def wrapper(execute, sql, params, many, context):
        left[0] -= 1
        if left[0] == -1:
            raise Cut
        return execute(sql, params, many, context)

    return wrapper


def test_a_fault_at_any_statement_leaves_it_wholly_open_until_it_is_wholly_signed():
    meeting = a_closed_meeting()
    seen, chair = hash_of(meeting), doer(meeting, "chair")
    for number in range(200):
        try:
            with connection.execute_wrapper(cut_at(number)):
                signed = actions.sign(meeting.pk, seen, by=chair, now=LATER)
        except Cut:
            assert is_wholly_open(meeting), number
        else:
            break
    assert number > 20
    assert queries.faults_of(signed) == []


def test_an_edit_that_lands_between_the_reading_and_the_lock_stops_the_signature():
    meeting = a_closed_meeting()
    seen, chair = hash_of(meeting), doer(meeting, "chair")
    landed = []

    def just_before_the_lock(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT") and not landed:
            landed.append(sql)
            writes(meeting, says("Còn một ý."), at=LATER)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(just_before_the_lock), pytest.raises(RecordChanged):
        actions.sign(meeting.pk, seen, by=chair, now=LATER)
    assert landed
    assert is_wholly_open(meeting)
    signs(meeting)


@pytest.mark.parametrize(
    ("field", "fault"),
    [("canonical", ["digest", "canonical"]), ("docx", ["docx"]), ("pdf", ["pdf"])],
)
def test_one_changed_bit_is_found(field, fault):
    signed = signs(a_closed_meeting())
    assert queries.faults_of(signed) == []
    changed = bytearray(getattr(signed, field))
    changed[0] ^= 1
    setattr(signed, field, bytes(changed))
    assert queries.faults_of(signed) == fault


def test_a_record_rewritten_with_its_own_hash_does_not_fit_the_journal():
    signed = signs(a_closed_meeting())
    signed.canonical = bytes(signed.canonical).replace("Tam Dương".encode(), "Tam Đường".encode())
    signed.digest = digest_of(signed.canonical)
    assert queries.faults_of(signed) == ["journal"]


def test_what_was_prepared_stays_under_its_item_when_the_agenda_changes():
    meeting = an_announced_meeting()
    writes(meeting, says(STATEMENT))
    plan = meetings.plan_of(meeting)
    first, second = plan.items
    anew = [PlannedItem("Ứng phó bão số 9", 10), replace(second, title="Thủ tục hành chính"), first]
    changes.change(meeting.pk, Change(replace(plan, items=anew)), by=doer(meeting, "secretary"), now=NOW)
    minutes.write_facts(meeting.pk, now=NOW)
    shown = [(part.attributes["number"], part.attributes["title"]) for part in minutes_queries.tree_of(meeting.pk)]
    assert sorted(shown[1:-1]) == [
        ("1", "Ứng phó bão số 9"),
        ("2", "Thủ tục hành chính"),
        ("3", "Báo cáo kết quả công tác tháng 11"),
    ]
    record = queries.record_of(Meeting.objects.get(pk=meeting.pk))
    said = {item.title: [point.text for point in item.points] for item in record.items}
    assert said["Báo cáo kết quả công tác tháng 11"] == [STATEMENT]
