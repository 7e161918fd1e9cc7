import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rooms.media.forwarding.sent import KEPT, SentLog


def rows(*numbers):
    return np.array(numbers, np.int64)


def test_each_connection_counts_for_itself():
    log = SentLog()
    chair, site = log.open(), log.open()
    log.stamp_one(chair, 100, 1.0)
    assert log.stamp(rows(chair, site), [1200, 1100], 2.0).tolist() == [[1, 2], [0, 1]]
    assert log.stamp_one(site, 90, 3.0) == 2


def test_a_number_is_found_with_its_time_and_size():
    log = SentLog()
    row = log.open()
    log.stamp(rows(row), [1200, 1100], 2.0)
    log.stamp_one(row, 90, 3.0)
    times, sizes = log.look_up(row, [2, 0, 1])
    assert times.tolist() == [3.0, 2.0, 2.0]
    assert sizes.tolist() == [90, 1200, 1100]


def test_a_number_that_was_never_sent_or_is_forgotten_is_unknown():
    log = SentLog()
    row = log.open()
    for n in range(KEPT + 10):
        log.stamp_one(row, 100, float(n))
    times, sizes = log.look_up(row, [9, 10, KEPT + 9, KEPT + 10, 65_535])
    assert [math.isnan(time) for time in times] == [True, False, False, True, True]
    assert sizes.tolist() == [0, 100, 100, 0, 0]


def test_a_new_log_knows_nothing():
    log = SentLog()
    times, _ = log.look_up(log.open(), [0, 1, 65_535])
    assert all(math.isnan(time) for time in times)


def test_a_row_is_given_anew_and_begins_at_zero():
    log = SentLog()
    first = [log.open() for _ in range(8)]
    log.stamp(rows(*first), [100], 1.0)
    log.close(first[3])
    again = log.open()
    assert again == first[3]
    assert math.isnan(log.look_up(again, [0])[0][0])
    assert log.stamp_one(again, 100, 2.0) == 0


def test_growing_forgets_nothing():
    log = SentLog()
    first = log.open()
    log.stamp_one(first, 777, 1.5)
    many = [log.open() for _ in range(300)]
    assert len({first, *many}) == 301
    times, sizes = log.look_up(first, [0])
    assert (times[0], sizes[0]) == (1.5, 777)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40), st.integers(0, 70_000))
def test_the_newest_are_known_over_every_wrap(bursts, before):
    log = SentLog()
    row = log.open()
    log._next[row] = before
    sent = {}
    for time, count in enumerate(bursts, start=1):
        for n, seq in enumerate(log.stamp(rows(row), range(count), float(time))[0].tolist()):
            sent[seq] = (float(time), n)
    newest = list(sent)[-KEPT:]
    times, sizes = log.look_up(row, newest)
    assert list(zip(times.tolist(), sizes.tolist(), strict=True)) == [sent[seq] for seq in newest]
