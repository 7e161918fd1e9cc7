from rooms.minutes.document import Node, Span
from rooms.minutes.record import Attended, Said, Task
from rooms.minutes.signoff.reading import Planned, attended, present, read

REPORT = Planned("muc-1", 1, "Báo cáo kết quả", "Phạm Thu Hà")
FEES = Planned("muc-2", 2, "Thủ tục\r\nhành chính", "")


def paragraph(text):
    return Node("paragraph", {}, (Span(text),))


def section(name, *children, title=""):
    return Node("agendaItem", {"id": name, "title": title}, children)


def fact(number, words):
    return Node("fact", {"id": str(number), "words": words})


def test_every_planned_item_is_there_even_if_nothing_was_written():
    text = read((), [REPORT, FEES], upto=9)
    assert [(item.number, item.title, item.presenter, item.points) for item in text.items] == [
        (1, "Báo cáo kết quả", "Phạm Thu Hà", ()),
        (2, "Thủ tục hành chính", "", ()),
    ]


def test_statements_decisions_and_tasks_are_read_in_their_order():
    tree = (
        section(
            "muc-1",
            fact(3, "08 giờ 31 phút: Bắt đầu nội dung 1."),
            Node("statement", {"name": "Điểm cầu Tam Dương"}, (paragraph("Đề nghị một."), paragraph("Đề nghị hai."))),
            Node("conclusion", {}, (paragraph("Nhất trí."),)),
            Node("decision", {}, (paragraph("Giao Sở Nội vụ."),)),
            Node("task", {"lead": "Sở Nội vụ", "partners": "", "due": "2026-12-04"}, (paragraph("Ban hành"),)),
            paragraph("  "),
        ),
    )
    (item,) = read(tree, [REPORT], upto=9).items
    assert [(point.said, point.speaker, point.text) for point in item.points] == [
        (Said.FACT, "", "08 giờ 31 phút: Bắt đầu nội dung 1."),
        (Said.STATEMENT, "Điểm cầu Tam Dương", "Đề nghị một.\nĐề nghị hai."),
        (Said.CONCLUSION, "", "Nhất trí."),
        (Said.DECISION, "", "Giao Sở Nội vụ."),
    ]
    assert item.tasks == (Task("Ban hành", "Sở Nội vụ", "", "2026-12-04"),)


def test_the_opening_comes_first_and_the_closing_is_the_conclusion():
    opening = section("opening", fact(2, "Khai mạc."), title="Khai mạc")
    closing = section("closing", Node("conclusion", {}, (paragraph("Cảm ơn các điểm cầu."),)), title="Bế mạc")
    text = read((opening, section("muc-1"), closing), [REPORT], upto=9)
    assert [(item.number, item.title) for item in text.items] == [(0, "Khai mạc"), (1, "Báo cáo kết quả")]
    assert [point.text for point in text.conclusion] == ["Cảm ơn các điểm cầu."]


def test_what_happened_after_the_closing_is_no_part_of_the_record():
    closing = section("closing", fact(9, "Chủ trì kết thúc."), fact(10, "Điểm cầu Tam Dương rời cuộc họp."))
    assert [point.text for point in read((closing,), [], upto=9).conclusion] == ["Chủ trì kết thúc."]


def test_who_left_before_the_opening_was_not_present_and_who_came_late_was():
    happened = [
        ("seat.arrived", "thử máy"),
        ("seat.arrived", "chủ trì"),
        ("seat.left", "thử máy"),
        ("meeting.opened", ""),
        ("seat.arrived", "đến muộn"),
        ("seat.left", "đến muộn"),
        ("seat.left", "chủ trì"),
    ]
    assert present(happened) == {"chủ trì", "đến muộn"}


def test_only_who_said_so_beforehand_is_excused_and_a_substitute_counts_when_there():
    assert attended(came=True, excused=True, stands_in=False) is Attended.PRESENT
    assert attended(came=True, excused=False, stands_in=True) is Attended.SUBSTITUTE
    assert attended(came=False, excused=True, stands_in=False) is Attended.EXCUSED
    assert attended(came=False, excused=False, stands_in=True) is Attended.ABSENT
