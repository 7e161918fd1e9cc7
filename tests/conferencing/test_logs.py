"""What stands in the logs, and what never does (SECURITY.md S-9)."""

import ast
import json
import logging
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core import signing

from conferencing.logs import JsonLine, PlainLine, without_secrets
from rooms.media import relay
from rooms.media.signalling import Floor, Gone, Offer
from tests.factories.live import Browser, the_seat
from tests.factories.meetings import NOW, an_open_meeting
from tests.rooms.media.scripted import ScriptedBrowser
from tests.rooms.media.wire.test_node import MEETING, House

ROOT = Path(settings.BASE_DIR)
SOURCES = [path for folder in ("rooms", "conferencing") for path in sorted((ROOT / folder).rglob("*.py"))]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
SECRET_NAMES = {"sdp", "ufrag", "pwd", "password", "token", "ticket", "secret", "credential", "cookie", "certificate"}
PRIVATE_NAMES = {"text", "body", "payload", "chat", "ballot", "agreement", "frame"}
EVERY_KIND_OF_LETTER = "\r\n\x1b[2J\u202e ô"


def a_record(said="said", *arguments, **extra):
    record = logging.makeLogRecord({"msg": said, "args": arguments, "name": "rooms.probe", "levelname": "INFO"})
    vars(record).update(extra)
    return record


# --- how a line looks


def test_a_line_is_one_object_with_the_extras_in_it():
    line = JsonLine().format(a_record("a hub failed", meeting="m1", seat="s1"))
    found = json.loads(line)
    assert {name: found[name] for name in ("said", "logger", "level", "meeting", "seat")} == {
        "said": "a hub failed", "logger": "rooms.probe", "level": "INFO", "meeting": "m1", "seat": "s1",
    }  # fmt: skip
    assert "\n" not in line


@pytest.mark.parametrize("formatter", [JsonLine(), PlainLine()], ids=["json", "plain"])
def test_what_a_user_typed_cannot_write_a_line_of_its_own(formatter):
    line = formatter.format(a_record("name %s", EVERY_KIND_OF_LETTER, device=EVERY_KIND_OF_LETTER))
    assert all(letter.isprintable() for letter in line)


def test_people_read_the_extras_behind_the_words():
    line = PlainLine().format(a_record("joined", meeting="m1", join_ms=140))
    assert line.endswith("INFO    rooms.probe: joined meeting=m1 join_ms=140")


@pytest.mark.parametrize("formatter", [JsonLine(), PlainLine()], ids=["json", "plain"])
def test_a_trace_is_kept(formatter):
    fault = ValueError("v=0\r\na=ice-pwd:abc")
    record = a_record("it broke")
    record.exc_info = (ValueError, fault, None)
    line = formatter.format(record)
    assert "ValueError" in line
    assert "abc" not in line


# --- what is masked


@pytest.mark.parametrize(
    "said",
    [
        "got v=0\r\no=- 7 2 IN IP4 127.0.0.1\r\na=ice-pwd:GEHEIM",
        repr("v=0\r\na=ice-pwd:GEHEIM\r\n"),
        "a=ice-ufrag:GEHEIM",
        'Not Found: "/tra-loi/GEHEIM/"',
        "{'ticket': 'GEHEIM', 'seat': 7}",
        "token=GEHEIM&x=1",
        "Password: GEHEIM",
        "x " + signing.dumps({"seat": "GEHEIM"}),
    ],
)
def test_known_shapes_of_secrets_are_masked_wherever_they_stand(said):
    for line in (without_secrets(said), JsonLine().format(a_record(said)), JsonLine().format(a_record("x", more=said))):
        assert "GEHEIM" not in line
        assert signing.dumps({"seat": "GEHEIM"})[:20] not in line
        assert "***" in line


@pytest.mark.parametrize("key", ["ticket", "Token", "sdp", "password"])
def test_an_extra_of_a_secret_name_is_masked(key):
    assert "GEHEIM" not in JsonLine().format(a_record(**{key: "GEHEIM"}))


@pytest.mark.parametrize("said", ["a meeting moved", "2 tickets", "12:30:45", "/hop/giao-ban/vao/", "live.tickets"])
def test_plain_words_stay(said):
    assert without_secrets(said) == said


# --- what our own calls say


def calls_of(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LEVELS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"log", "logger"}
    ]


def names_in(call):
    """Every name, attribute and key of `extra` that a call speaks of."""
    for given in [*call.args, *(keyword.value for keyword in call.keywords)]:
        for node in ast.walk(given):
            if isinstance(node, ast.Name):
                yield node.id
            elif isinstance(node, ast.Attribute):
                yield node.attr
            elif isinstance(node, ast.Dict):
                yield from (key.value for key in node.keys if isinstance(key, ast.Constant))


