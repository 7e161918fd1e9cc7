"""The LMTP door (RFC 2033): the province's mail server hands over here. 250 is said only after the mail is committed.

A port for the mail server alone; it is bound to the loopback or an inner network, never to the world.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from asgiref.sync import sync_to_async
from django.db import Error, close_old_connections

from rooms import clock
from rooms.invitations.actions import inbox, ways_in
from rooms.invitations.rules import Way

log = logging.getLogger(__name__)

LARGEST = 20 * 1024 * 1024
_IDLE_S = 60
_BEAT_S = 60.0  # how often the open door is told, and mails are read that an absent database left unread
_KEPT = "250 2.0.0 kept"
_NOT_KEPT = "451 4.3.0 not kept, try again"


class Door(LMTP):
    """aiosmtpd's LMTP with lines as long as real mail writes them."""

    line_length_limit = 65_536

    @classmethod
    def opened(cls, clerk: "Clerk") -> "Door":
        """The protocol of one connection."""
        return cls(
            clerk,
            data_size_limit=LARGEST,
            timeout=_IDLE_S,
            hostname="diemcau",
            ident="LMTP",
            enable_SMTPUTF8=True,  # RFC 6531: else the mail server sends an answer from `văn-thư@…` back to its writer
        )


class Clerk:
    """What is done with each recipient and each mail; aiosmtpd calls these by name."""

    def __init__(self, kept: Callable[[], None]) -> None:
        self._kept = kept  # told after each mail that was committed

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """550 for an address that is not ours or whose token nobody holds: the sender's own server tells them."""
        answer: str = await _in_thread(_judge_recipient)(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Commit, then answer: one line for each recipient (RFC 2033 4.2), which aiosmtpd leaves to us."""
        raw = bytes(envelope.original_content or b"")
        sender = (envelope.mail_from or "").removeprefix("<>")  # aiosmtpd writes a report's empty sender so
        answer: str = await _in_thread(_keep)(raw, sender, list(envelope.rcpt_tos))
        if answer == _KEPT:
            self._kept()
        return "\r\n".join([answer] * max(len(envelope.rcpt_tos), 1))


def _in_thread(work: Callable[..., str]) -> Callable[..., Awaitable[str]]:
    return sync_to_async(work, thread_sensitive=True)


def _judge_recipient(address: str) -> str:
    close_old_connections()
    try:
        if inbox.address_known(address) is None:
            return "550 5.1.1 no such address"
        if not inbox.may_come(address, clock.now()):
            return "452 4.7.1 too many mails for this address, try again in an hour"
        if inbox.house_is_full(clock.now()):
            return "451 4.3.2 too many mails for this house, try again in an hour"
    except Error as fault:
        log.warning("the database is away", extra={"error": fault})
        return _NOT_KEPT
    return "250 2.1.5 known"


def _keep(raw: bytes, sender: str, recipients: list[str]) -> str:
    try:
        inbox.keep(raw, sender, recipients, clock.now())
    except Error as fault:
        log.warning("a mail could not be kept", extra={"error": fault})
        return _NOT_KEPT
    return _KEPT


async def serve(host: str, port: int, ready: Callable[[int], None]) -> None:
    """Take mail until cancelled, and read what was kept. `ready` is told the port that was opened."""
    news = asyncio.Event()
    news.set()  # mails that an earlier process kept and did not read
    clerk = Clerk(news.set)
    server = await asyncio.get_running_loop().create_server(lambda: Door.opened(clerk), host, port)
    ready(server.sockets[0].getsockname()[1])
    async with server:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_BEAT_S):
                    await news.wait()
            news.clear()
            await sync_to_async(_read_all, thread_sensitive=True)()


def _read_all() -> None:
    close_old_connections()
    try:
        while inbox.work(clock.now):
            pass
        ways_in.tell_well(Way.LMTP, clock.now())
    except Error as fault:
        log.warning("kept mails wait to be read", extra={"error": fault})
