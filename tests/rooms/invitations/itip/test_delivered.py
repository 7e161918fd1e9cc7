import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.invitations.itip.delivered import delivered_to, returned_from

DOMAIN = "thu.phutho.example"
ONE, TWO, THREE = (f"hop+{letter * 26}@{DOMAIN}" for letter in "abc")


@pytest.mark.parametrize(
    ("head", "addresses"),
    [
        (f"Delivered-To: {ONE}\r\nDelivered-To: {TWO}\r\nTo: {THREE}", [ONE]),
        (f"X-Original-To: {TWO}\r\nDelivered-To: hop@{DOMAIN}\r\nTo: {THREE}", [TWO]),
        (f"Delivered-To: hop@{DOMAIN}\r\nTo: Ủy ban <{ONE.upper()}>, x@y\r\nCc: {TWO}, {ONE}", [ONE, TWO]),
        (f"Delivered-To: hop@{DOMAIN}\r\nTo: an@x.example", []),
        (f"To: hop+{'a' * 26}@else.example", []),
        (f"Subject: x\r\n\r\nTo: {ONE}", []),
        ("", []),
    ],
)
def test_the_header_tells_for_whom_a_mail_came(head, addresses):
    assert delivered_to(head.encode(), DOMAIN) == addresses


def test_a_mail_to_a_crowd_is_for_twenty_at_most():
    crowd = ", ".join(f"hop+{'a' * 24}{one}{two}@{DOMAIN}" for one in "abcdef" for two in "ghijkl")
    assert len(delivered_to(f"To: {crowd}\r\n\r\n".encode(), DOMAIN)) == 20


def test_the_servers_return_path_is_the_envelope_sender():
    assert returned_from(b"Return-Path: <a@b.example>\r\nSubject: x\r\n\r\nReturn-Path: <c@d>") == "a@b.example"
    assert returned_from(b"Return-Path: <>\r\n\r\nx") == returned_from(b"Subject: x\r\n\r\n") == ""


@given(st.binary(max_size=200))
def test_no_header_raises(raw):
    assert delivered_to(raw, DOMAIN) == []
    returned_from(raw)
