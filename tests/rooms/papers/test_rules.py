from datetime import timedelta
from uuid import uuid4

import pytest

from rooms.meetings.rules import Doer, Hat
from rooms.papers.rules import Suggested, authority_lines, bad_authority, may_issue, may_see_draft, still_true, suggest
from tests.factories.papers import START, a_convening, weekly

COMMITTEE = ("ỦY BAN NHÂN DÂN", "TỈNH PHÚ THỌ")


@pytest.mark.parametrize(
    ("hat", "issues", "reads"),
    [
        (Hat.SECRETARY, True, True),
        (Hat.CLERK, True, True),
        (Hat.ADMINISTRATOR, True, True),
        (Hat.CHAIR, False, True),
        (Hat.DELEGATE, False, False),
        (Hat.SITE, False, False),
        (Hat.GUEST, False, False),
    ],
)
def test_who_gives_numbers_and_who_reads_the_draft(hat, issues, reads):
    doer = Doer(f"person:{uuid4()}", frozenset({hat}))
    assert (may_issue(doer), may_see_draft(doer)) == (issues, reads)


def test_lines_of_authority_are_capitals_and_begin_with_a_mark():
    lines = authority_lines("tm. Ủy ban  nhân dân\n\nKT. Chủ tịch\n")
    assert lines == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")
    assert bad_authority(lines) == ""
    assert bad_authority(["TUQ. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]) == "CHÁNH VĂN PHÒNG"


@pytest.mark.parametrize(
    ("letterhead", "position", "suggested"),
    [
        (COMMITTEE, "Phó Chủ tịch UBND tỉnh", Suggested(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH")),
        (COMMITTEE, "Chủ tịch UBND tỉnh", Suggested(("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH")),
        (COMMITTEE, "Chuyên viên", Suggested()),
        (("VĂN PHÒNG",), "Phó Chủ tịch UBND tỉnh", Suggested()),
    ],
)
def test_the_signer_is_suggested_only_where_it_is_sure(letterhead, position, suggested):
    assert suggest(letterhead, position) == suggested


def test_a_paper_is_true_while_title_time_place_and_chair_are_those_it_told():
    told, first = a_convening(sittings=weekly(3)).told, a_convening()
    end = START + timedelta(hours=2)
    week = timedelta(weeks=1)
    named = {"title": first.title, "centre": first.centre, "chair": first.chair.name}
    assert still_true(told, named, START, end)
    assert still_true(told, named, START + 2 * week, end + 2 * week)
    assert not still_true(told, named, START + 3 * week, end + 3 * week)
    assert not still_true(told, named, START, end + timedelta(minutes=15))
    assert not still_true({}, named, START, end)
    for name in named:
        assert not still_true(told, {**named, name: "Đỗ Quang Huy"}, START, end)


def test_a_paper_that_kept_neither_title_nor_chair_is_true_whatever_they_are_now():
    first = a_convening()
    told = {name: value for name, value in first.told.items() if name not in {"title", "chair"}}
    named = {"title": "Khác", "centre": first.centre, "chair": "Đỗ Quang Huy"}
    assert still_true(told, named, START, START + timedelta(hours=2))
