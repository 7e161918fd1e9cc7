"""A record of the tests: the briefing of 27 November 2026, as it would be signed."""

from dataclasses import replace
from datetime import UTC, datetime

from rooms.minutes.record import (
    Attendant,
    Attended,
    Item,
    Point,
    Record,
    Said,
    Signer,
    Sitting,
    Task,
    Vote,
)
from rooms.papers.unit import Unit

OPENED = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
CLOSED = datetime(2026, 11, 27, 4, 15, tzinfo=UTC)
PEOPLE = (
    Attendant("Trần Quang Minh", "Phó Chủ tịch", "UBND tỉnh", "", "chair", Attended.PRESENT),
    Attendant("Lê Thị Hòa", "Chuyên viên", "Văn phòng UBND tỉnh", "", "secretary", Attended.PRESENT),
    Attendant("Điểm cầu Tam Dương", "", "UBND xã Tam Dương", "Điểm cầu Tam Dương", "site", Attended.PRESENT),
    Attendant("Điểm cầu Lập Thạch", "", "UBND xã Lập Thạch", "Điểm cầu Lập Thạch", "site", Attended.EXCUSED),
)
ITEMS = (
    Item(
        1,
        "Báo cáo kết quả công tác tháng 11",
        "Phạm Thu Hà",
        points=(
            Point(Said.FACT, "08 giờ 05 phút: Chủ trì chuyển sang mục 1."),
            Point(Said.NOTE, "Đã gửi báo cáo số 45 trước cuộc họp."),
            Point(Said.STATEMENT, "Đề nghị Sở Nội vụ cho phép luân chuyển công chức.", "Điểm cầu Tam Dương"),
            Point(Said.DECISION, "Giao Sở Nội vụ ban hành hướng dẫn trước ngày 04 tháng 12 năm 2026."),
        ),
        votes=(Vote("", 12, 11, 1, 0),),
        tasks=(Task("Ban hành hướng dẫn luân chuyển", "Sở Nội vụ", "Sở Tài chính", "2026-12-04"),),
    ),
    Item(2, "Thủ tục hành chính tại xã, phường", ""),
)


def a_record(**changes) -> Record:
    record = Record(
        unit=Unit((), ("ỦY BAN NHÂN DÂN", "TỈNH PHÚ THỌ"), "UBND", "Phú Thọ"),
        number=None,
        meeting=Sitting(
            id="0c5f3a52-8a0e-4a5e-9d0e-3f2b8f9d4a11",
            title="Giao ban công tác tháng 11 năm 2026",
            word="Cuộc họp",
            opened_at=OPENED,
            closed_at=CLOSED,
            centre="Hội trường A, Trụ sở UBND tỉnh",
            sites=("Điểm cầu Tam Dương", "Điểm cầu Lập Thạch"),
        ),
        attendance=PEOPLE,
        items=ITEMS,
        conclusion=(),
        tasks=(),
        secretary=Signer("Lê Thị Hòa", "Chuyên viên Văn phòng UBND tỉnh"),
        chair=Signer("Trần Quang Minh", "Phó Chủ tịch UBND tỉnh"),
        recipients=("Thành phần dự họp",),
        journal_seq=57,
        minutes_seq=214,
    )
    return replace(record, **changes)


def many_people(count: int) -> tuple[Attendant, ...]:
    """More than fit into the body, in halls of ten."""
    return tuple(
        Attendant(
            f"Nguyễn Thị Đại Biểu {n}", "Công chức", "UBND xã", f"Điểm cầu {n // 10 + 1}", "site", Attended.PRESENT
        )
        for n in range(count)
    )
