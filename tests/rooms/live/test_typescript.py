from rooms.live.management.commands.live_types import PLACE
from rooms.live.typescript import everything


def test_the_committed_types_are_those_of_the_messages():
    assert PLACE.read_text(encoding="utf-8") == everything(), "run manage.py live_types"
