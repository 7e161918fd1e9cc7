"""The other way in: a mailbox of the province's server, looked into by IMAP (RFC 9051) where LMTP cannot be had.

The mailbox is the queue: what lies in its folder is unread. A mail is committed first and moved to another folder then;
a crash between the two makes it be read again, which the table of received mails turns into nothing. No UID and no flag
is remembered from one look to the next: a folder made anew (another UIDVALIDITY), or a person who opens mails in a
browser, change nothing.
"""

import contextlib
import imaplib
import logging
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import Error, close_old_connections
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls
from imap_tools.errors import ImapToolsError, MailboxFolderCreateError, MailboxLoginError

from rooms.invitations.actions import inbox, ways_in
from rooms.invitations.itip.delivered import delivered_to, returned_from
from rooms.invitations.place import Place
from rooms.invitations.rules import Way
from rooms.rehearsal import crash_point

log = logging.getLogger(__name__)

LARGEST = 20 * 1024 * 1024
_TIMEOUT_S = 30.0
_HEAD = "(RFC822.SIZE BODY.PEEK[HEADER]<0.131072>)"  # PEEK: looking does not mark as seen
_AT_ONCE = 50  # mails moved by one command
_FAULTS = (OSError, imaplib.IMAP4.error, ImapToolsError, Error)
_LONGEST_WAIT_S, _REFUSED_WAIT_S = 900.0, 300.0


class Refused(Exception):
    """The server does not let us in: asked again seldom, lest it lock the account."""


@dataclass(slots=True)
class Looked:
    """What one look did."""

    kept: int = 0
    aside: int = 0
    waiting: int = 0  # left for later: too many at once for their address or for the house


def look(place: Place, now: Callable[[], datetime]) -> Looked:
    """Commit every mail of the folder and move it away, then read what was kept. Raises what _FAULTS names, Refused."""
    looked = Looked()
    with _opened(place) as box:
        uids = box.uids()
        for start in range(0, len(uids), _AT_ONCE):
            if inbox.house_is_full(now()):
                looked.waiting += len(uids) - start
                break
            _take(box, place, uids[start : start + _AT_ONCE], now, looked)
    while inbox.work(now):
        pass
    return looked


@contextlib.contextmanager
def _opened(place: Place) -> Iterator[BaseMailBox]:
    trust = ssl.create_default_context(cafile=settings.MAIL_AUTHORITIES or None)
    box = _Encrypted(place, trust) if place.at_once else _StartTls(place, trust)
    try:
        _enter(box, place)
        yield box
    finally:
        with contextlib.suppress(*_FAULTS):
            box.client.logout()
        with contextlib.suppress(OSError):
            box.client.shutdown()


def _enter(box: BaseMailBox, place: Place) -> None:
    login = box.login if (place.user + place.password).isascii() else box.login_utf8
    try:
        login(place.user, place.password, initial_folder=None)
    except (MailboxLoginError, imaplib.IMAP4.error) as fault:
        if isinstance(fault, imaplib.IMAP4.abort):
            raise
        raise Refused(_words(fault, place)) from None  # nothing of what was said at the door is kept
    # Servers say more after the login than before it (MOVE); imaplib asks before it alone.
    box.client.capabilities = tuple(box.client.capability()[1][0].decode().upper().split())
    box.folder.set(place.folder)


class _Encrypted(MailBox):
    def __init__(self, place: Place, trust: ssl.SSLContext) -> None:
        super().__init__(place.host, place.port, _TIMEOUT_S, ssl_context=trust)


class _StartTls(MailBoxStartTls):
    def __init__(self, place: Place, trust: ssl.SSLContext) -> None:
        super().__init__(place.host, place.port, _TIMEOUT_S, trust)

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4(self._host, self._port, self._timeout)
        try:
            client.starttls(self._ssl_context)
        except _FAULTS:
            with contextlib.suppress(OSError):  # a failed handshake has closed it already
                client.shutdown()
            raise
        return client


