import pytest

from rooms.live.credit import OWED_MAX, SILENT_MAX_S, Credit
from rooms.live.refusals import BadMessage


def test_who_acknowledges_owes_nothing_however_long_it_lasts():
    credit = Credit()
    for second in range(0, 4 * 3600, 2):
        credit.sent(50_000, second)
        credit.acknowledged(50_000 * (second // 2 + 1), second + 1)
        assert not credit.is_spent(second + 2)


def test_two_megabytes_owed_are_too_much():
    credit = Credit()
    credit.sent(OWED_MAX, 0)
    assert not credit.is_spent(1)
    credit.sent(1, 1)
    assert credit.is_spent(1)


def test_fifteen_silent_seconds_are_too_long_only_while_something_is_owed():
    credit = Credit()
    assert not credit.is_spent(1000)
    credit.sent(10, 1000)
    assert not credit.is_spent(1000 + SILENT_MAX_S)
    assert credit.is_spent(1000.1 + SILENT_MAX_S)
    credit.acknowledged(10, 1016)
    assert not credit.is_spent(5000)


def test_the_same_acknowledgement_again_buys_no_time():
    credit = Credit()
    credit.sent(10, 0)
    credit.acknowledged(4, 1)
    credit.acknowledged(4, 14)
    credit.acknowledged(2, 15)
    assert credit.is_spent(1.1 + SILENT_MAX_S)


def test_nobody_has_received_more_than_was_sent():
    credit = Credit()
    credit.sent(10, 0)
    with pytest.raises(BadMessage):
        credit.acknowledged(11, 1)
