"""Invitations of the tests: the announced meeting with its letters queued, and answers as clients write them."""

import email.policy
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

from rooms.invitations.actions import change, invite
from rooms.invitations.actions.reply_addresses import reply_address_of
from rooms.invitations.itip.addresses import Inlet, address_of
from rooms.invitations.models import Delivery, Invitation
from rooms.invitations.writing import Telling, contents_of, matter_of, write_down
from rooms.meetings.changes.actions import Changed
from rooms.meetings.changes.rules import Change
from rooms.meetings.models import Meeting
from rooms.meetings.queries import meeting as find_meeting
from rooms.meetings.queries import plan_of
from tests.factories.meetings import NOW, a_draft, doer

DOMAIN = "diemcau.localhost"
LATER = NOW + timedelta(hours=1)


def CLOCK():  # noqa: N802 - stands where a clock's function stands
    return NOW


def an_invited_meeting() -> Meeting:
    """Announced; four letters wait in the outbox."""
    meeting = a_draft()
    return invite.announce_and_invite(meeting.pk, by=doer(meeting, "secretary"), now=NOW)


def a_change(meeting: Meeting, now=NOW, **what) -> Changed:
    """The secretary makes the announced meeting another one and tells everybody: `a_change(meeting, title="…")`."""
    plan = replace(plan_of(find_meeting(meeting.pk)), **what)
    return change.change_and_tell(meeting.pk, Change(plan), by=doer(meeting, "secretary"), now=now)


def a_move(meeting: Meeting, by: timedelta, now=NOW) -> Changed:
    """The meeting begins and ends later by so much."""
    return a_change(meeting, now, starts_at=meeting.starts_at + by, ends_at=meeting.ends_at + by)


def invitation_of(meeting: Meeting, role: str) -> Invitation:
    """The first seat with this role."""
    seat = meeting.seats.filter(role=role).first()
    return Invitation.objects.select_related("seat__meeting", "seat__person", "seat__site").get(seat=seat)


def answer_address(invitation: Invitation) -> str:
    _row, token = reply_address_of(invitation.seat)
    return address_of(Inlet.ANSWERS, token, DOMAIN)


def a_calendar_reply(invitation: Invitation, partstat="ACCEPTED", **changes) -> str:
    """What Thunderbird would send back; `changes` replace lines, None leaves one out, "extra" adds."""
    lines = {
        "METHOD": "METHOD:REPLY",
        "BEGIN": "BEGIN:VEVENT",
        "UID": f"UID:{invitation.uid}",
        "DTSTAMP": f"DTSTAMP:{LATER:%Y%m%dT%H%M%SZ}",
        "SEQUENCE": f"SEQUENCE:{invitation.sequence}",
        "ATTENDEE": f"ATTENDEE;CN=X;PARTSTAT={partstat}:mailto:{invitation.seat.address}",
        "extra": None,
        **changes,
    }
    body = "\r\n".join(line for line in lines.values() if line is not None)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def a_reply_mail(invitation: Invitation, calendar: str, message_id="<r1@client.example>", **headers) -> bytes:
    """The calendar as a mail to the seat's answer address."""
    letter = EmailMessage(policy=email.policy.SMTP)
    letter["From"] = invitation.seat.address or "nobody@client.example"
    letter["To"] = answer_address(invitation)
    letter["Subject"] = "Đã nhận lời"
    letter["Date"] = LATER
    letter["Message-ID"] = message_id
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content("Trả lời", cte="base64")
    letter.add_alternative(calendar, subtype="calendar", params={"method": "REPLY"}, cte="base64")
    return letter.as_bytes()


def a_letter(invitation: Invitation, telling: Telling) -> bytes:
    """What a worker would write to this seat now."""
    _row, token = reply_address_of(invitation.seat)
    return write_down(contents_of(matter_of(invitation.seat.meeting), invitation, telling, token, NOW))


def a_report(delivery: Delivery, action: str, status: str) -> bytes:
    """A mail server's report on our letter (RFC 3464)."""
    return (
        "From: MAILER-DAEMON@relay.example\r\nAuto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n"
        f"Final-Recipient: rfc822; {delivery.recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such box\r\n\r\n--b--\r\n"
    ).encode()