def test_no_call_of_ours_speaks_of_a_secret_or_of_what_people_wrote():
    calls = [(path, call) for path in SOURCES for call in calls_of(path)]
    assert len(calls) > 40
    said = {
        f"{path.relative_to(ROOT)}:{call.lineno}": found
        for path, call in calls
        if (found := {name for name in names_in(call) if name.lower() in SECRET_NAMES | PRIVATE_NAMES})
    }
    assert said == {}


def test_no_call_of_ours_puts_values_into_its_words():
    """Words are the same each time and so can be counted; what changes stands in `extra`."""
    assert [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCES
        for call in calls_of(path)
        if call.args and isinstance(call.args[0], ast.JoinedStr)
    ] == []


# --- what is said while people meet, our libraries at DEBUG included


class Listener(logging.Handler):
    """Hears everything, and keeps it as it would be written, and as it was."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines, self.records = [], []
        self.setFormatter(JsonLine())

    def emit(self, record):
        self.records.append(record)
        self.lines.append(self.format(record))

    def said(self, words):
        return [json.loads(line) for line in self.lines if json.loads(line)["said"] == words]


@pytest.fixture
def listener():
    listener, root = Listener(), logging.getLogger()
    ours = [logging.getLogger(name) for name in (None, "aiortc", "aioice", "rooms", "channels", "asyncio", "django")]
    before = [each.level for each in ours]
    for each in ours:
        each.setLevel(logging.DEBUG)
    root.addHandler(listener)
    yield listener
    root.removeHandler(listener)
    for each, level in zip(ours, before, strict=True):
        each.setLevel(level)


def test_a_node_at_debug_gives_away_no_key_and_says_whose_each_line_is(listener):
    secrets = []

    async def story():
        house = House()
        try:
            house.node.receive(Floor(MEETING, 1, ("chair",), "chair"))
            await house.join("chair")
            secrets.extend(part for known in house.node.peers["chair"].passes for part in known)
            house.browsers["yen-lac"] = ScriptedBrowser(MEETING, "yen-lac")
            house.node.receive(Offer(MEETING, "yen-lac", "yen-lac", "v=0\r\na=ice-pwd:GEHEIM", "yen-lac"))
            house.node.receive(Gone(MEETING, "chair"))
        finally:
            await house.close()

    async_to_sync(story)()
    everything = "\n".join(listener.lines)
    assert secrets
    assert not [secret for secret in [*secrets, "GEHEIM", "ice-pwd", "ice-ufrag"] if secret in everything]
    (joined,), (ended,), (refused,) = listener.said("joined"), listener.said("ended"), listener.said("offer refused")
    assert {(line["meeting"], line["connection"]) for line in (joined, ended)} == {(MEETING, "chair")}
    assert int(joined["join_ms"]) > 0
    assert (ended["why"], ended["had_media"]) == ("left", "True")
    assert (refused["connection"], refused["code"]) == ("yen-lac", "bad_offer")
    assert [record.name for record in listener.records if record.name.startswith("aiortc")]  # they did speak


@pytest.mark.django_db(transaction=True)
def test_a_live_door_at_debug_gives_away_no_ticket_and_no_text(listener):
    meeting = an_open_meeting()
    seat = the_seat(meeting, "site")
    kept = []

    async def story():
        browser = Browser(seat)
        ticket = await browser.ticket()
        kept.append(ticket)
        await browser.enter(ticket=ticket)
        await browser.until(lambda news: news["type"] == "welcome")
        await browser.do("chat.say", text="Chuyện-riêng-của-chúng-tôi")
        await browser.do("floor.end")
        await browser.do("media.offer", sdp="v=0\r\na=ice-pwd:GEHEIM\r\n")
        await browser.leave()
        stranger = await Browser(seat).enter(ticket=ticket)
        assert await stranger.closed() == 4401

    async_to_sync(story)()
    everything = "\n".join(listener.lines)
    assert not [each for each in (kept[0], kept[0][:30], "Chuyện-riêng", "GEHEIM") if each in everything]
    (entered,), (left,) = listener.said("entered"), listener.said("left")
    assert entered["meeting"] == left["meeting"] == str(meeting.pk)
    assert entered["seat"] == str(seat.pk)
    assert entered["connection"].startswith(str(seat.pk))
    assert (left["code"], left["for_good"]) == ("1000", "True")
    assert [(line["deed"], line["code"]) for line in listener.said("refused")] == [("floor.end", "nobody_speaks")]
    assert [line["code"] for line in listener.said("not let in")] == ["bad_ticket"]


def test_a_relays_pass_would_be_masked(settings):
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:relay.example"], "s"
    server = relay.ice_servers("seat", NOW)[0]
    assert str(server["credential"]) not in JsonLine().format(a_record("servers %s", server))
