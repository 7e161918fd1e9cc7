"""What a letter to one seat says: the meeting as calendar text, as text and as HTML, in the officials' words.

`contents_of` fixes at the deed all that a letter will say; `write_down` makes its bytes of that later, in a worker, and
reads no table. So three hundred letters cost the secretary's request little, and each says what was true at the deed.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from rooms.invitations.actions.reply_addresses import reply_address_of
from rooms.invitations.itip import compose
from rooms.invitations.itip.addresses import Inlet, address_of
from rooms.invitations.itip.compose import Method, Occasion, Party, Repeat
from rooms.invitations.itip.sequence import Stamp
from rooms.invitations.letters import Envelope, Words, one_line, write
from rooms.invitations.links import personal_link
from rooms.invitations.models import Invitation
from rooms.invitations.rules import PARTSTATS, Funnel
from rooms.meetings import queries as meetings
from rooms.meetings.models import AgendaItem, Meeting, Seat
from rooms.meetings.rules import Hat
from rooms.meetings.wording import at_home, clock_words, meeting_words, rhythm_words, short_day

RECURRENCE_FORM = "%Y%m%dT%H%M%SZ"
_ROLES = {Hat.CHAIR: "CHAIR", Hat.GUEST: "OPT-PARTICIPANT"}
_SHAPES = {Method.REQUEST: compose.request, Method.DECLINECOUNTER: compose.decline_counter}
_TEMPLATES = {Method.REQUEST: "invite", Method.CANCEL: "cancel", Method.DECLINECOUNTER: "keep_time"}
_NONE = "không có"


@dataclass(frozen=True, slots=True)
class Change:
    """What of a meeting was told otherwise before, in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Part:
    """One recipient's part of a series: the first of its instances as planned, their rule, and the series' page."""

    starts_at: datetime
    ends_at: datetime
    repeat: Repeat
    page: str


@dataclass(frozen=True, slots=True)
class Telling:
    """What a letter is about: its method, whether one seat or all are cancelled, why it asks again.

    `changed` letters tell of a change, `anew` says that the earlier answer no longer holds; `again` is the same letter
    once more.
    With `series` it is about the recipient's whole part of a series, else about the invitation's one meeting; `news`
    says in words what is different from the letter before.
    """

    method: Method
    whole_meeting: bool = True
    series: Part | None = None
    news: str = ""
    reminder: bool = False
    substitute_refused: bool = False
    refused_start: datetime | None = None  # the proposed time that is not taken
    again: bool = False
    changed: bool = False
    changes: tuple[Change, ...] = ()
    anew: bool = False
    replaced_by: str = ""  # who goes in the place of the one this letter takes the invitation back from


