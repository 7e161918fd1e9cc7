import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.invitations.itip.authentication import dmarc_failed, read

OURS = "thu.phutho.example"


@pytest.mark.parametrize(
    ("field", "results"),
    [
        (f"{OURS}; dmarc=fail header.from=x.example", [("dmarc", "fail")]),
        (f"{OURS} 1; none", []),
        (f"{OURS};\r\n\tspf=pass smtp.mailfrom=x;\r\n\tdmarc=pass (p=none)", [("spf", "pass"), ("dmarc", "pass")]),
        (f'"{OURS.upper()}" ; dmarc / 1 = fail', []),  # a method with blanks inside is no method
        (f'"{OURS.upper()}" ; dmarc/1 = fail', [("dmarc", "fail")]),
        (f"{OURS}; (dmarc=pass;) dmarc (a (nested \\) comment)) = (x) fail (y)", [("dmarc", "fail")]),
        (f'{OURS}; spf=fail reason="it says; dmarc=fail" smtp.helo=x', [("spf", "fail")]),
        (f'{OURS}; spf=fail reason=";" dmarc=fail', [("spf", "fail")]),
        (f"{OURS}; dkim=pass header.d=a; dkim=fail header.d=b", [("dkim", "pass"), ("dkim", "fail")]),
        (f"{OURS}; dmarc=", []),
        (f"{OURS}; dmarc", []),
        ("", []),
        ("(", []),
        ('"', []),
    ],
)  # fmt: skip
def test_a_field_is_read_as_rfc_8601_writes_it(field, results):
    server, found = read(field)
    assert found == results
    assert server in {OURS, ""}


def test_only_a_failure_that_our_own_server_found_counts():
    assert dmarc_failed([f"{OURS}; dmarc=fail"], OURS.upper())
    assert not dmarc_failed([f"{OURS}; dmarc=temperror"], OURS)
    assert not dmarc_failed([f"{OURS}; dmarc=permerror; spf=fail; dkim=fail"], OURS)
    assert not dmarc_failed([f"{OURS}.evil.example; dmarc=fail", f"evil.example; dmarc=fail ({OURS})"], OURS)
    assert not dmarc_failed([], OURS)


def test_a_result_that_the_sender_wrote_below_ours_changes_nothing():
    assert dmarc_failed([f"{OURS}; dmarc=fail", f"{OURS}; dmarc=pass"], OURS)
    assert not dmarc_failed([f"{OURS}; dmarc=pass", f"{OURS}; dmarc=fail"], OURS)


def test_a_filter_for_dkim_above_the_one_for_dmarc_hides_nothing():
    assert dmarc_failed([f"{OURS}; dkim=none", f"{OURS}; dmarc=fail"], OURS)


@given(st.text(max_size=200))
def test_nothing_that_a_stranger_writes_raises(field):
    _server, results = read(field)
    assert all(len(pair) == 2 for pair in results)


COMMENT = st.recursive(st.text("ab ;=", max_size=4), lambda inner: inner.map(lambda text: f"({text})"), max_leaves=3)


@given(COMMENT, COMMENT, st.sampled_from(["fail", "pass", "none", "temperror"]), st.text("abc ;=()", max_size=9))
def test_comments_and_quoted_words_never_change_the_result(before, after, result, quoted):
    field = f'{OURS} ({before}); spf=pass reason="{quoted}" ({after}); ({before}) dmarc=({after}){result} ({before})'
    assert read(field) == (OURS, [("spf", "pass"), ("dmarc", result)])
