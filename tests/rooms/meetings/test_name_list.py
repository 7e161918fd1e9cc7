import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.meetings.name_list import MOST, BadLine, Named, as_text, doubled, read
from rooms.people.rules import BadName, clean_name

HA = Named("Phạm Thu Hà", "Phó Giám đốc Sở Tài chính, Trưởng ban")


@pytest.mark.parametrize(
    "typed",
    [
        "Phạm Thu Hà\tPhó Giám đốc Sở Tài chính, Trưởng ban",
        "1\tPhạm Thu Hà\tPhó Giám đốc Sở Tài chính\tTrưởng ban",
        "1.\tPhạm Thu Hà\tPhó Giám đốc Sở Tài chính, Trưởng ban\t",
        "\tPhạm Thu Hà\tPhó Giám đốc Sở Tài chính, Trưởng ban",
        "Phạm Thu Hà, Phó Giám đốc Sở Tài chính, Trưởng ban",
        "1. Phạm Thu Hà, Phó Giám đốc Sở Tài chính, Trưởng ban",
        "- Phạm  Thu Hà ; Phó Giám đốc Sở Tài chính, Trưởng ban",
        '"Phạm Thu Hà"\t"Phó Giám đốc Sở Tài chính, Trưởng ban"',
        "\ufeffPhạm Thu\u00a0Hà\u200b\tPhó Giám đốc Sở Tài chính, Trưởng ban\r",
        unicodedata.normalize("NFD", "Phạm Thu Hà\tPhó Giám đốc Sở Tài chính, Trưởng ban"),
    ],
)
def test_a_line_from_word_or_excel_is_a_name_and_a_position(typed):
    assert read(typed).people == (HA,)


def test_headings_numbers_alone_and_empty_lines_are_left_out():
    pasted = "STT\tHọ và tên\tChức vụ\r\n1\tPhạm Thu Hà\t\r\n\r\n2\r\n3\tVũ Đức Long\tChủ tịch\r\n"
    assert read(pasted).people == (Named("Phạm Thu Hà"), Named("Vũ Đức Long", "Chủ tịch"))
    assert read("Họ và tên\tChức vụ").people == ()


def test_a_line_that_cannot_be_kept_is_told_by_its_number():
    found = read(f"Phạm Thu Hà\n, Chủ tịch\n{'x' * 121}\nVũ\u202eĐức")
    assert found.bad == (BadLine(2, "empty"), BadLine(3, "too_long"), BadLine(4, "control_character"))


def test_more_than_three_hundred_are_refused_once():
    found = read("\n".join(f"Nguyễn Văn {number}" for number in range(MOST + 5)))
    assert (len(found.people), found.bad) == (MOST, (BadLine(MOST + 1, "too_many"),))


def test_two_of_one_name_are_both_kept_and_shown():
    people = read("Phạm Thu Hà\tChủ tịch\nVũ Đức Long\nphạm thu hà\tKế toán").people
    assert doubled(people) == [("Phạm Thu Hà", (1, 3))]
    assert len(people) == 3


NAMES = st.text(st.sampled_from("aăâđêôơưỳnghPT ,;\t.-*1")).map(str.strip)


@given(st.lists(st.tuples(NAMES, NAMES)))
def test_whatever_was_kept_is_read_again_as_it_was(pairs):
    kept = read("\n".join("\t".join(pair) for pair in pairs)).people
    assert read(as_text(kept)).people == kept


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text):
    found = read(text)
    for one in found.people:
        try:
            assert clean_name(one.name) == one.name
        except BadName:
            pytest.fail(f"kept a bad name {one.name!r}")
