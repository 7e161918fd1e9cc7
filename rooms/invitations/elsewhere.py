"""Links to a calendar of another house: a person may follow one, no page of ours ever loads it. Pure."""

from datetime import UTC, datetime
from urllib.parse import urlencode

_GOOGLE = "https://calendar.google.com/calendar/render"  # Google's documented "add event" address


def google_calendar(title: str, starts_at: datetime, ends_at: datetime, page: str) -> str:
    """The event filled in, to be saved by whoever follows the link. Says the plain page, never a personal link."""
    days = "/".join(moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") for moment in (starts_at, ends_at))
    said = {"action": "TEMPLATE", "text": title, "dates": days, "location": page, "ctz": "Asia/Ho_Chi_Minh"}
    return f"{_GOOGLE}?{urlencode(said)}"
