from dataclasses import replace

from rooms.minutes.record import Attended, Item, Point, Said, Task
from rooms.minutes.signoff.findings import Matter, Weight, findings_of, may_be_signed
from tests.factories.records import ITEMS, PEOPLE, a_record


def weights(record, **more):
    return {finding.matter: finding.weight for finding in findings_of(record, **more)}


def test_a_meeting_that_goes_on_is_not_signed():
    record = a_record()
    going_on = replace(record, meeting=replace(record.meeting, closed_at=None))
    assert may_be_signed(findings_of(record))
    assert not may_be_signed(findings_of(going_on))


def test_a_statement_without_speaker_is_named_with_its_item_and_does_not_stop():
    nameless = replace(ITEMS[0], points=(Point(Said.STATEMENT, "Đề nghị."),))
    found = {one.matter: one for one in findings_of(a_record(items=(nameless,)))}
    assert found[Matter.SPEAKERS].weight is Weight.WARNING
    assert found[Matter.SPEAKERS].items == (1,)
    assert may_be_signed(list(found.values()))


def test_a_task_without_deadline_an_empty_item_and_a_missing_conclusion_are_warned_of():
    bare = Item(1, "Một việc", "", (Point(Said.FACT, "Bắt đầu."),))
    tasked = Item(2, "Hai việc", "", tasks=(Task("Làm", "Sở Nội vụ", "", ""),))
    found = weights(a_record(items=(bare, tasked)))
    assert found[Matter.EMPTY_ITEMS] is Weight.WARNING
    assert found[Matter.TASKS] is Weight.WARNING
    assert found[Matter.CONCLUSION] is Weight.WARNING


def test_nobody_present_signs_that_cannot_be_printed_and_an_old_letterhead_are_warned_of():
    absent = tuple(replace(one, status=Attended.ABSENT) for one in PEOPLE)
    found = weights(a_record(attendance=absent), unprintable=2, unit_valid=False)
    assert found[Matter.ROLL] is found[Matter.LETTERS] is found[Matter.UNIT] is Weight.WARNING
    assert Matter.LETTERS not in weights(a_record())
