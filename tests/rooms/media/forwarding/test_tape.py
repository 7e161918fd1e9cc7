"""The tape: what of a room is recorded, and what the writer hears of it."""

from rooms.media.forwarding.inputs import Burst, FloorTold, Joined, Left, RecordTold, TapeCut, TapeHungry, Tick
from rooms.media.forwarding.outputs import Control, Taped
from rooms.media.forwarding.packets import KeyframeAsked, read_rtcp
from rooms.media.forwarding.router import Room
from rooms.media.forwarding.tape import LEASE_S
from rooms.media.recording.rows import Packet, read_row
from tests.factories.media import CAMERA, MIC, VP8, a_packet, a_picture, an_agreement

CHAIR, SITE = "s-chair", "s-site"


class Hall:
    """A room with the chair and a site, and its clock."""

    def __init__(self):
        self.room, self.now, self.notes, self.packets, self.asked = Room(), 100.0, [], [], []
        for seat in (CHAIR, SITE):
            self.give(Joined(f"c-{seat}", seat, an_agreement()))
        self.give(FloorTold(1, (CHAIR,), CHAIR, None))
        self.seq = 0

    def give(self, given):
        for output in self.room.handle(given, self.now):
            if isinstance(output, Taped):
                rows = [read_row(row) for row in output.rows]
                self.notes += [row for row in rows if not isinstance(row, Packet)]
                self.packets += [row for row in rows if isinstance(row, Packet)]
            elif isinstance(output, Control):
                asked = [
                    each.ssrc for data in output.packets for each in read_rtcp(data) if isinstance(each, KeyframeAsked)
                ]
                self.asked += [(output.connection, ssrc) for ssrc in asked]

    def speak(self, seat, ssrc=10):
        self.seq += 1
        packet = a_packet(mid=MIC, seq=self.seq, timestamp=self.seq * 960, ssrc=ssrc, level=20, payload=b"voice")
        self.give(Burst([(f"c-{seat}", packet)]))

    def show(self, seat, *, rid="h", keyframe=False, ssrc=20):
        self.seq += 1
        body = a_picture(self.seq, keyframe=keyframe)
        packet = a_packet(mid=CAMERA, seq=self.seq, ssrc=ssrc, rid=rid, kind=VP8, payload=body, marker=True)
        self.give(Burst([(f"c-{seat}", packet)]))

    def wait(self, ticks=4):
        for _ in range(ticks):
            self.now += 0.05
            self.give(Tick())

    def streams(self):
        return [(note["seat"], note["source"]) for note in self.notes if "stream" in note and "seat" in note]


def a_recorded_hall():
    hall = Hall()
    hall.speak(CHAIR)
    hall.show(CHAIR, keyframe=True)
    hall.give(RecordTold(5, "r1"))
    return hall


def test_nothing_is_taken_before_the_journal_says_so():
    hall = Hall()
    hall.speak(CHAIR)
    hall.show(CHAIR, keyframe=True)
    hall.wait()
    assert hall.packets == hall.notes == []


def test_the_chairs_voice_and_picture_are_taken_from_the_next_keyframe_on_which_is_asked_for():
    hall = a_recorded_hall()
    assert hall.asked == [(f"c-{CHAIR}", 20)]
    hall.speak(CHAIR)
    hall.show(CHAIR)
    assert [packet.payload for packet in hall.packets] == [b"voice"]
    hall.show(CHAIR, keyframe=True)
    hall.show(CHAIR)
    assert len(hall.packets) == 3
    assert sorted(hall.streams()) == [(CHAIR, "camera"), (CHAIR, "mic")]


def test_who_has_no_floor_is_neither_seen_nor_heard_in_it():
    hall = a_recorded_hall()
    hall.speak(SITE, ssrc=30)
    hall.show(SITE, ssrc=31, keyframe=True)
    hall.wait()
    hall.show(SITE, ssrc=31, keyframe=True)
    assert SITE not in [seat for seat, _ in hall.streams()]
    assert hall.packets == []


def test_the_speaker_comes_in_with_the_floor_and_goes_with_it():
    hall = a_recorded_hall()
    hall.speak(SITE, ssrc=30)
    hall.show(SITE, ssrc=31, keyframe=True)
    hall.give(FloorTold(6, (CHAIR, SITE), CHAIR, SITE))
    hall.show(SITE, ssrc=31, keyframe=True)
    assert (SITE, "camera") in hall.streams()
    count = len(hall.packets)
    hall.give(FloorTold(7, (CHAIR,), CHAIR, None))
    hall.show(SITE, ssrc=31, keyframe=True)
    assert len(hall.packets) == count
    assert [note["floor"]["speaker"] for note in hall.notes if "floor" in note] == [None, SITE, None]


def test_a_better_layer_takes_over_at_its_keyframe_and_the_picture_never_stops():
    hall = Hall()
    hall.show(CHAIR, rid="l", ssrc=20, keyframe=True)
    hall.give(RecordTold(5, "r1"))
    hall.show(CHAIR, rid="l", ssrc=20, keyframe=True)
    hall.show(CHAIR, rid="h", ssrc=22)
    hall.wait()
    hall.show(CHAIR, rid="l", ssrc=20)
    assert len(hall.packets) == 2
    hall.show(CHAIR, rid="h", ssrc=22, keyframe=True)
    hall.show(CHAIR, rid="l", ssrc=20)
    hall.show(CHAIR, rid="h", ssrc=22)
    assert [packet.stream for packet in hall.packets] == [1, 1, 2, 2]


def test_an_older_word_changes_nothing_and_the_end_is_said_once():
    hall = a_recorded_hall()
    hall.give(RecordTold(4, None))
    hall.speak(CHAIR)
    assert len(hall.packets) == 1
    for _ in range(2):
        hall.give(RecordTold(9, None))
    assert [note for note in hall.notes if "end" in note] == [{"end": True}]
    hall.speak(CHAIR)
    assert len(hall.packets) == 1


def test_a_node_that_is_told_nothing_any_more_stops_by_itself():
    hall = a_recorded_hall()
    hall.now += LEASE_S + 1
    hall.wait()
    assert {"end": True} in hall.notes


def test_a_new_writer_is_told_everything_again():
    hall = a_recorded_hall()
    hall.show(CHAIR, keyframe=True)
    hall.notes.clear()
    hall.give(TapeCut())
    hall.show(CHAIR, keyframe=True)
    assert (CHAIR, "camera") in hall.streams()
    assert any("floor" in note for note in hall.notes)


def test_a_writer_that_can_make_no_picture_has_a_keyframe_asked_for():
    hall = a_recorded_hall()
    hall.show(CHAIR, keyframe=True)
    hall.asked.clear()
    hall.now += 1
    hall.give(TapeHungry(f"c-{CHAIR}", "camera"))
    hall.give(TapeHungry("c-nobody", "camera"))
    assert hall.asked == [(f"c-{CHAIR}", 20)]


def test_who_leaves_is_recorded_no_more():
    hall = a_recorded_hall()
    hall.show(CHAIR, keyframe=True)
    hall.give(Left(f"c-{CHAIR}"))
    hall.wait()
    hall.give(Joined(f"c-{CHAIR}", CHAIR, an_agreement()))
    hall.show(CHAIR, keyframe=True)
    hall.wait()
    hall.show(CHAIR, keyframe=True)
    assert hall.streams().count((CHAIR, "camera")) == 2
