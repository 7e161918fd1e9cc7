import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.media.signalling import (
    Answer,
    Dark,
    Floor,
    Gone,
    Limits,
    Loud,
    Moved,
    Offer,
    Quality,
    Ready,
    Refusal,
    Slots,
    View,
    Watch,
    from_wire,
    to_wire,
)
from rooms.refusals import Unreadable

A_ROW = {
    "seat": "chair",
    "rtt_ms": None,
    "up_kbps": 900,
    "down_kbps": 0,
    "up_lost_permille": 12,
    "down_lost_permille": 0,
    "jitter_ms": 4,
    "layers": ["l", "m"],
    "level": "full",
}
MESSAGES = [
    Offer("m", "tam-duong", "c1", "v=0\r\n", "specific.abc!x"),
    Ready("m", "c1"),
    View("m", "c1", 2, "yen-lac"),
    View("m", "c1"),
    View("m", "c1", low=True),
    Dark("m", "c1", "screen"),
    Gone("m", "c1"),
    Floor("m", 57, ("chair", "tam-duong"), "chair", "tam-duong"),
    Floor("m", 58, ("chair",), "chair", pinned="tam-duong", sharing=("chair", "yen-lac"), muted=("tam-duong",)),
    Floor("m", 0),
    Answer("c1", "v=0\r\n"),
    Refusal("c1", "bad_offer", "Không hợp lệ."),
    Slots("c1", {"3": {"seat": "chair", "source": "mic"}, "4": None}),
    Loud("m", ("chair",)),
    Watch("m", "c1", "specific.abc!x"),
    Watch("m", "c1", "specific.abc!x", on=False),
    Quality("m", (A_ROW,)),
    Quality("m", ()),
    Limits("c1", "full", "", 5000),
    Limits("c1", "low", "line", 120),
    Moved("c1"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: f"{MESSAGES.index(message)}-{message.kind}")
def test_a_message_survives_the_wire(message):
    assert from_wire(json.loads(json.dumps(to_wire(message)))) == message


@pytest.mark.parametrize(
    "wire",
    [
        None,
        [],
        "offer",
        {},
        {"kind": "dance"},
        {"kind": ["offer"]},
        {"kind": "ready", "meeting": "m"},
        {"kind": "ready", "meeting": "m", "connection": ""},
        {"kind": "ready", "meeting": "m", "connection": 7},
        {"kind": "ready", "meeting": "m", "connection": "c", "more": 1},
        {"kind": "view", "meeting": "m", "connection": "c", "page": -1},
        {"kind": "view", "meeting": "m", "connection": "c", "page": True},
        {"kind": "floor", "meeting": "m", "seq": 1, "heard": "chair"},
        {"kind": "floor", "meeting": "m", "seq": 1, "heard": [None]},
        {"kind": "floor", "meeting": "m", "seq": 1, "sharing": "chair"},
        {"kind": "view", "meeting": "m", "connection": "c", "low": 1},
        {"kind": "limits", "connection": "c", "level": "dire", "reason": "", "kbps": 1},
        {"kind": "limits", "connection": "c", "level": "low", "reason": ["line"], "kbps": 1},
        {"kind": "slots", "connection": "c", "slots": {"1": {"seat": "a"}}},
        {"kind": "watch", "meeting": "m", "connection": "c", "reply_to": "r", "on": 1},
        {"kind": "quality", "meeting": "m", "rows": [{}]},
        {"kind": "quality", "meeting": "m", "rows": [A_ROW | {"rtt_ms": -1}]},
        {"kind": "quality", "meeting": "m", "rows": [A_ROW | {"name": "Trần Văn A"}]},
        {"kind": "quality", "meeting": "m", "rows": {"seat": "chair"}},
    ],
)
def test_what_cannot_be_read_is_refused(wire):
    with pytest.raises(Unreadable):
        from_wire(wire)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["kind", "meeting", "slots", "heard"]), inner),
    )
)
def test_any_json_is_read_or_refused(wire):
    try:
        message = from_wire(wire)
    except Unreadable:
        return
    assert from_wire(to_wire(message)) == message