def _take(box: BaseMailBox, place: Place, uids: list[str], now: Callable[[], datetime], looked: Looked) -> None:
    kept, aside = [], []
    for uid in uids:
        match _keep(box, uid, now()):
            case True:
                kept.append(uid)
            case False:
                aside.append(uid)
            case None:
                looked.waiting += 1
    _move(box, kept, place.kept)
    _move(box, aside, place.aside)
    looked.kept += len(kept)
    looked.aside += len(aside)


def _keep(box: BaseMailBox, uid: str, now: datetime) -> bool | None:
    """True: committed. False: no mail for an address of ours that somebody holds. None: not now."""
    size, head = _fetch(box, uid, _HEAD)
    if head is None:  # another client took it away meanwhile
        return None
    known = [one for one in delivered_to(head, settings.MAIL_DOMAIN) if inbox.address_known(one)]
    if not known or size > LARGEST:
        log.warning("a mail in the mailbox is no answer", extra={"uid": uid, "bytes": size})
        return False
    if inbox.house_is_full(now) or not all(inbox.may_come(one, now) for one in known):
        return None
    _size, raw = _fetch(box, uid, "(RFC822.SIZE BODY.PEEK[])")
    if raw is None:
        return None
    inbox.keep(raw, returned_from(raw), known, now)
    crash_point("inbox.after_raw_before_move")
    return True


def _fetch(box: BaseMailBox, uid: str, what: str) -> tuple[int, bytes | None]:
    _said, pieces = box.client.uid("FETCH", uid, what)
    content = next((piece[1] for piece in pieces if isinstance(piece, tuple)), None)
    around = b" ".join(piece[0] if isinstance(piece, tuple) else piece for piece in pieces if piece)
    size = around.upper().partition(b"RFC822.SIZE ")[2].split(b" ")[0].strip(b")")
    return int(size) if size.isdigit() else 0, content


def _move(box: BaseMailBox, uids: list[str], folder: str) -> None:
    if not uids:
        return
    if not box.folder.exists(folder):
        try:
            box.folder.create(folder)
        except MailboxFolderCreateError:  # some servers allow folders below INBOX alone
            folder = f"INBOX{next(iter(box.folder.list('', 'INBOX'))).delim}{folder}"
            if not box.folder.exists(folder):
                box.folder.create(folder)
    box.move(uids, folder)


def look_and_tell(place: Place, now: Callable[[], datetime], failures: int) -> tuple[int, float]:
    """One look that never raises: how many failed one after the other, and how many seconds to wait now."""
    close_old_connections()
    try:
        looked = look(place, now)
    except Refused as fault:
        _tell(str(fault), now)
        wait_s = _wait_s(failures + 1, _REFUSED_WAIT_S)
        log.error("the mailbox refuses the login", extra={"error": str(fault), "again_in_s": wait_s})  # noqa: TRY400 - an answer of theirs, no fault of ours
        return failures + 1, wait_s
    except _FAULTS as fault:
        _tell(_words(fault, place), now)
        wait_s = _wait_s(failures + 1, settings.IMAP_EVERY_S)
        log.warning("the mailbox is away", extra={"error": _words(fault, place), "again_in_s": wait_s})
        return failures + 1, wait_s
    _tell("", now)
    if looked != Looked():
        log.info("the mailbox was read", extra={"kept": looked.kept, "aside": looked.aside, "waiting": looked.waiting})
    return 0, float(settings.IMAP_EVERY_S)


def _tell(fault: str, now: Callable[[], datetime]) -> None:
    with contextlib.suppress(Error):  # a database that is away is said by its own lamp
        if fault:
            ways_in.tell_failing(Way.MAILBOX, fault, now())
        else:
            ways_in.tell_well(Way.MAILBOX, now())


def _wait_s(failures: int, first_s: float) -> float:
    """Twice as long after each failure, at most 15 minutes."""
    return min(first_s * 2.0 ** min(failures - 1, 10), _LONGEST_WAIT_S)


def _words(fault: Exception, place: Place) -> str:
    return " ".join(str(fault).replace(place.password, "•••").split())[:300] or type(fault).__name__
