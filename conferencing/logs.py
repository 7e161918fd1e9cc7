"""Logs: one JSON object a line, or a line for people at a terminal; either way without secrets (SECURITY.md S-9).

What a user typed appears only as a value, control characters escaped. Secrets are taken out here, at the last door, so
that a library's own logger at DEBUG gives none away either.
"""

import json
import logging
import re
from datetime import UTC, datetime

# The attributes every record has; whatever else a caller put in `extra` is data of ours (meeting, seat, ...).
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request", "scope"}
_MASKED = frozenset({"token", "ticket", "authorization", "password", "cookie", "sdp", "ufrag", "pwd", "secret"})
MASK = "***"
_SECRETS = (
    # A session description carries ICE's password; nobody reads a whole one in a log anyway.
    (re.compile(r"v=0(?:\\r|\\n|\r|\n).*", re.DOTALL), MASK),
    (re.compile(r"(a=ice-(?:ufrag|pwd):)[^\s\\]+"), rf"\1{MASK}"),
    # Links of invitations and addresses of calendars: whoever has the path has the seat, or may read.
    (re.compile(r"(/(?:tra-loi|lich)/)[^/\s\"'?#]+"), rf"\1{MASK}"),
    # What django.core.signing writes: payload:time:signature of SHA-256.
    (re.compile(r"[\w.-]{8,}:\w{6,7}:[\w-]{43}"), MASK),
    (
        re.compile(
            r"(?i)(\b(?:token|ticket|authorization|password|cookie|ufrag|pwd|secret|credential)\b[\"']?\s*[=:]\s*[\"']?)"
            r"[^\s\"',;&)}]+"
        ),
        rf"\1{MASK}",
    ),
)


def without_secrets(text: str) -> str:
    """The text with every known shape of a secret masked."""
    for shape, instead in _SECRETS:
        text = shape.sub(instead, text)
    return text


def extras_of(record: logging.LogRecord) -> dict[str, str]:
    """What a caller put in `extra`, as plain text without secrets."""
    return {
        key: MASK if key.lower() in _MASKED else without_secrets(str(value))
        for key, value in vars(record).items()
        if key not in _STANDARD
    }


class JsonLine(logging.Formatter):
    """Formats a record as one line of JSON: at, level, logger, said, and every field of `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "said": without_secrets(record.getMessage()),
            **extras_of(record),
        }
        if record.exc_info:
            line["trace"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=True)


class PlainLine(logging.Formatter):
    """For people: the time of day, who says it, what, and the extras behind it."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        extras = "".join(f" {key}={_visible(value)}" for key, value in extras_of(record).items())
        said = _visible(without_secrets(record.getMessage()))
        trace = "\n" + without_secrets(self.formatException(record.exc_info)) if record.exc_info else ""
        return f"{at} {record.levelname:<7} {record.name}: {said}{extras}{trace}"


def _visible(text: str) -> str:
    """Without control characters, which could write over the terminal's other lines."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
