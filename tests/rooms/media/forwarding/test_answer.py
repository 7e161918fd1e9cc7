from pathlib import Path

import pytest
from aiortc import sdp
from hypothesis import given
from hypothesis import strategies as st

from rooms.media.forwarding.answer import make_answer
from rooms.refusals import Unreadable
from tests.factories.media import IDENTITY, an_offer

OFFERS = {path.stem: path.read_bytes().decode() for path in (Path(__file__).parents[3] / "data" / "sdp").glob("*.sdp")}


@pytest.mark.parametrize("browser", OFFERS, ids=str)
def test_a_real_browsers_offer_gets_one_answer_with_the_same_lines(browser):
    agreement = make_answer(OFFERS[browser], IDENTITY)
    offer, answer = sdp.SessionDescription.parse(OFFERS[browser]), sdp.SessionDescription.parse(agreement.sdp)
    assert [line.rtp.muxId for line in answer.media] == [line.rtp.muxId for line in offer.media]
    assert [line.kind for line in answer.media] == [line.kind for line in offer.media]
    turned = {"sendonly": "recvonly", "recvonly": "sendonly"}
    assert [line.direction for line in answer.media] == [turned[line.direction] for line in offer.media]
    assert [line.source for line in agreement.lines[:4]] == ["mic", "camera", "screen", None]
    assert agreement.lines[1].rids == ("l", "m", "h")
    assert "a=simulcast:recv l;m;h\r\n" in agreement.sdp
    assert all(line.dtls.role == "server" for line in answer.media)
    assert [len(line.ice_candidates) for line in answer.media] == [2] + [0] * (len(answer.media) - 1)
    for asked, given_back in zip(offer.media, answer.media, strict=True):
        assert {codec.payloadType for codec in given_back.rtp.codecs} <= {
            codec.payloadType for codec in asked.rtp.codecs
        }
        ids = {each.uri: each.id for each in asked.rtp.headerExtensions}
        assert all(ids[each.uri] == each.id for each in given_back.rtp.headerExtensions)


def test_a_slot_names_its_stream_and_its_retransmissions():
    answer = make_answer(an_offer(video_slots=2), IDENTITY)
    slot = answer.lines[-1]
    assert f"a=ssrc-group:FID {slot.ssrc} {slot.rtx_ssrc}\r\n" in answer.sdp
    assert len({line.ssrc for line in answer.lines if line.source is None}) == 5


def test_a_second_microphone_line_is_the_sound_of_the_screen_and_may_be_missing():
    with_sound = make_answer(an_offer(screen_sound=True, audio_slots=4), IDENTITY)
    assert [line.source for line in with_sound.lines[:5]] == ["mic", "camera", "screen", "screen_sound", None]
    assert sum(line.kind == "audio" and line.source is None for line in with_sound.lines) == 4
    assert "screen_sound" not in [line.source for line in make_answer(an_offer(), IDENTITY).lines]


@pytest.mark.parametrize("slots", [9, 25, 49])
def test_up_to_49_pictures_are_agreed(slots):
    assert len(make_answer(an_offer(video_slots=slots), IDENTITY).lines) == 6 + slots


REFUSED = {
    "fifty pictures": an_offer(video_slots=50),
    "five sounds": an_offer(audio_slots=5),
    "a third sound sent": an_offer(screen_sound=2),
    "both ways on a line": an_offer().replace("a=sendonly", "a=sendrecv", 1),
    "no VP8": an_offer().replace("VP8/90000", "H264/90000"),
    "no opus": an_offer().replace("opus/48000", "PCMU/8000"),
    "a weak hash": an_offer().replace("sha-256", "sha-1"),
    "no certificate": "\r\n".join(line for line in an_offer().split("\r\n") if "fingerprint" not in line),
    "the wrong end": an_offer().replace("actpass", "passive"),
    "one name twice": an_offer().replace("a=mid:1\r\n", "a=mid:0\r\n"),
    "a name with a space": an_offer().replace("a=mid:1\r\n", "a=mid:1 2\r\n"),
    "a data channel": an_offer() + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:99\r\n",
    "four layers": an_offer().replace("a=rid:h send", "a=rid:h send\r\na=rid:x send"),
    "too long": an_offer() + "a=x\r\n" * 50_000,
}


@pytest.mark.parametrize("why", REFUSED, ids=str)
def test_an_offer_that_cannot_be_answered_is_refused(why):
    with pytest.raises(Unreadable):
        make_answer(REFUSED[why], IDENTITY)


@given(st.text(max_size=300))
def test_garbage_is_refused(text):
    with pytest.raises(Unreadable):
        make_answer(text, IDENTITY)


@given(
    lines=st.lists(
        st.tuples(st.integers(0, 200), st.sampled_from(["cut", "drop", "double", "swap"])), min_size=1, max_size=8
    ),
    place=st.integers(1, 40),
)
def test_half_garbage_is_answered_or_refused_and_nothing_else(lines, place):
    text = an_offer(video_slots=2).split("\r\n")
    for number, harm in lines:
        at = number % len(text)
        if harm == "cut":
            text[at] = text[at][:place]
        elif harm == "drop":
            del text[at]
        elif harm == "double":
            text.insert(at, text[at])
        else:
            text[at], text[at - 1] = text[at - 1], text[at]
    try:
        make_answer("\r\n".join(text), IDENTITY)
    except Unreadable:
        return
