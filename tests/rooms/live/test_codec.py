import contextlib
import json
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.live.codec import decode, encode
from rooms.live.messages import DEEDS, Ack, ChatSay, Enter, FloorGive, MediaView, RefusedNews, Wish
from rooms.live.refusals import BadMessage, NotAMessage, UnknownDeed

KEY = "6f1d7a52-3c1e-4a55-9c0e-3c2a8f0b7a11"
SEAT = "0b9f5f0e-9d3f-4b8a-8f46-1f5f4a3d2c10"


def wish(do, **fields):
    return json.dumps({"do": do, "key": KEY, **fields})


def test_a_deed_is_read_with_its_key():
    assert decode(wish("floor.give", seat=SEAT, minutes=5)) == Wish(UUID(KEY), FloorGive(UUID(SEAT), 5))
    assert decode(wish("media.view", page=2)) == Wish(UUID(KEY), MediaView(2))
    assert decode(wish("media.view", page=0, pinned=None)) == Wish(UUID(KEY), MediaView(0))
    assert decode(wish("media.view", page=0, low=True)) == Wish(UUID(KEY), MediaView(0, low=True))
    assert decode('{"do": "ack", "seq": 3, "bytes": 17}') == Ack(3, 17)
    entered = decode(json.dumps({"do": "enter", "ticket": "t", "connection": KEY, "since": None, "device": "Cốc Cốc"}))
    assert entered == Enter("t", UUID(KEY), None, "Cốc Cốc")


@pytest.mark.parametrize(
    "frame",
    ["", "xin chào", "{", "[]", "null", '"chat.say"', "12", '{"do": NaN}', "[" * 100_000, '{"a":' * 50_000, "9" * 9000],
)
def test_what_is_no_object_is_no_message(frame):
    with pytest.raises(NotAMessage):
        decode(frame)


@pytest.mark.parametrize("do", ["dance", "", None, 7, ["chat.say"], {"do": 1}, "Chat.say", "__class__"])
def test_an_unknown_deed_is_refused_by_its_key(do):
    with pytest.raises(UnknownDeed) as refused:
        decode(wish(do))
    assert refused.value.key == KEY


@pytest.mark.parametrize("key", [None, 7, "", "x", "6f1d7a52", [KEY], True])
def test_a_deed_without_a_readable_key_is_refused_without_one(key):
    with pytest.raises(BadMessage) as refused:
        decode(json.dumps({"do": "hand.raise", "key": key}))
    assert refused.value.key is None


@pytest.mark.parametrize(
    "frame",
    [
        wish("chat.say"),
        wish("chat.say", text=None),
        wish("chat.say", text=["a"]),
        wish("chat.say", text="a" * 4001),
        wish("chat.say", text="a\0b"),
        wish("chat.say", text="\ud800"),
        wish("chat.say", text="a", meeting=SEAT),
        wish("floor.give", seat="chủ trì", minutes=5),
        wish("floor.give", seat=SEAT, minutes="5"),
        wish("floor.give", seat=SEAT, minutes=5.0),
        wish("floor.give", seat=SEAT, minutes=True),
        wish("floor.give", seat=SEAT, minutes=0),
        wish("floor.give", seat=SEAT, minutes=10**400),
        wish("floor.give", seat=None, minutes=5),
        wish("media.offer", sdp="v" * 200_001),
        wish("hand.raise", seat=SEAT),
        wish("floor.mode", mode="shout"),
        wish("floor.mode", mode=["free"]),
        wish("stage.pin"),
        wish("media.dark", source="mic"),
        '{"do": "ack", "seq": -1, "bytes": 0}',
        '{"do": "ack", "seq": 0, "bytes": 9007199254740993}',
        '{"do": "enter", "ticket": "", "connection": "x"}',
    ],
)
def test_a_missing_unknown_or_wrong_field_is_refused(frame):
    with pytest.raises(BadMessage):
        decode(frame)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.sampled_from([*DEEDS, "enter", "ack", "dance"]), st.dictionaries(st.sampled_from(
    ["key", "text", "seat", "minutes", "sdp", "page", "pinned", "seq", "bytes", "ticket", "connection", "zzz"]
), anything))  # fmt: skip
def test_nothing_but_a_refusal_comes_of_any_object(do, fields):
    with contextlib.suppress(BadMessage, NotAMessage):
        decode(json.dumps({**fields, "do": do}))


@settings(deadline=None)
@given(st.text())
def test_nothing_but_a_refusal_comes_of_any_text(text):
    with pytest.raises((BadMessage, NotAMessage)):
        decode(text)


def test_news_is_written_as_small_json_with_vietnamese_as_it_is():
    assert encode(RefusedNews(KEY, "not_now", "Chưa họp")) == (
        f'{{"type":"refused","key":"{KEY}","code":"not_now","words":"Chưa họp"}}'
    )


def test_every_deed_has_its_own_name():
    assert len(DEEDS) == 26
    assert DEEDS["chat.say"] is ChatSay
