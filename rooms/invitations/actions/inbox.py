"""The inbox: a mail is kept first, answered 250 then, and read last; so no answer is lost and none is counted twice.

What cannot be read is kept and set aside in a state that says so. What an answer means is for `hear`.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from rooms.invitations import queries
from rooms.invitations.actions import hear, settling
from rooms.invitations.itip.addresses import Inlet, OurAddress, read_address
from rooms.invitations.itip.mail import Opened, UnreadableMail, name_and_digest, open_mail
from rooms.invitations.itip.reply import CopyAsked, Ignored, NeedsPerson, Outcome, Reason, Reported, TimeProposed
from rooms.invitations.letters import one_line
from rooms.invitations.models import Filed, Received
from rooms.invitations.queries import incoming, outgoing
from rooms.invitations.rules import News
from rooms.rehearsal import crash_point

log = logging.getLogger(__name__)

MAILS_AN_HOUR = 20  # per address (I7)
MAILS_AN_HOUR_IN_ALL = 3000  # ten answers from each of 300 sites; what is more is put off, never lost
TRIES = 3  # a mail that stops its reader three times is set aside
_NEWS = {"failed": News.BOUNCED, "delayed": News.DELAYED, "delivered": News.POSTED}


def address_known(recipient: str) -> OurAddress | None:
    """The address taken apart, if its token is one of ours."""
    address = read_address(recipient, settings.MAIL_DOMAIN)
    if address is None:
        return None
    if address.inlet is Inlet.ANSWERS:
        return address if queries.reply_address(address.token) else None
    return address if outgoing.returned_to(address.token) else None


def may_come(recipient: str, now: datetime) -> bool:
    """Whether this address has not had too many mails in the last hour."""
    return incoming.mails_to(recipient.lower(), now) < MAILS_AN_HOUR


def house_is_full(now: datetime) -> bool:
    """Whether so many mails came in the last hour that their senders should try again later."""
    return incoming.mails_in_all(now) >= MAILS_AN_HOUR_IN_ALL


def keep(raw: bytes, envelope_from: str, recipients: list[str], now: datetime) -> list[int]:
    """Commit the mail as it came, once per recipient; a doubled one is already kept. Only then may 250 be said."""
    message_id, digest = name_and_digest(raw)
    kept = []
    with transaction.atomic():
        for recipient in recipients:
            row, _new = Received.objects.get_or_create(
                recipient=recipient.lower()[:320],
                message_id=message_id[:255],
                digest=digest,
                defaults={"raw": raw, "received_at": now, "envelope_from": one_line(envelope_from)[:320]},
            )
            kept.append(row.pk)
    crash_point("inbox.after_raw_before_250")
    return kept


def work(now: Callable[[], datetime]) -> int:
    """Read what was kept and not yet read; answers how many."""
    waiting = incoming.unread()
    for received_id in waiting:
        read(received_id, now())
    return len(waiting)


def read(received_id: int, now: datetime) -> None:
    """Read one mail. Whatever it does to its reader, it ends in a named state."""
    try:
        _read(received_id, now)
    except Exception:  # one poisonous mail must not stop the others; it is counted and set aside
        log.exception("a received mail could not be read", extra={"received": received_id})
        _count_failure(received_id)


@transaction.atomic
def _read(received_id: int, now: datetime) -> None:
    received = Received.objects.select_for_update().filter(pk=received_id, filed=Filed.NEW).first()
    if received is None:
        return
    outcome = _outcome(received, now)
    received.filed, received.reason, received.detail = _filed(outcome)
    received.save()


@transaction.atomic
def _count_failure(received_id: int) -> None:
    received = Received.objects.select_for_update().get(pk=received_id)
    received.tries += 1
    if received.tries >= TRIES:
        received.filed, received.reason = Filed.SET_ASIDE, Reason.NOT_UNDERSTOOD
    received.save(update_fields=["tries", "filed", "reason"])


def _filed(outcome: Outcome) -> tuple[Filed, str, str]:
    match outcome:
        case Ignored(reason):
            return Filed.SET_ASIDE if reason is Reason.BROKEN_MAIL else Filed.IGNORED, reason, ""
        case NeedsPerson(reason, detail):
            return Filed.NEEDS_PERSON, reason, detail[:300]
        case TimeProposed() if outcome.newest:
            return Filed.NEEDS_PERSON, Reason.OTHER_TIME, outcome.comment[:300]
        case CopyAsked():
            return Filed.APPLIED, Reason.COPY_ASKED, ""
        case _:
            return Filed.APPLIED, "", ""


def _outcome(received: Received, now: datetime) -> Outcome:
    address = read_address(received.recipient, settings.MAIL_DOMAIN)
    if address is None:
        return Ignored(Reason.UNKNOWN_MEETING)
    try:
        mail = open_mail(bytes(received.raw), settings.MAIL_AUTHSERV)
    except UnreadableMail:
        return Ignored(Reason.BROKEN_MAIL)
    if address.inlet is Inlet.REPORTS:
        return _take_report(address.token, mail, received, now)
    holder = queries.reply_address(address.token)
    if holder is None:
        return Ignored(Reason.UNKNOWN_MEETING)
    return hear.take_answer(holder, mail, received, now)


def _take_report(token: str, mail: Opened, received: Received, now: datetime) -> Outcome:
    delivery = outgoing.returned_to(token)
    if delivery is None:
        return Ignored(Reason.UNKNOWN_MEETING)
    received.invitation, received.meeting = delivery.invitation, delivery.invitation.seat.meeting
    if mail.report is None:  # an out-of-office answer to the envelope sender, or a bounce in words only
        return Ignored(Reason.AUTO_REPLY) if mail.automatic else NeedsPerson(Reason.NO_REPORT)
    news = _NEWS.get(mail.report.action)
    if news is None:
        return NeedsPerson(Reason.NO_REPORT)
    crash_point("inbox.in_dsn")
    settling.report(delivery, news, mail.report.fault, now)
    return Reported()
