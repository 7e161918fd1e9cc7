import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.people.rules import NAME_MAX, BadName, clean_name, fold, sort_key


def test_search_ignores_accents_and_the_place_of_the_tone():
    assert fold("Hoà Bình") == fold("Hòa  bình") == "hoa binh"
    assert fold("Đỗ Đức Đường") == "do duc duong"
    assert fold("Giao\0 ban") == "giao ban"  # PostgreSQL refuses a NUL in a search, too


def test_names_sort_by_given_name_in_the_vietnamese_alphabet():
    names = ["Trần Văn Bình", "Lê Thị Ánh", "Đỗ Văn An", "Phạm Thị Ân", "Đặng Văn Đức", "Lê Văn Dũng", "An Văn An"]
    assert sorted(names, key=sort_key) == [
        "An Văn An",
        "Đỗ Văn An",
        "Lê Thị Ánh",
        "Phạm Thị Ân",
        "Trần Văn Bình",
        "Lê Văn Dũng",
        "Đặng Văn Đức",
    ]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("", "empty"), (" \u00a0 ", "empty"), ("x" * 121, "too_long"), ("An\r\nBcc: x", "control_character")]
    + [(f"An{letter}", "control_character") for letter in "\x00\x1b\u202e\u200b\ufeff"],
)
def test_a_name_that_could_deceive_is_refused(name, reason):
    with pytest.raises(BadName) as refused:
        clean_name(name)
    assert refused.value.reason == reason


@given(st.text(max_size=200))
def test_a_cleaned_name_is_nfc_single_spaced_and_stays_as_it_is(text):
    try:
        name = clean_name(text)
    except BadName:
        return
    assert unicodedata.is_normalized("NFC", name)
    assert clean_name(name) == name
    assert 0 < len(name) <= NAME_MAX
    assert fold(fold(name)) == fold(name)
    sort_key(name)
