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


def test_a_paper_is_true_while_title_time_and_place_are_those_it_told():
    told, title = a_convening(sittings=weekly(3)).told, a_convening().title
    end = START + timedelta(hours=2)
    centre = a_convening().centre
    week = timedelta(weeks=1)
    assert still_true(told, title, START, end, centre)
    assert still_true(told, title, START + 2 * week, end + 2 * week, centre)
    assert not still_true(told, title, START + 3 * week, end + 3 * week, centre)
    assert not still_true(told, title, START, end + timedelta(minutes=15), centre)
    assert not still_true(told, title, START, end, "Hội trường B")
    assert not still_true({}, title, START, end, centre)
    assert not still_true(told, "Hội nghị khác", START, end, centre)
