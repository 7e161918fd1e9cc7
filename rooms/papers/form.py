"""A meeting in the words and the order of Mẫu 1.7, Giấy mời: what the layouts draw. Pure.

Labels and their colons are those of the form: `trân trọng kính mời:`, `Tới dự` without one, `Chủ trì:`, `Thời gian:`,
`Địa điểm:`; what follows them is "các vấn đề cần lưu ý". T and P in comments are the checks of DOCUMENTS section 9.
"""

from rooms.papers import wording
from rooms.papers.convening import KIND_SYMBOL, Convening, Given, Invited, Sitting
from rooms.papers.layouts.paper import END, P13, Block, Look, Paper, Paragraph, Signature, Sizes, Table

KIND = "GIẤY MỜI"
ARCHIVE = "Lưu: VT, Hồ sơ"
NAMED_IN_BODY = 6  # more invited than this are listed in the appendix, so that the paper itself stays one page
SITES_IN_BODY = 4
DATES_IN_BODY = 4
ANCHOR = "SIG_NGUOI_KY"  # DOCUMENTS 6: where an outside tool puts the signature
INVITED_HEAD = ("STT", "Họ và tên, điểm cầu", "Chức vụ", "Cơ quan, đơn vị")
INVITED_WIDTHS_MM = (12, 58, 50, 45)
DATES_HEAD = ("STT", "Ngày", "Thời gian")
DATES_WIDTHS_MM = (12, 83, 70)


def paper_of(convening: Convening, given: Given, *, draft: bool, sizes: Sizes = P13) -> Paper:
    """The Giấy mời; `draft` adds the mark DỰ THẢO and changes nothing else."""
    unit = convening.unit
    return Paper(
        parent_lines=unit.parent_lines,
        issuer_lines=unit.lines,
        number=wording.number_words(given.number, KIND_SYMBOL, unit.symbol),
        draft=draft,
        kind=KIND,
        subject=convening.title,
        body=tuple(_body(convening, given)),
        signatures=(
            Signature((*given.signer.authority, given.signer.position), wording.bare_name(given.signer.name), ANCHOR),
        ),
        recipients=(*(f"- {one};" for one in given.recipients), f"- {ARCHIVE}."),
        appendix=tuple(_appendix(convening, given)),
        dated=f"{unit.place_name}, {wording.date_words(given.dated)}",
        urgency=given.urgency,
        sizes=sizes,
    )


def _body(convening: Convening, given: Given) -> list[Block]:
    lines = [
        *_invited(convening),
        f"Tới dự {_named(convening.title)}.",
        f"Chủ trì: {_titled(convening.chair)}.",
        f"Thời gian: {_times(convening.sittings)}.",
        f"Địa điểm: {_place(convening)}.",
        f"Hình thức: {_form(convening)}.",
        "Đường dẫn họp:"
        if len(convening.sittings) == 1
        else "Đường dẫn họp của phiên đầu (các phiên sau theo thư mời):",
        convening.page,  # on a line of its own, so that it is not broken
        *([f"Chương trình: {'; '.join(convening.items)}."] if convening.items else []),
        *_notes(convening, given),
    ]
    lines[-1] = lines[-1].rstrip(" .;") + END
    *others, last = lines
    return [
        *(Paragraph(line) for line in others),
        Paragraph(last, Look.LABEL),
    ]  # the signer never stands alone on a page


def _notes(convening: Convening, given: Given) -> list[str]:
    earlier = convening.replaces
    said = {
        "Yêu cầu": given.requirement or "đại biểu dự họp đúng thành phần, đúng giờ",
        "Tài liệu": given.documents,
        "Đầu mối liên hệ": convening.contact,
    }
    lines = [f"{label}: {words.rstrip(' .')}." for label, words in said.items() if words]
    if earlier is not None:
        number = wording.number_words(earlier.number, KIND_SYMBOL, earlier.symbol).removeprefix("Số: ")
        lines.append(f"Giấy mời này thay thế Giấy mời số {number} {wording.date_words(earlier.dated)}.")
    return lines


def _invited(convening: Convening) -> list[str]:
    opening = f"{convening.agency} trân trọng kính mời:"
    if not convening.invited:
        return [f"{opening} Các thành phần dự họp."]
    if len(convening.invited) > NAMED_IN_BODY:
        return [f"{opening} Các đại biểu và điểm cầu có tên trong danh sách kèm theo."]
    if len(convening.invited) == 1:
        return [f"{opening} {_titled(convening.invited[0])}."]
    *others, last = (f"- {_titled(one)}" for one in convening.invited)
    return [opening, *(f"{line};" for line in others), f"{last}."]


