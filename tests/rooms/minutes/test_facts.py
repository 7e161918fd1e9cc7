from datetime import UTC, datetime, timedelta

from rooms.minutes.facts import Attendee, Happening, facts, sections

START = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)
SEATS = {
    "s1": Attendee("Điểm cầu Tam Dương", is_site=True),
    "s2": Attendee("Lập Thạch", is_site=True),
    "p1": Attendee("Phạm Thu Hà", is_site=False),
}


def after(minutes, kind, seq, **payload):
    return Happening(seq, START + timedelta(minutes=minutes), kind, payload)


MORNING = [
    after(-4, "seat.arrived", 1, seat_id="s2"),
    after(0, "meeting.opened", 2),
    after(1, "item.opened", 3, item_id="muc-1", number=1),
    after(2, "seat.arrived", 4, seat_id="s1"),
    after(5, "chat.said", 5, seat_id="s1", text="Chào"),
    after(6, "turn.opened", 6, turn_id="t1", seat_id="p1"),
    after(10.2, "turn.ended", 7, turn_id="t1", seat_id="p1"),
    after(11, "turn.ended", 8, turn_id="t0", seat_id="nobody"),
    after(12, "seat.left", 9, seat_id="s2"),
    after(95, "meeting.closed", 10),
]


def test_the_record_tells_the_morning_in_official_words():
    assert [(fact.section, fact.words) for fact in facts(MORNING, SEATS, after=0)] == [
        ("opening", "08 giờ 26 phút: Điểm cầu Lập Thạch tham dự."),
        ("opening", "08 giờ 30 phút: Chủ trì khai mạc cuộc họp."),
        ("muc-1", "08 giờ 31 phút: Bắt đầu nội dung 1."),
        ("muc-1", "08 giờ 32 phút: Điểm cầu Tam Dương tham dự."),
        ("muc-1", "08 giờ 36 phút: Ông/bà Phạm Thu Hà phát biểu."),
        ("muc-1", "08 giờ 40 phút: Ông/bà Phạm Thu Hà kết thúc phát biểu (4 phút 12 giây)."),
        ("muc-1", "08 giờ 41 phút: Một đại biểu kết thúc phát biểu."),
        ("muc-1", "08 giờ 42 phút: Điểm cầu Lập Thạch rời cuộc họp."),
        ("closing", "10 giờ 05 phút: Chủ trì kết thúc cuộc họp."),
    ]


def test_only_what_came_after_is_told_but_in_its_place():
    assert [(fact.id, fact.section) for fact in facts(MORNING, SEATS, after=8)] == [("9", "muc-1"), ("10", "closing")]


def test_a_meeting_without_agenda_has_an_opening_and_a_closing():
    assert [section.title for section in sections([])] == ["Khai mạc", "Bế mạc"]
