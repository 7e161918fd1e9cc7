"""A record in the words and the order of Mẫu 1.9: what the layouts of `rooms/papers` draw. Pure.

The numbers of rules in comments are those of Appendix I ("ô") and of the checks T01-T17 of docs/ (DOCUMENTS section 9).
"""

from rooms.minutes.record import Attendant, Attended, Item, Point, Record, Said, Signer, Task, Vote, by_site, totals
from rooms.papers import wording
from rooms.papers.layouts.paper import END, LISTED_IN_BODY, P13, Block, Look, Paper, Paragraph, Signature, Sizes, Table

KIND, KIND_SYMBOL = "BIÊN BẢN", "BB"
STATUS_WORDS = {
    Attended.PRESENT: "có mặt",
    Attended.SUBSTITUTE: "dự thay",
    Attended.EXCUSED: "vắng có lý do",
    Attended.ABSENT: "vắng không lý do",
}
CONCLUDED = frozenset({Said.CONCLUSION, Said.DECISION})
TASK_HEAD = ("Nội dung công việc", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn")
TASK_WIDTHS_MM = (66, 36, 36, 27)
ROLL_HEAD = ("STT", "Họ và tên", "Chức vụ", "Cơ quan, đơn vị", "Tình trạng")
ROLL_WIDTHS_MM = (12, 44, 43, 40, 26)


def paper_of(record: Record, *, draft: bool, sizes: Sizes = P13) -> Paper:
    """The record as Mẫu 1.9 prints it; `draft` adds the mark DỰ THẢO and changes nothing else."""
    return Paper(
        parent_lines=record.unit.parent_lines,
        issuer_lines=record.unit.lines,
        number=wording.number_words(record.number, KIND_SYMBOL, record.unit.symbol),
        draft=draft,
        kind=KIND,
        subject=record.meeting.title,
        body=tuple(_body(record)),
        signatures=(
            Signature(("THƯ KÝ",), record.secretary.name, "SIG_THU_KY"),
            Signature(("CHỦ TỌA",), record.chair.name, "SIG_CHU_TOA"),
        ),
        recipients=(*(f"- {one};" for one in record.recipients), f"- {record.archive}"),
        appendix=tuple(_appendix(record)),
        sizes=sizes,
    )


def _body(record: Record) -> list[Block]:
    meeting = record.meeting
    opened_on = wording.local_day(meeting.opened_at)
    began = f"{wording.moment_words(meeting.opened_at)} ({wording.weekday_words(opened_on)})"
    return [
        Paragraph(f"Thời gian bắt đầu: {began}."),
        Paragraph(f"Địa điểm: {_places(record)}"),
        *_roll(record),
        Paragraph(f"Chủ trì (chủ tọa): {_titled(record.chair)}."),
        Paragraph(f"Thư ký (người ghi biên bản): {_titled(record.secretary)}."),
        Paragraph(f"Nội dung (theo diễn biến {meeting.word[0].lower()}{meeting.word[1:]}):", Look.LABEL),
        *(block for item in record.items for block in _item(item)),
        *_conclusion(record),
        _closing(record),
    ]


def _titled(signer: Signer) -> str:
    return ", ".join(part for part in (signer.name, signer.position) if part)


def _places(record: Record) -> str:
    parts = []
    if record.meeting.centre:
        parts.append(f"Điểm cầu trung tâm: {record.meeting.centre}.")
    if record.meeting.sites:
        parts.append(f"Các điểm cầu: {'; '.join(record.meeting.sites)}.")
    return " ".join(parts) or "Họp trực tuyến."


def _totals_words(attendance: tuple[Attendant, ...]) -> str:
    roll = totals(attendance)
    return (
        f"Có mặt: {roll.present}/{roll.expected}; Dự thay: {roll.substitutes}; "
        f"Vắng có lý do: {roll.excused}; Vắng không lý do: {roll.absent}"
    )


def _roll(record: Record) -> list[Block]:
    summary = f"Thành phần tham dự: {_totals_words(record.attendance)}"
    if len(record.attendance) > LISTED_IN_BODY:
        return [Paragraph(f"{summary} (danh sách tại Phụ lục).")]
    groups = by_site(record.attendance)
    return [Paragraph(f"{summary}."), *(Paragraph(_group_words(site, group)) for site, group in groups.items())]


def _group_words(site: str, group: tuple[Attendant, ...]) -> str:
    people = "; ".join(_attendant_words(one) for one in group)
    present = totals(group).present
    return f"{site or 'Đại biểu'} ({present}/{len(group)}): {people}."


def _attendant_words(one: Attendant) -> str:
    name = "" if one.name == one.site else one.name  # a hall is named before its list already
    words = ", ".join(part for part in (name, one.position, one.unit) if part) or one.name
    if one.status is Attended.SUBSTITUTE and one.substitute_for:
        return f"{words} (dự thay {one.substitute_for})"
    return words if one.status is Attended.PRESENT else f"{words} ({STATUS_WORDS[one.status]})"


def _item(item: Item) -> list[Block]:
    return [
        Paragraph(f"{item.number}. {item.title}" if item.number else item.title, Look.HEADING),
        *([Paragraph(f"Người trình bày: {item.presenter}.")] if item.presenter else []),
        *_course(item.points),
        *_votes(item.votes),
        *_decisions(item.points),
        *_tasks(item.tasks),
    ]


def _course(points: tuple[Point, ...]) -> list[Block]:
    course = [point for point in points if point.said not in CONCLUDED]
    blocks: list[Block] = []
    heard = False
    for point in course:
        if point.said is Said.STATEMENT and not heard:
            blocks.append(Paragraph("Ý kiến phát biểu:", Look.LABEL))
            heard = True
        blocks += _paragraphs(point.text, f"{point.speaker}: " if point.speaker else "")
    return blocks


def _paragraphs(text: str, before: str = "") -> list[Paragraph]:
    first, *others = wording.lines_of(text) or ("",)
    return [Paragraph(before + first), *(Paragraph(line) for line in others)] if before + first else []


def _votes(votes: tuple[Vote, ...]) -> list[Block]:
    return (
        [Paragraph("Kết quả biểu quyết:", Look.LABEL), *(Paragraph(vote_words(vote)) for vote in votes)]
        if votes
        else []
    )


def vote_words(vote: Vote) -> str:
    """The vote line of DOCUMENTS 3.5, with the question before it if there is one."""
    shares = "; ".join(
        f"{name}: {count} ({wording.percent_words(count, vote.cast)})"
        for name, count in (
            ("Tán thành", vote.approve),
            ("Không tán thành", vote.against),
            ("Không biểu quyết", vote.abstain),
        )
    )
    question = f"{vote.question}: " if vote.question else ""
    return f"{question}Số đại biểu có quyền biểu quyết: {vote.entitled}; tham gia biểu quyết: {vote.cast}; {shares}."


def _decisions(points: tuple[Point, ...]) -> list[Block]:
    decisions = [point for point in points if point.said in CONCLUDED]
    if not decisions:
        return []
    return [
        Paragraph("Kết luận của chủ trì:", Look.LABEL),
        *(one for point in decisions for one in _paragraphs(point.text)),
    ]


def _tasks(tasks: tuple[Task, ...]) -> list[Block]:
    if not tasks:
        return []
    rows = tuple((task.work, task.lead, task.join, wording.due_words(task.due)) for task in tasks)
    return [Paragraph("Nhiệm vụ được giao:", Look.LABEL), Table(TASK_HEAD, rows, TASK_WIDTHS_MM)]


def _conclusion(record: Record) -> list[Block]:
    ended = [*_course(record.conclusion), *_decisions(record.conclusion), *_tasks(record.tasks)]
    return [Paragraph("Bế mạc", Look.HEADING), *ended] if ended else []


def _closing(record: Record) -> Paragraph:
    ended = record.meeting.closed_at
    when = wording.moment_words(ended) if ended else "(chưa kết thúc)"
    return Paragraph(f"{record.meeting.word} kết thúc vào {when}{END}")


def _appendix(record: Record) -> list[Block]:
    if len(record.attendance) <= LISTED_IN_BODY:
        return []
    blocks: list[Block] = [
        Paragraph("Phụ lục", Look.TITLE),
        Paragraph("DANH SÁCH ĐẠI BIỂU THAM DỰ", Look.TITLE),
    ]
    for site, group in _halls_together(by_site(record.attendance)).items():
        present = totals(group).present
        blocks.append(Paragraph(f"{site or 'Đại biểu'} ({present}/{len(group)})", Look.LABEL))
        blocks.append(Table(ROLL_HEAD, tuple(_roll_row(n, one) for n, one in enumerate(group, 1)), ROLL_WIDTHS_MM))
    return blocks


def _halls_together(groups: dict[str, tuple[Attendant, ...]]) -> dict[str, tuple[Attendant, ...]]:
    """Halls that sent no list of people share one table, after those that did."""
    bare = {site for site, group in groups.items() if site and all(one.name == site for one in group)}
    named = {site: group for site, group in groups.items() if site not in bare}
    halls = tuple(one for site in groups if site in bare for one in groups[site])
    return {**named, "Các điểm cầu": halls} if halls else named


def _roll_row(number: int, one: Attendant) -> tuple[str, ...]:
    status = STATUS_WORDS[one.status]
    if one.status is Attended.SUBSTITUTE and one.substitute_for:
        status = f"{status} {one.substitute_for}"
    return (str(number), one.name, one.position, one.unit, status)
