"""A Giấy mời of the tests: the briefing of 27 November 2026, as its clerk would issue it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from rooms.papers.convening import Convening, Given, Invited, Signer, Sitting
from rooms.papers.unit import Unit

START = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)
MADE = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PAGE = "https://hop.phutho.example/hop/Vn3w0pQ6R1uJ-4dYk8xTfA/"


def a_convening(**changes) -> Convening:
    convening = Convening(
        unit=Unit((), ("ỦY BAN NHÂN DÂN", "TỈNH PHÚ THỌ"), "UBND", "Phú Thọ"),
        agency="Ủy ban nhân dân tỉnh Phú Thọ",
        title="Hội nghị trực tuyến giao ban công tác tháng 11 năm 2026",
        sittings=(Sitting(START, START + timedelta(hours=2)),),
        chair=Invited("Trần Quang Minh", "Phó Chủ tịch UBND tỉnh"),
        centre="Hội trường A, Trụ sở UBND tỉnh",
        sites=("Điểm cầu Tam Dương", "Điểm cầu Lập Thạch"),
        items=("1. Báo cáo kết quả công tác tháng 11", "2. Thủ tục hành chính tại xã, phường"),
        invited=(
            Invited("Phạm Thu Hà", "Phó Giám đốc", "Sở Tài chính"),
            Invited("Điểm cầu Tam Dương", "", "UBND xã Tam Dương"),
            Invited("Điểm cầu Lập Thạch", "", "UBND xã Lập Thạch"),
        ),
        page=PAGE,
        contact="Lê Thị Hòa, chuyên viên Văn phòng UBND tỉnh, điện thoại 0210 000 001",
    )
    return replace(convening, **changes)


def given(**changes) -> Given:
    given = Given(
        number=12,
        dated=date(2026, 11, 20),
        signer=Signer(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH", "Trần Quang Minh"),
        requirement="đại biểu vào phòng họp trước 15 phút; điểm cầu kiểm tra kỹ thuật trước 60 phút",
        documents="gửi kèm theo giấy mời",
    )
    return replace(given, **changes)


def many_invited(count: int) -> tuple[Invited, ...]:
    return tuple(Invited(f"Điểm cầu {n}", "", f"UBND xã {n}") for n in range(count))


def weekly(count: int) -> tuple[Sitting, ...]:
    starts = (START + timedelta(weeks=n) for n in range(count))
    return tuple(Sitting(one, one + timedelta(hours=2)) for one in starts)
