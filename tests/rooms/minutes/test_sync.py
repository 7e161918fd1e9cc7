import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, create_sync_message, create_update_message

from rooms.minutes import frames
from rooms.minutes.document import EMPTY, OFFER_MAX, UPDATE_MAX
from rooms.minutes.frames import Caret
from rooms.minutes.refusals import BadFrame
from rooms.minutes.shapes import SCHEMA
from rooms.minutes.sync import Answer, Confirm, Conversation, Keep, Say, Show

READ_ALONG, WRITE = Say(frames.mode(may_write=False)), Say(frames.mode(may_write=True))
HOA = {"id": "seat:thu-ky", "name": "Lê Thị Hòa"}
EDIT = b"\x01\x02\x03"
STATE = {"user": {"name": "Chủ tịch"}, "cursor": {"anchor": 1, "head": 1}}


def the_secretary():
    conversation = Conversation(may_write=True, identity=HOA)
    conversation.heard(frames.hello(SCHEMA))
    return conversation


def a_reader():
    conversation = Conversation(may_write=False, identity={})
    conversation.heard(frames.hello(SCHEMA))
    return conversation


def test_the_server_opens_with_what_is_allowed_and_asks_what_it_lacks():
    conversation = Conversation(may_write=True, identity=HOA)
    assert conversation.opened(b"\x00") == [Say(b"\x00\x00\x01\x00")]


def test_a_hello_with_our_schema_lets_the_secretary_write():
    assert Conversation(may_write=True, identity=HOA).heard(frames.hello(SCHEMA)) == [WRITE]


@pytest.mark.parametrize("schema", [0, SCHEMA + 1])
def test_an_editor_that_draws_another_schema_reads_along(schema):
    conversation = Conversation(may_write=True, identity=HOA)
    assert conversation.heard(frames.hello(schema)) == [READ_ALONG]
    assert conversation.heard(frames.update(EDIT)) == [READ_ALONG]


def test_an_update_before_the_hello_is_refused():
    assert Conversation(may_write=True, identity=HOA).heard(frames.update(EDIT)) == [READ_ALONG]


def test_whoever_asks_is_answered_from_their_state_vector():
    vector = Doc().get_state()
    assert a_reader().heard(create_sync_message(Doc())) == [Answer(vector)]


def test_the_secretarys_edits_are_kept():
    assert the_secretary().heard(create_update_message(EDIT)) == [Keep(EDIT, UPDATE_MAX)]
    assert the_secretary().heard(frames.step_2(EDIT)) == [Keep(EDIT, OFFER_MAX)]


def test_an_edit_that_changes_nothing_is_confirmed():
    assert the_secretary().heard(frames.update(EMPTY)) == [Confirm()]


@pytest.mark.parametrize("frame", [frames.update(EDIT), frames.step_2(EDIT), frames.update(EMPTY)])
def test_a_readers_update_is_refused(frame):
    assert a_reader().heard(frame) == [READ_ALONG]


def test_a_reader_may_answer_that_it_has_nothing():
    assert a_reader().heard(frames.step_2(EMPTY)) == []


def test_nobody_writes_after_sign_off():
    conversation = the_secretary()
    assert conversation.frozen() == [READ_ALONG]
    assert conversation.heard(frames.update(EDIT)) == [READ_ALONG]
    assert conversation.heard(frames.hello(SCHEMA)) == [READ_ALONG]


def test_a_caret_carries_the_name_that_the_server_knows():
    outputs = the_secretary().heard(frames.awareness([Caret(5, 1, STATE)]))
    assert outputs == [Show(Caret(5, 1, {"user": HOA, "cursor": {"anchor": 1, "head": 1}}))]


def test_nobody_moves_anothers_caret():
    conversation = the_secretary()
    conversation.heard(frames.awareness([Caret(5, 1, STATE)]))
    assert conversation.heard(frames.awareness([Caret(6, 9, STATE)])) == []


def test_a_readers_caret_is_not_shown():
    assert a_reader().heard(frames.awareness([Caret(5, 1, STATE)])) == []


def test_a_caret_goes_with_its_editor():
    conversation = the_secretary()
    assert conversation.gone() == []
    conversation.heard(frames.awareness([Caret(5, 1, STATE)]))
    assert conversation.gone() == [Show(Caret(5, 2, None))]


@pytest.mark.parametrize(
    "frame",
    {
        "nothing": b"",
        "unknown kind": b"\x07",
        "an ack": frames.ack(1, 1),
        "unknown step": b"\x00\x03\x00",
        "length beyond the end": b"\x00\x02\x05ab",
        "more after the end": frames.update(EDIT) + b"x",
        "endless number": b"\x80" * 40,
        "number beyond 2^53": b"\x65" + b"\xff" * 7 + b"\x7f",
        "hello without number": b"\x65",
        "caret that is no JSON": b"\x01" + frames.block(b"\x01\x05\x01" + frames.block(b"{")),
        "caret that is not UTF-8": b"\x01" + frames.block(b"\x01\x05\x01" + frames.block(b'"\xff"')),
        "too many carets": frames.awareness([Caret(n, 1, None) for n in range(101)]),
        "a huge caret": frames.awareness([Caret(5, 1, {"cursor": "x" * 5000})]),
        "a deep caret": b"\x01" + frames.block(b"\x01\x05\x01" + frames.block(b"[" * 3900)),
    }.items(),
    ids=lambda named: named[0],
)
def test_a_frame_that_is_no_part_of_the_conversation_is_unreadable(frame):
    with pytest.raises(BadFrame):
        the_secretary().heard(frame[1])


@given(st.integers(0, frames.NUMBER_MAX))
def test_numbers_come_back_as_they_went(value):
    reader = frames.Reader(frames.number(value))
    assert reader.number() == value
    reader.end()


@given(st.binary(max_size=200))
def test_noise_is_understood_or_refused_and_nothing_else(frame):
    with contextlib.suppress(BadFrame):
        the_secretary().heard(frame)
