"""What the sign-off page shows: findings in words, the paper as lines, the hash in groups."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rooms.minutes.form import paper_of
from rooms.minutes.record import Record
from rooms.minutes.signoff.findings import Finding, Matter, Weight, findings_of
from rooms.papers.layouts import fonts
from rooms.papers.layouts.paper import Paper, plain_lines

_GROUP = 4


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words, with its icon and its class."""

    icon: str
    look: str
    words: str
    where: str


_LOOKS = {
    Weight.FINE: ("circle-check", "ok"),
    Weight.WARNING: ("triangle-alert", "warn"),
    Weight.STOP: ("circle-x", "bad"),
}


def paper_and_findings(record: Record, *, draft: bool, unit_valid: bool) -> tuple[Paper, list[Finding]]:
    """The paper as it would be printed, and what is still wrong."""
    paper = paper_of(record, draft=draft)
    unprintable = len(fonts.unprintable(plain_lines(paper)))
    return paper, findings_of(record, unprintable=unprintable, unit_valid=unit_valid)


def in_words(finding: Finding) -> Said:
    """A finding for people."""
    icon, look = _LOOKS[finding.weight]
    where = ", ".join(_("Mục %(number)s") % {"number": n} if n else _("Mở đầu, kết luận") for n in finding.items)
    return Said(icon, look, _words(finding), where)


def _words(finding: Finding) -> str:
    fine = finding.weight is Weight.FINE
    figures = {"count": finding.count, "of": finding.of}
    match finding.matter:
        case Matter.CLOSED:
            return _("Cuộc họp đã kết thúc") if fine else _("Cuộc họp chưa kết thúc")
        case Matter.ROLL:
            words = _("Có mặt %(count)s/%(of)s") if fine else _("Chưa ghi nhận đại biểu nào có mặt")
        case Matter.SPEAKERS:
            words = (
                _("Ý kiến phát biểu: %(of)s, đều ghi người nói")
                if fine
                else ngettext(
                    "%(count)s ý kiến chưa ghi người phát biểu",
                    "%(count)s ý kiến chưa ghi người phát biểu",
                    finding.count,
                )
            )
        case Matter.TASKS if not finding.of:
            words = _("Không có nhiệm vụ được giao")
        case Matter.TASKS:
            words = (
                _("Nhiệm vụ: %(of)s, đủ cơ quan chủ trì và thời hạn")
                if fine
                else _("%(count)s nhiệm vụ thiếu cơ quan chủ trì hoặc thời hạn")
            )
        case _:
            words = _rarer_words(finding.matter, fine=fine)
    return words % figures


def _rarer_words(matter: Matter, *, fine: bool) -> str:
    if matter is Matter.EMPTY_ITEMS:
        return _("Mục nào cũng có nội dung") if fine else _("%(count)s mục chưa ghi nội dung")
    if matter is Matter.CONCLUSION:
        return _("Kết luận của chủ trì: %(count)s") if fine else _("Chưa ghi kết luận của chủ trì")
    if matter is Matter.LETTERS:
        return _("%(count)s ký tự không in được, trên giấy thay bằng ô vuông")
    return _("Tên cơ quan trên văn bản không còn hiệu lực vào ngày họp")


def grouped(text: str) -> str:
    """A hash in groups of four, as people compare it."""
    return " ".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))
