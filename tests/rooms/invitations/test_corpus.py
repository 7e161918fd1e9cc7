"""Real replies of other vendors (../shared/data/itip, not kept here): each ends in the state that its text means.

The guest, the meeting and the instances of the files are put in the place of the site's weekly briefing of the tests.
"""

import email
import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from rooms.invitations.itip.reading import UnreadableCalendar, read_calendar
from rooms.invitations.models import Proposal
from rooms.invitations.rules import Funnel
from tests.factories.invitations import answer_address
from tests.factories.itip import a_weekly_series, fresh, receive

pytestmark = pytest.mark.django_db
CORPUS = Path(__file__).resolve().parents[4] / "shared" / "data" / "itip"
FILES = sorted(path.name for path in CORPUS.glob("*.[ie][cm][sl]"))
YES, PERHAPS, NO, SILENT = Funnel.ACCEPTED, Funnel.TENTATIVE, Funnel.DECLINED, Funnel.SENT
NOBODY_SPOKE = ("ignored", "not_a_reply", [SILENT] * 3)
ALL_COME = ("applied", "", [YES] * 3)

# What was read in each file -> filed, reason, and the three instances; RECURRENCE-IDs are put in place one by one.
MEANT = {
    "apple-macos-add-b74b8432.ics": NOBODY_SPOKE,
    "apple-macos-cancel-31a2862c.ics": NOBODY_SPOKE,
    "apple-macos-cancel-34cbf3f0.ics": NOBODY_SPOKE,
    "apple-macos-cancel-6215097b.ics": NOBODY_SPOKE,
    "apple-macos-cancel-868b2349.ics": NOBODY_SPOKE,
    "apple-macos-cancel-eba8f51d.ics": NOBODY_SPOKE,
    "apple-macos-reply-27de3f14.ics": ("applied", "", [PERHAPS, NO, YES]),
    "apple-macos-reply-38568492.ics": ("applied", "", [NO, SILENT, SILENT]),
    "apple-macos-reply-5d8336f3.ics": ("applied", "", [NO, YES, YES]),
    "apple-macos-reply-68e8d6f8.ics": ("needs_person", "another_address", [SILENT] * 3),
    "apple-macos-reply-9bbdf268.ics": ALL_COME,  # without ORGANIZER
    "apple-macos-reply-a13daf30.ics": ("applied", "", [NO, YES, YES]),
    "apple-macos-reply-eacba081.ics": ALL_COME,
    "apple-macos-reply-edc995e5.ics": ALL_COME,
    "apple-macos-reply-fe4b0109.ics": ALL_COME,  # with a VALARM, which has a UID of its own
    "cyrus-reply-72e66506.ics": ("applied", "", [PERHAPS, SILENT, SILENT]),
    "cyrus-reply-cc23f8dd.ics": ("applied", "", [PERHAPS, PERHAPS, SILENT]),
    "davmail-reply-bc316205.ics": ("ignored", "free_busy", [SILENT] * 3),
    "davmail-reply-f1307763.ics": ("ignored", "free_busy", [SILENT] * 3),
    "exchange-counter-842735fa.eml": ("needs_person", "broken_calendar", [SILENT] * 3),  # its middle is lost
    "exchange-reply-be912a10.ics": ALL_COME,
    "google-counter-34b30db6.ics": ("needs_person", "other_time", [SILENT] * 3),  # for the whole series
    "google-reply-d441001f.ics": ("applied", "", [PERHAPS] * 3),
    "other-cancel-9ab77450.eml": NOBODY_SPOKE,
    "other-cancel-f1c3de0b.eml": NOBODY_SPOKE,
    "other-reply-2e32b689.eml": ("needs_person", "no_answer", [SILENT] * 3),  # says yes in words, names nobody
    "sabre-cancel-e571ac3a.eml": NOBODY_SPOKE,
    "thunderbird-reply-592e59d4.ics": ALL_COME,
    "thunderbird-reply-cc47190b.eml": ALL_COME,
}


def as_mail(name: str, change=lambda calendar: calendar) -> bytes:
    """The file as the mail that it was, its calendar changed."""
    raw = (CORPUS / name).read_bytes()
    if name.endswith(".ics"):
        return b"Content-Type: text/calendar; charset=utf-8\r\n\r\n" + change(raw)
    mail = email.message_from_bytes(raw)
    for part in mail.walk():
        if part.get_content_type() in {"text/calendar", "application/ics"}:
            calendar = change(part.get_payload(decode=True))
            del part["Content-Transfer-Encoding"]
            part["Content-Transfer-Encoding"] = "8bit"
            part.set_payload(calendar.decode())
    return mail.as_bytes()


def put_in_place(weeks):
    """Our UID, our guest and our instances where the file has its own."""
    guest, uid = weeks[0].seat.address, weeks[0].uid
    crasher = re.compile(r"(ATTENDEE;CN=Party Crasher[^\n]*)")

    def change(calendar: bytes) -> bytes:
        text = re.sub(r"\r?\n[ \t]", "", calendar.decode())
        text = re.sub(r"(?m)^UID:.*?$", f"UID:{uid}", text)
        text = re.sub(r"(?mi)^(ATTENDEE(?!;CN=Party)[^\n]*:MAILTO:)[^\r\n]*", rf"\g<1>{guest}", text)
        instances = iter(weeks)
        text = re.sub(r"(?m)^RECURRENCE-ID.*?$", lambda _old: f"RECURRENCE-ID:{next(instances).recurrence}", text)
        assert crasher.search(text) or guest in text or "ATTENDEE" not in text
        return text.encode()

    return change


