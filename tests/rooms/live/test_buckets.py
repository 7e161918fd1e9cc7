from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.live.buckets import BYTES, PACES, Bucket, Buckets, Pace
from rooms.live.messages import ChatSay, HandRaise


def test_five_chat_lines_at_once_then_one_a_second():
    buckets = Buckets()
    assert [buckets.allow("hòa", ChatSay, 0) for _ in range(6)] == [True] * 5 + [False]
    assert not buckets.allow("hòa", ChatSay, 0.9)
    assert buckets.allow("hòa", ChatSay, 1)


def test_one_seat_and_one_deed_do_not_spend_anothers_tokens():
    buckets = Buckets()
    while buckets.allow("hòa", ChatSay, 0):
        pass
    assert buckets.allow("minh", ChatSay, 0)
    assert buckets.allow("hòa", HandRaise, 0)


@settings(deadline=None)
@given(st.lists(st.floats(0, 3), max_size=200))
def test_no_rhythm_gets_more_than_the_burst_and_the_pace(pauses):
    bucket, now, taken = Bucket(PACES[ChatSay], 0), 0.0, 0
    for pause in pauses:
        now += pause
        taken += bucket.take(now)
    assert taken <= 5 + now + 1e-6


def test_a_clock_that_goes_back_fills_nothing():
    bucket = Bucket(Pace(1, 1), 100)
    assert bucket.take(100)
    assert not bucket.take(50)
    assert not bucket.take(50.5)


def test_a_flood_of_bytes_waits_until_it_is_paid_back():
    bucket = Bucket(BYTES, 0)
    assert bucket.wait_s(1_000_000, 0) == 0
    assert bucket.wait_s(200_000, 0) == 1
    assert bucket.wait_s(0, 1) == 0
