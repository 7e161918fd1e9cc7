"""Logs: one JSON object a line; what a user typed appears only as a value, control characters escaped."""

import json
import logging
from datetime import UTC, datetime

# The attributes every record has; whatever else a caller put in `extra` is data of ours (meeting, seat, ...).
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request", "scope"}
_MASKED = frozenset({"token", "ticket", "authorization", "password", "cookie"})


class JsonLine(logging.Formatter):
    """Formats a record as one line of JSON: at, level, logger, said, and every field of `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "said": record.getMessage(),
        }
        for key, value in vars(record).items():
            if key not in _STANDARD:
                line[key] = "***" if key.lower() in _MASKED else str(value)
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)
