"""Which instances of a series an event of a calendar text means, and which of several events counts at an instance."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from rooms.invitations.itip.moments import HOUSE_ZONE
from rooms.invitations.itip.reading import Heard

_DAY = 8  # digits of a whole day
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_MOST_WHOLE, _MOST = 5, 200  # answers of one mail: to whole series, in all
_FORM = "%Y%m%dT%H%M%SZ"
# What answers; the better reading of a mail that carries several calendars stands first.
ANSWERING = ("REPLY", "COUNTER", "REFRESH")


def meant(recurrence: str, instances: Sequence[str]) -> list[int]:
    """The places of the instances that this RECURRENCE-ID names, of those whose own are `instances`.

    Without one all are meant. A whole day, or a midnight as some clients write it, means the one instance of that day
    in the house's time; what names none, or cannot be told, means nothing, and a person decides.
    """
    if not recurrence:
        return list(range(len(instances)))
    exact = [place for place, one in enumerate(instances) if one == recurrence]
    if exact:
        return exact
    day = recurrence if len(recurrence) == _DAY else _day_of_midnight(recurrence)
    found = [place for place, one in enumerate(instances) if day and _day(one) == day]
    return found if len(found) == 1 else []


def _local(recurrence: str) -> datetime | None:
    try:
        return datetime.strptime(recurrence, _FORM).replace(tzinfo=UTC).astimezone(HOUSE_ZONE)
    except (ValueError, OverflowError):
        return None


def _day(recurrence: str) -> str:
    at = _local(recurrence)
    return f"{at:%Y%m%d}" if at else ""


def _day_of_midnight(recurrence: str) -> str:
    at = _local(recurrence)
    return f"{at:%Y%m%d}" if at and (at.hour, at.minute, at.second) == (0, 0, 0) else ""


def in_one_breath(events: Sequence[Heard]) -> list[Heard]:
    """The events of one mail as one saying: what it says of an instance is as new as what it says of the whole.

    Apple repeats earlier answers to instances, with their old DTSTAMP, beside a new one to the series (captured mail).
    """
    whole = {one.uid: one.dtstamp for one in events if not one.recurrence and one.dtstamp}
    lifted = []
    for one in events:
        newest = whole.get(one.uid)
        late = one.recurrence and newest and one.dtstamp and one.dtstamp < newest
        lifted.append(replace(one, dtstamp=newest) if late else one)
    return lifted


def the_answering(calendars: Sequence[Sequence[Heard]]) -> Sequence[Heard]:
    """What the calendars of one mail answer; if nothing, the first of them.

    Mails carry the same calendar twice, or a forwarded invitation beside the answer: what the first says holds. Of one
    meeting a mail says one thing, the newest: an answer to a series is written down for every instance.
    """
    answers: dict[object, Heard] = {}
    for events in calendars:
        own: dict[object, Heard] = {}
        for one in events:
            if one.method in ANSWERING:
                about = (one.kind, one.uid, one.recurrence, frozenset(each.address for each in one.attendees))
                own[about] = max(own.get(about, one), one, key=_age)
        answers = {**answers, **{about: one for about, one in own.items() if about not in answers}}
    if answers:
        return _not_too_many(list(answers.values()))
    return next((events for events in calendars if events), ())


def _age(one: Heard) -> tuple[int, datetime]:
    return one.sequence or 0, one.dtstamp or _LONG_AGO


def _not_too_many(answers: list[Heard]) -> list[Heard]:
    whole = sorted((one for one in answers if not one.recurrence), key=_age)[-_MOST_WHOLE:]
    return [one for one in answers if one.recurrence or one in whole][:_MOST]
