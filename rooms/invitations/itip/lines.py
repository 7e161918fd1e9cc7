"""The content lines of a calendar text (RFC 5545 3.1), read as leniently as real clients write them.

Lines may end in CR, LF or both; a continuation may lack its space; the text may be UTF-16 or an old Vietnamese code
page under any label. What is limited is size, number and depth of components, counted before anything is parsed.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from icalendar.parser import Contentline

LARGEST = 1_000_000  # bytes, I3
MOST_COMPONENTS = 500
DEEPEST = 5
LONGEST_LINE = 20_000  # letters; a longer one (a picture, a whole mail as DESCRIPTION) is never one we need
_BEGIN = re.compile(r"^[ \t]*BEGIN[ \t]*:", re.MULTILINE | re.IGNORECASE)
_CALENDAR = re.compile(r"[\ufeff \n\t]*BEGIN[ \t]*:[ \t]*VCALENDAR", re.IGNORECASE)
_FOLD = re.compile(r"\n[ \t]")
_PROPERTY = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*[;:]")
_ROUGH_PARAM = re.compile(r';[ \t]*([A-Za-z0-9-]{1,40})=("[^"]*"|[^;:"]*)')
_HIDDEN_ADDRESS = re.compile(r";[^\n]*[:]mailto:", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class UnreadableCalendar(ValueError):
    """The text breaks a limit or is no calendar; `args[0]` is the reason, a stable word."""


@dataclass(frozen=True, slots=True)
class Line:
    """One property: its name in capitals, its parameters by name in capitals, its value."""

    name: str
    params: dict[str, object]
    value: str

    def param(self, name: str) -> str:
        """The first value of a parameter, or nothing."""
        value = self.params.get(name, "")
        return str(value[0]) if isinstance(value, list) and value else str(value)


def text_of(content: bytes) -> str:
    """The text, whatever its charset was said to be, with LF as line end. Raises UnreadableCalendar."""
    if len(content) > LARGEST:
        raise UnreadableCalendar("too_large")
    text = _decoded(content).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    if len(_BEGIN.findall(text)) > MOST_COMPONENTS:
        raise UnreadableCalendar("too_many_components")
    if _CALENDAR.match(text) is None:
        raise UnreadableCalendar("no_calendar")
    return text.lstrip("\ufeff \n\t")


def _decoded(content: bytes) -> str:
    for mark, charset in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(charset, "replace")
    if content[:4:2] == b"BE" and content[1:4:2] == b"\0\0":
        return content.decode("utf-16-le", "replace")
    if content[:1] == b"\0" and content[1:4:2] == b"BE":
        return content.decode("utf-16-be", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # A wrong label. Windows' Vietnamese page shares its western letters with Latin 1 but for a handful.
        western = content.decode("cp1258", "replace")
    mended = content.decode("utf-8", "replace")
    return mended if mended.count("\ufffd") <= 2 else western  # noqa: PLR2004 - a letter cut in two is no code page


def lines_of(text: str) -> Iterator[Line]:
    """Every property of the text; a line that cannot be read at all is left out. Raises UnreadableCalendar."""
    depth = 0
    for raw in _unfolded(text):
        line = _line(raw)
        if line is None:
            continue
        depth += (line.name == "BEGIN") - (line.name == "END")
        if depth > DEEPEST:
            raise UnreadableCalendar("too_deep")
        yield line


def _unfolded(text: str) -> Iterator[str]:
    waiting = ""
    for raw in _FOLD.sub("", text).split("\n"):
        begins = _PROPERTY.match(raw)
        if begins is not None and begins[1].lower() != "mailto":
            yield waiting
            waiting = raw
        elif _continues(waiting, raw):
            waiting += raw
    yield waiting


def _continues(waiting: str, raw: str) -> bool:
    """Whether this is the rest of the line before, whose space was lost on the way, and no line of its own."""
    incomplete = ":" not in raw or ":" not in waiting or raw[:7].lower() == "mailto:"
    return incomplete and bool(raw.strip()) and len(waiting) < LONGEST_LINE


def _line(raw: str) -> Line | None:
    begins = _PROPERTY.match(raw)
    if begins is None or len(raw) > LONGEST_LINE:
        return None
    try:
        name, params, value = Contentline(raw).parts()  # type: ignore[no-untyped-call] # icalendar leaves it untyped
    except ValueError:
        return _rough(begins[1], raw)  # as long as its value can be told from its parameters, it counts
    text = str(value)
    if _HIDDEN_ADDRESS.search(text):  # a colon in a name that nobody quoted ended the parameters too early
        return _rough(begins[1], raw)
    return Line(str(name).strip().upper(), {str(key).upper(): one for key, one in params.items()}, text)


def _rough(name: str, raw: str) -> Line:
    found: dict[str, object] = {match[1].upper(): match[2].strip('"') for match in _ROUGH_PARAM.finditer(raw)}
    address = raw.lower().rfind("mailto:")
    value = raw[address:] if address >= 0 else raw.rpartition(":")[2]
    return Line(name.upper(), found, value)
