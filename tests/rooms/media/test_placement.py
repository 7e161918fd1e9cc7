"""Who lives, and who is called back first, with a made clock."""

from rooms.media.placement import BYE, DEAD_AFTER_S, Hearts
from rooms.media.signalling import Floor, Offer
from rooms.media.stays import Stays


def test_a_node_is_dead_when_its_beats_are_missed_and_at_once_when_it_says_goodbye():
    hearts = Hearts()
    assert hearts.listen({"a": ("boot", 1), "b": ("boot", 1)}, 10.0) == {"a": "boot", "b": "boot"}
    assert hearts.listen({"a": ("boot", 2), "b": ("boot", BYE)}, 10.2) == {"a": "boot"}
    last = 10.2 + DEAD_AFTER_S
    assert hearts.listen({"a": ("boot", 2)}, last - 0.1) == {"a": "boot"}
    assert hearts.listen({"a": ("boot", 2)}, last + 0.1) == {}


def test_a_node_that_was_started_anew_is_another():
    hearts = Hearts()
    hearts.listen({"a": ("first", 900)}, 10.0)
    assert hearts.listen({"a": ("second", 0)}, 10.3) == {"a": "second"}


def test_a_cache_that_was_away_or_comes_back_empty_kills_nobody():
    hearts = Hearts()
    hearts.listen({"a": ("boot", 1)}, 10.0)
    hearts.excuse(15.0)
    assert hearts.listen({}, 15.2) == {"a": "boot"}
    assert hearts.listen({"a": ("boot", 20)}, 15.5) == {"a": "boot"}
    assert hearts.listen({}, 15.6 + DEAD_AFTER_S) == {}


def test_who_is_heard_is_called_back_first():
    stays = Stays()
    for seat in ("an", "binh", "chair", "dung"):
        stays.note(Offer("hop", seat, f"of-{seat}", "v=0", "live"), "child")
    stays.note(Floor("hop", 4, ("binh",), "chair", "binh"), "child")
    assert [stay.seat for stay in stays.take_all()] == ["binh", "chair", "an", "dung"]