@pytest.mark.parametrize("name", FILES)
def test_a_file_put_in_place_means_what_was_read_in_it(name):
    weeks = a_weekly_series()
    raw = as_mail(name, put_in_place(weeks))
    received = receive(raw, answer_address(weeks[0]))
    found = (received.filed, received.reason, [fresh(one).state for one in weeks])
    assert found == MEANT.get(name, found)
    assert (received.filed, received.tries) != ("new", 0)


@pytest.mark.parametrize("name", FILES)
def test_a_file_about_a_meeting_of_others_changes_nothing(name):
    weeks = a_weekly_series()
    received = receive(as_mail(name), answer_address(weeks[0]))
    assert (received.filed, received.reason) in {
        ("ignored", "not_a_reply"),
        ("ignored", "free_busy"),
        ("needs_person", "unknown_meeting"),
        ("needs_person", "broken_calendar"),
    }
    assert [fresh(one).state for one in weeks] == [SILENT] * 3


@pytest.mark.skipif(not FILES, reason="the corpus is not here")
def test_words_and_times_of_the_files_are_understood():
    weeks = a_weekly_series()
    change = put_in_place(weeks)
    receive(as_mail("exchange-reply-be912a10.ics", change), answer_address(weeks[0]))
    assert fresh(weeks[0]).comment == "A comment."
    receive(as_mail("google-reply-d441001f.ics", change), answer_address(weeks[0]))
    assert (fresh(weeks[0]).state, fresh(weeks[0]).comment) == (YES, "A comment.")  # Exchange's DTSTAMP is newer


@pytest.mark.skipif(not FILES, reason="the corpus is not here")
def test_a_proposed_time_of_google_is_noted_with_its_words():
    weeks = a_weekly_series()
    change = put_in_place(weeks)
    one = as_mail("google-counter-34b30db6.ics", change).replace(
        b"BEGIN:VEVENT", f"BEGIN:VEVENT\r\nRECURRENCE-ID:{weeks[1].recurrence}".encode()
    )
    receive(one, answer_address(weeks[0]))
    proposal = Proposal.objects.get()
    assert (proposal.invitation, proposal.comment) == (weeks[1], "A counter comment")
    assert f"{proposal.starts_at:%Y%m%dT%H%M}" == "20210807T1300"


@pytest.mark.skipif(not FILES, reason="the corpus is not here")
def test_every_cut_of_every_file_is_read_or_refused_by_name():
    for name in FILES:
        raw = (CORPUS / name).read_bytes()
        for end in range(0, len(raw), max(len(raw) // 40, 1)):
            try:
                read_calendar(raw[:end])
            except UnreadableCalendar:
                continue


VENDORS = {
    "zimbra": (
        "PRODID:Zimbra-Calendar-Provider",
        'ATTENDEE;CN="An";SCHEDULE-STATUS="1.2";PARTSTAT=DECLINED;SENT-BY="mailto:{guest}":mailto:thu-ky@x.example',
        NO,
    ),
    "lotus": (
        "PRODID:-//Lotus Development Corporation//NONSGML Notes 9.0//EN_C",
        'ATTENDEE;PARTSTAT=TENTATIVE;CN="An/PTO"\n ;RSVP=FALSE:mailto:{guest}\nX-LOTUS-UPDATE-SEQ:1',
        PERHAPS,
    ),
    "yahoo": (
        "PRODID:-//Yahoo//Calendar//EN",
        "ATTENDEE;PARTSTAT=ACCEPTED;CN={guest};RSVP=TRUE;X-YAHOO-YID=an:mailto:{guest}\nX-YAHOO-USER-STATUS:BUSY",
        YES,
    ),
    "icloud": (
        "PRODID:-//Apple Inc.//iOS 26.0//EN",
        'ATTENDEE;CN="An";CUTYPE=INDIVIDUAL;EMAIL={guest};PARTSTAT=ACCEPTED:/aMTI3/principal/',
        YES,
    ),
    "outlook on a phone": (
        "PRODID:Microsoft Exchange Server 2010",
        "ATTENDEE;PARTSTAT=DECLINED;CN=An:MAILTO:{guest}\nSUMMARY;LANGUAGE=vi:Từ chối: Giao ban",
        NO,
    ),
    "old exchange": (
        "PRODID:Microsoft CDO for Microsoft Exchange",
        'ATTENDEE;PARTSTAT=TENTATIVE;X-REPLYTIME=20261122T020000Z;CN="An":MAILTO:{guest}\nX-MICROSOFT-CDO-REPLYTIME:20261122T020000Z',
        PERHAPS,
    ),
}


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_shapes_of_other_vendors(vendor):
    weeks = a_weekly_series()
    prodid, lines, state = VENDORS[vendor]
    event = f"BEGIN:VEVENT\nUID:{weeks[0].uid}\n{lines}\nEND:VEVENT"
    body = f"BEGIN:VCALENDAR\n{prodid}\nMETHOD:REPLY\n{event}\nEND:VCALENDAR\n"
    mail = EmailMessage()
    mail.set_content(body.format(guest=weeks[0].seat.address), subtype="calendar", cte="quoted-printable")
    receive(mail.as_bytes(), answer_address(weeks[0]))
    assert [fresh(one).state for one in weeks] == [state] * 3
