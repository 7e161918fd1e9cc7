"""How the papers of the state write dates, times, numbers and votes (Nghị định 30/2020/NĐ-CP, Appendix I). Pure.

Always Vietnamese, whatever the reader's language; always Asia/Ho_Chi_Minh, which is UTC+7 without summer time.
"""

import unicodedata
from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_ZERO_BELOW_DAY = 10  # Appendix I, box 4: a leading zero for days below 10 ...
_ZERO_BELOW_MONTH = 3  # ... and for the months 1 and 2 only
# S-10, T15: what no paper can show. Bidirectional overrides make one name look like another; lone surrogates and
# unassigned points have no glyph; control characters are no XML.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text as they may be printed: NFC, single spaces, nothing invisible, no empty line."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    printable = ("".join(" " if sign == "\t" else sign for sign in line if _shows(sign)) for line in lines)
    return tuple(line for line in (" ".join(line.split()) for line in printable) if line)


def line_of(text: str) -> str:
    """The same on one line."""
    return " ".join(lines_of(text))


def _shows(sign: str) -> bool:
    return sign == "\t" or unicodedata.category(sign) not in _INVISIBLE


def date_words(day: date) -> str:
    """`ngày 04 tháng 6 năm 2008`."""
    day_words = f"{day.day:02d}" if day.day < _ZERO_BELOW_DAY else str(day.day)
    month_words = f"{day.month:02d}" if day.month < _ZERO_BELOW_MONTH else str(day.month)
    return f"ngày {day_words} tháng {month_words} năm {day.year}"


def local_day(moment: datetime) -> date:
    """The calendar day in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def time_words(moment: datetime) -> str:
    """`08 giờ 30 phút`."""
    local = moment.astimezone(VIETNAM)
    return f"{local.hour:02d} giờ {local.minute:02d} phút"


def moment_words(moment: datetime) -> str:
    """`08 giờ 30 phút, ngày 04 tháng 6 năm 2008`."""
    return f"{time_words(moment)}, {date_words(local_day(moment))}"


def weekday_words(day: date) -> str:
    """`thứ Tư`."""
    return WEEKDAYS[day.weekday()]


def number_words(number: int | None, kind: str, symbol: str) -> str:
    """`Số: 01/BB-UBND`; a document that the clerk has not numbered leaves the room for it."""
    given = "     " if number is None else f"{number:02d}"
    return f"Số: {given}/{kind}-{symbol}"


def percent_words(part: int, whole: int) -> str:
    """`91,7%`: one digit after a decimal comma, half rounded up; counted in integers, so the same everywhere."""
    tenths = (part * 2000 + whole) // (2 * whole) if whole else 0
    return f"{tenths // 10},{tenths % 10}%"


_IN_FULL = {"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân"}


def full_name(agency: str) -> str:
    """`Văn phòng Ủy ban nhân dân tỉnh` for `Văn phòng UBND tỉnh`: a body names itself in full in its own papers."""
    return " ".join(_IN_FULL.get(word, word) for word in agency.split())


# T14: a signer's name stands without academic or military titles before it (Appendix I, box 7b).
TITLES = frozenset({"gs.", "pgs.", "ts.", "ths.", "bs.", "ks.", "cn.", "gs.ts.", "pgs.ts.", "bs.ck1.", "bs.ck2."})


def bare_name(name: str) -> str:
    """The name without titles before it: `PGS. TS. Trần Minh` signs as `Trần Minh`."""
    words = name.split()
    while len(words) > 1 and words[0].casefold() in TITLES:
        words.pop(0)
    return " ".join(words)


def due_words(due: str) -> str:
    """`04/12/2026` for a day in ISO form; anything else as it was written."""
    try:
        day = date.fromisoformat(due)
    except ValueError:
        return due
    return f"{day.day:02d}/{day.month:02d}/{day.year}"