@dataclass(frozen=True, slots=True)
class Matter:
    """What all letters of one deed about one meeting have in common, looked up once."""

    occasion: Occasion
    agency: str
    chair: str
    centre: str
    items: tuple[str, ...]
    contact: str
    cancelled_reason: str
    chair_before: str = ""  # where the last change named another chair


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that one letter says, as it was at the deed; plain values, kept as JSON until it is written down."""

    matter: Matter
    telling: Telling
    sender: str
    attendee: Party
    stamp: Stamp
    link: str
    message_id: str
    references: str
    date: datetime


def deliverable(address: str) -> bool:
    """Whether a mail server can be given this address: valid, and ASCII (no SMTPUTF8 in the province's servers)."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.isascii()


def occasion_of(meeting: Meeting) -> Occasion:
    """The meeting as a calendar sees it."""
    page = page_of(meeting)
    return Occasion(
        uid=uid_of(meeting),
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        location="; ".join(part for part in (_centre_words(meeting), f"Trực tuyến: {page}") if part),
        description=f"{meeting.agency.name} trân trọng kính mời dự {meeting.title}.\nTrang cuộc họp: {page}",
        url=page,
        created_at=meeting.created_at,
    )


def told_of(meeting: Meeting) -> dict[str, str]:
    """What is remembered as told: it decides whether SEQUENCE rises, and what a later letter calls changed."""
    occasion = occasion_of(meeting)
    return {
        "title": occasion.title,
        "starts_at": occasion.starts_at.isoformat(),
        "ends_at": occasion.ends_at.isoformat(),
        "location": occasion.location,
        "centre": _centre_words(meeting),
    }


def changes_between(told: dict[str, str], now_true: dict[str, str]) -> tuple[Change, ...]:
    """What changed, from what to what, in the officials' words; what was never told cannot have changed."""
    words = [("Tên cuộc họp", "title"), ("Thời gian", "time"), ("Điểm cầu trung tâm", "centre")]
    before, after = told | {"time": _time_words(told)}, now_true | {"time": _time_words(now_true)}
    return tuple(
        Change(what, before[key] or _NONE, after[key] or _NONE)
        for what, key in words
        if key in before and before[key] != after[key]
    )


def _time_words(told: dict[str, str]) -> str:
    starts, ends = datetime.fromisoformat(told["starts_at"]), datetime.fromisoformat(told["ends_at"])
    return f"{meeting_words(starts)}, dự kiến kết thúc {clock_words(ends)}"


def page_of(meeting: Meeting) -> str:
    """The meeting's plain page; it asks for sign-in, so it is no secret."""
    address: str = settings.PUBLIC_URL
    return address + reverse("meeting_page", args=[meeting.slug])


def uid_of(meeting: Meeting) -> str:
    """The name of a meeting, or of its series, in every calendar; the invitation keeps it, so that it never changes."""
    return f"{meeting.series_id or meeting.pk}@{settings.MAIL_DOMAIN}"


def recurrence_of(meeting: Meeting) -> str:
    """The RECURRENCE-ID of a meeting of a series, in UTC; empty for a single meeting."""
    return meeting.occurrence.astimezone(UTC).strftime(RECURRENCE_FORM) if meeting.occurrence else ""


def _moment_of(recurrence: str) -> datetime | None:
    """The instance as this recipient was told of it; nothing for a single meeting."""
    return datetime.strptime(recurrence, RECURRENCE_FORM).replace(tzinfo=UTC) if recurrence else None


def _occasion(matter: Matter, invitation: Invitation, telling: Telling) -> Occasion:
    """The meeting as this recipient's calendar knows it: under the name of its first letter, in its series."""
    known = replace(matter.occasion, uid=invitation.uid)
    part = telling.series
    if part is None:
        return replace(known, recurrence=_moment_of(invitation.recurrence))
    return replace(
        known,
        starts_at=part.starts_at,
        ends_at=part.ends_at,
        location=known.location.replace(known.url, part.page),
        description=known.description.replace(known.url, part.page),
        url=part.page,
        repeat=part.repeat,
    )


def matter_of(meeting: Meeting) -> Matter:
    """The meeting as it is now."""
    return Matter(
        occasion=occasion_of(meeting),
        agency=meeting.agency.name,
        chair=meetings.chair_words(meeting.pk),
        centre=_centre_words(meeting),
        items=tuple(_item_words(item) for item in meeting.items.all()),
        contact=meeting.contact,
        cancelled_reason=meeting.cancelled_reason,
        chair_before=meetings.chair_before(meeting.pk),
    )


def contents_of(matter: Matter, invitation: Invitation, telling: Telling, token: str, now: datetime) -> Contents:
    """Fix the letter that `telling` asks for, with the invitation's SEQUENCE and DTSTAMP and a name of its own."""
    seat = invitation.seat
    return Contents(
        matter=replace(matter, occasion=_occasion(matter, invitation, telling)),
        telling=_with_chair(telling, matter),
        sender=address_of(Inlet.ANSWERS, token, settings.MAIL_DOMAIN),
        attendee=_attendee(seat, invitation),
        stamp=Stamp(invitation.sequence, invitation.dtstamp),
        link=personal_link(seat) if telling.method is Method.REQUEST else "",
        message_id=f"<{secrets.token_hex(16)}@{settings.MAIL_DOMAIN}>",
        references=invitation.first_message_id,
        date=now,
    )


def _with_chair(telling: Telling, matter: Matter) -> Telling:
    """A letter that tells of a change says who chaired before, where that changed."""
    if not telling.changed or not matter.chair_before:
        return telling
    return replace(telling, changes=(*telling.changes, Change("Chủ trì", matter.chair_before, matter.chair)))


def write_down(contents: Contents) -> bytes:
    """The letter's bytes, without the papers that go with it; reads nothing but `contents`."""
    envelope = Envelope(
        sender_name=contents.matter.agency,
        sender=contents.sender,
        recipient_name=contents.attendee.name,
        recipient=contents.attendee.address,
        message_id=contents.message_id,
        date=contents.date,
        references=contents.references,
    )
    return write(envelope, _words(contents), _calendar(contents), contents.telling.method)


def calendar_file(seat: Seat, invitation: Invitation) -> bytes:
    """The same calendar text for "Thêm vào lịch" on the answer page."""
    _row, token = reply_address_of(seat)
    telling = Telling(Method.REQUEST)
    return _calendar(contents_of(matter_of(seat.meeting), invitation, telling, token, invitation.dtstamp))


def _attendee(seat: Seat, invitation: Invitation) -> Party:
    return Party(
        name=one_line(seat.name),
        address=seat.address,
        role=_ROLES.get(Hat(seat.role), "REQ-PARTICIPANT"),
        kind="INDIVIDUAL" if seat.person_id else "GROUP",
        partstat=PARTSTATS.get(Funnel(invitation.state), "NEEDS-ACTION"),
    )


def _calendar(contents: Contents) -> bytes:
    telling, matter = contents.telling, contents.matter
    shape = compose.cancel_all if telling.whole_meeting else compose.cancel_one
    organizer = Party(one_line(matter.agency), contents.sender)
    write_shape = _SHAPES.get(telling.method, shape)
    return write_shape(matter.occasion, organizer, contents.attendee, contents.stamp)


def _centre_words(meeting: Meeting) -> str:
    return _listed(meeting.centre.name, meeting.centre.hall) if meeting.centre else ""


def _item_words(item: AgendaItem) -> str:
    return _listed(f"{item.title} ({item.minutes} phút)", item.presenter)


def _rhythm_words(occasion: Occasion) -> str:
    """Of a series: `thứ Hai hằng tuần, từ 30/11/2026 đến hết 25/01/2027, trừ 28/12/2026`."""
    repeat = occasion.repeat
    if repeat is None:
        return ""
    first, last = (short_day(at_home(moment).date()) for moment in (occasion.starts_at, repeat.until))
    left_out = ", ".join(short_day(at_home(moment).date()) for moment in repeat.left_out)
    span = f"{rhythm_words(repeat.weekdays, repeat.interval)}, từ {first} đến hết {last}"
    return f"{span}, trừ {left_out}" if left_out else span


def _listed(*words: str) -> str:
    return ", ".join(word for word in words if word)


def _words(contents: Contents) -> Words:
    occasion = contents.matter.occasion
    context = {"letter": contents, "matter": contents.matter, "occasion": occasion, "rhythm": _rhythm_words(occasion)}
    name = _TEMPLATES[contents.telling.method]
    with translation.override("vi"):  # official letters are always Vietnamese
        subject = render_to_string(f"invitations/mail/{name}_subject.txt", context)
        text = render_to_string(f"invitations/mail/{name}.txt", context)
        html = render_to_string(f"invitations/mail/{name}.html", context)
    return Words(subject, text, html)
