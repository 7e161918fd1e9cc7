"""An attendee's mail client: reads the invitation that came, and answers it as clients do."""

import email
import email.policy
import re
import smtplib
from email.message import EmailMessage

from tests.mail.postoffice import PostOffice


def calendar_of(letter: bytes) -> str:
    """The calendar text of an invitation: the last of its alternatives."""
    mail = email.message_from_bytes(letter, policy=email.policy.default)
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return part.get_content()


def reply_to(letter: bytes, partstat: str = "ACCEPTED", **headers: str) -> EmailMessage:
    """METHOD:REPLY with the attendee's own line, to the organizer (RFC 5546 3.2.3)."""
    calendar = re.sub(r"\r?\n[ \t]", "", calendar_of(letter)).splitlines()
    attendee = next(line for line in calendar if line.startswith("ATTENDEE"))
    organizer = next(line for line in calendar if line.startswith("ORGANIZER"))
    kept = [line for line in calendar if line.startswith(("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"))]
    own = re.sub("PARTSTAT=[A-Z-]+", f"PARTSTAT={partstat}", attendee)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//EN", "METHOD:REPLY", "BEGIN:VEVENT"]
    text = "\r\n".join([*lines, *kept, organizer, own, "END:VEVENT", "END:VCALENDAR", ""])
    answer = EmailMessage(policy=email.policy.SMTP)
    answer["From"] = attendee.rpartition("mailto:")[2]
    answer["To"] = organizer.rpartition("mailto:")[2]
    answer["Subject"] = "Đã nhận lời"
    answer["Message-ID"] = email.utils.make_msgid(domain="client.example")
    answer["Date"] = email.utils.formatdate(localtime=True)
    answer["In-Reply-To"] = email.message_from_bytes(letter)["Message-ID"]
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    answer.set_content("Tôi sẽ dự họp.", cte="base64")
    answer.add_alternative(text, subtype="calendar", params={"method": "REPLY"}, cte="base64")
    return answer


def send(office: PostOffice, mail: EmailMessage) -> None:
    """Hand it to Postfix as a client in the province's network does."""
    with smtplib.SMTP("localhost", office.inner, timeout=30) as line:
        line.send_message(mail)