def _titled(one: Invited) -> str:
    return ", ".join(part for part in (one.name, one.position, one.agency) if part)


_NAMES_ITSELF = ("cuộc họp", "họp", "phiên họp", "hội nghị", "hội thảo", "buổi", "lễ", "tập huấn", "lớp")


def _named(title: str) -> str:
    """`Tới dự <tên (nội dung) cuộc họp>`: a title that does not say what it is gets the word before it."""
    return title if title.casefold().startswith(_NAMES_ITSELF) else f"cuộc họp {title}"


def _times(sittings: tuple[Sitting, ...]) -> str:
    if len(sittings) == 1:
        return _time(sittings[0])
    first, last = sittings[0], sittings[-1]
    if len(sittings) <= DATES_IN_BODY:
        return "; ".join(_time(one) for one in sittings)
    days = f"từ {_day(first)} đến {_day(last)}"
    return f"{len(sittings)} phiên, {days} (lịch các phiên kèm theo)"


def _day(sitting: Sitting) -> str:
    return wording.date_words(wording.local_day(sitting.starts_at))


def _time(sitting: Sitting) -> str:
    day = wording.local_day(sitting.starts_at)
    ends = wording.local_day(sitting.ends_at)
    until = wording.time_words(sitting.ends_at) if ends == day else wording.moment_words(sitting.ends_at)
    start = wording.moment_words(sitting.starts_at)
    return f"{start} ({wording.weekday_words(day)}), dự kiến kết thúc lúc {until}"


def _place(convening: Convening) -> str:
    parts = [f"Điểm cầu trung tâm: {convening.centre}"] if convening.centre else []
    if 0 < len(convening.sites) <= SITES_IN_BODY:
        parts.append(f"các điểm cầu: {', '.join(site.removeprefix('Điểm cầu ') for site in convening.sites)}")
    elif convening.sites:
        parts.append(f"{len(convening.sites)} điểm cầu trong danh sách kèm theo")
    return "; ".join(parts) or "Phòng họp trực tuyến theo đường dẫn dưới đây"


def _form(convening: Convening) -> str:
    halls = [*(["điểm cầu trung tâm"] if convening.centre else [])]
    if convening.sites:
        halls.append(f"{len(convening.sites)} điểm cầu")
    return f"họp trực tuyến ({' và '.join(halls)})" if halls else "họp trực tuyến"


def _appendix(convening: Convening, given: Given) -> list[Block]:
    blocks: list[Block] = []
    listed = len(convening.sites) > SITES_IN_BODY or len(convening.invited) > NAMED_IN_BODY
    if listed:
        rows = tuple((str(n), one.name, one.position, one.agency) for n, one in enumerate(convening.invited, 1))
        blocks += [
            *_heading(convening, given, "DANH SÁCH THÀNH PHẦN ĐƯỢC MỜI"),
            Table(INVITED_HEAD, rows, INVITED_WIDTHS_MM),
        ]
    if len(convening.sittings) > DATES_IN_BODY:
        days = tuple((str(n), *_row(one)) for n, one in enumerate(convening.sittings, 1))
        blocks += [*_heading(convening, given, "LỊCH CÁC PHIÊN HỌP"), Table(DATES_HEAD, days, DATES_WIDTHS_MM)]
    return blocks


def _heading(convening: Convening, given: Given, title: str) -> list[Block]:
    number = wording.number_words(given.number, KIND_SYMBOL, convening.unit.symbol).removeprefix("Số: ")
    dated = wording.date_words(given.dated)
    return [
        Paragraph("Phụ lục", Look.TITLE),
        Paragraph(title, Look.TITLE),
        Paragraph(f"(Kèm theo Giấy mời số {number} {dated} của {convening.agency})", Look.NOTE),
    ]


def _row(sitting: Sitting) -> tuple[str, str]:
    day = wording.local_day(sitting.starts_at)
    hours = f"{wording.time_words(sitting.starts_at)} đến {wording.time_words(sitting.ends_at)}"
    return f"{wording.weekday_words(day)}, {wording.date_words(day)}", hours
