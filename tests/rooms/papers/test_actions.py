import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from rooms.journal import queries as journal
from rooms.meetings import actions as meetings
from rooms.meetings.models import Meeting, Seat
from rooms.meetings.refusals import NotNow
from rooms.papers import actions, queries
from rooms.papers.actions import Order
from rooms.papers.layouts.paper import paper_from
from rooms.papers.models import IssuedPaper
from rooms.papers.refusals import IssuedMeanwhile, NotTheClerk, NumberTaken
from tests.factories.meetings import NOW, a_draft, a_plan, an_announced_meeting, an_open_meeting, doer
from tests.factories.papers import given
from tests.factories.people import a_person

pytestmark = pytest.mark.django_db


def issued(meeting, number=12, *, by="secretary", now=NOW, **order):
    gave = given(number=number, dated=order.pop("dated", date(2026, 11, 22)))
    return actions.issue(meeting.pk, Order(gave, **order), by=doer(meeting, by), now=now)


def another(meeting, **changes):
    seats = {role: meeting.seats.get(role=role).person for role in ("chair", "secretary")}
    plan = a_plan(meeting.agency, seats["chair"], seats["secretary"], **changes)
    return meetings.plan_meeting(plan, by=seats["secretary"], now=NOW)


def test_the_secretary_numbers_it_and_the_very_files_are_kept():
    meeting = a_draft()
    paper = issued(meeting)
    assert paper.number_words == "12/GM-UBND"
    assert (paper.year, paper.revision, paper.replaces) == (2026, 1, None)
    assert bytes(paper.pdf).startswith(b"%PDF")
    assert hashlib.sha256(bytes(paper.pdf)).hexdigest() == paper.pdf_digest
    assert hashlib.sha256(bytes(paper.docx)).hexdigest() == paper.docx_digest
    kept = IssuedPaper.objects.get()
    assert paper_from(kept.said).number == "Số: 12/GM-UBND"
    assert not paper_from(kept.said).draft
    [entry] = journal.entries_of_kinds(meeting.pk, ["paper.issued"])
    assert entry.payload == {"number": "12/GM-UBND", "revision": 1, "digest": paper.pdf_digest}
    assert entry.audience == "desk"


@pytest.mark.parametrize("role", ["chair", "site"])
def test_nobody_else_gives_a_number(role):
    meeting = a_draft()
    with pytest.raises(NotTheClerk):
        issued(meeting, by=role)
    assert not IssuedPaper.objects.exists()


def test_a_number_is_given_once_a_year_and_restarts_with_the_next():
    meeting = a_draft()
    issued(meeting, number=12, dated=date(2026, 11, 20))
    with pytest.raises(NumberTaken):
        issued(another(meeting), number=12, dated=date(2026, 11, 21))
    assert issued(another(meeting), number=12, dated=date(2025, 12, 31)).year == 2025


def test_the_database_refuses_what_two_clerks_do_in_the_same_moment(monkeypatch):
    meeting = a_draft()
    issued(meeting)
    monkeypatch.setattr(queries, "number_taken", lambda *_: False)  # both looked before either wrote
    with pytest.raises(NumberTaken):
        issued(another(meeting))
    assert IssuedPaper.objects.count() == 1


def test_without_a_number_nothing_is_issued():
    with pytest.raises(NumberTaken):
        issued(a_draft(), number=None)


def test_a_page_left_open_does_not_issue_a_second_one():
    meeting = a_draft()
    issued(meeting, number=12)
    with pytest.raises(IssuedMeanwhile):
        issued(meeting, number=13)
    assert IssuedPaper.objects.count() == 1


def test_a_moved_meeting_gets_a_new_one_that_names_the_one_it_replaces():
    meeting = an_announced_meeting()
    first = issued(meeting)
    assert queries.to_enclose(meeting.pk) == first
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=meeting.starts_at + timedelta(days=1), ends_at=meeting.ends_at + timedelta(days=1)
    )
    assert queries.to_enclose(meeting.pk) is None
    second = issued(meeting, number=15, seen=1)
    assert (second.revision, second.replaces) == (2, first)
    assert "Giấy mời này thay thế Giấy mời số 12/GM-UBND ngày 22 tháng 11 năm 2026./." in str(second.said)
    assert queries.to_enclose(meeting.pk) == second
    assert [one.number for one in queries.every(meeting.pk)] == [15, 12]


def test_a_paper_of_another_title_goes_with_no_letter():
    meeting = an_announced_meeting()
    issued(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(title="Hội nghị sơ kết")
    assert queries.to_enclose(meeting.pk) is None


def test_another_hall_or_contact_leaves_it_true_and_another_centre_does_not():
    meeting = an_announced_meeting()
    paper = issued(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(contact="Người khác, 0210 000 002")
    assert queries.to_enclose(meeting.pk) == paper
    Meeting.objects.filter(pk=meeting.pk).update(centre=meeting.seats.filter(role="site").first().site)
    assert queries.to_enclose(meeting.pk) is None


def test_a_paper_that_names_the_former_chair_goes_with_no_letter():
    meeting = an_announced_meeting()
    paper = issued(meeting)
    Seat.objects.filter(meeting=meeting, role="chair").update(person=a_person("Đỗ Quang Huy", "huy@phutho.example"))
    assert queries.to_enclose(meeting.pk) is None
    assert not queries.is_true(paper, Meeting.objects.get(pk=meeting.pk))


def test_a_meeting_that_began_or_was_cancelled_has_none_issued_any_more():
    meeting = an_open_meeting()
    with pytest.raises(NotNow):
        issued(meeting)


def test_a_cancelled_meeting_sends_no_paper():
    meeting = an_announced_meeting()
    issued(meeting)
    meetings.cancel_meeting(meeting.pk, "Hoãn", by=doer(meeting, "secretary"), now=NOW)
    assert queries.to_enclose(meeting.pk) is None


def test_the_database_refuses_a_second_paper_of_one_revision():
    meeting = a_draft()
    issued(meeting)
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedPaper.objects.create(**{**vars_of(IssuedPaper.objects.get()), "number": 12})


def vars_of(paper):
    left_out = {"id"}
    return {field.attname: getattr(paper, field.attname) for field in paper._meta.fields if field.name not in left_out}


def test_names_are_those_of_the_day():
    meeting = a_draft()
    old = meeting.agency
    old.letterhead, old.place_name = "ỦY BAN NHÂN DÂN|TỈNH VĨNH PHÚC", "Vĩnh Phúc"
    old.save()
    said = queries.convening_of(Meeting.objects.get(pk=meeting.pk), date(2008, 6, 4))
    assert said.unit.lines == ("ỦY BAN NHÂN DÂN", "TỈNH VĨNH PHÚC")
    assert said.unit.place_name == "Vĩnh Phúc"


def test_no_personal_link_is_ever_in_it(settings):
    meeting = an_announced_meeting()
    paper = issued(meeting)
    assert f"{settings.PUBLIC_URL}/hop/{meeting.slug}/" in str(paper.said)
    assert "tra-loi" not in str(paper.said)


def test_the_signer_bears_no_title_before_the_name():
    meeting = a_draft()
    gave = given(dated=date(2026, 11, 22))
    gave = replace(gave, signer=replace(gave.signer, name="PGS. TS. Trần Quang Minh"))
    paper = actions.issue(meeting.pk, Order(gave), by=doer(meeting, "secretary"), now=NOW)
    assert "PGS" not in str(paper.said)
