"""The mailbox that our poller looks into: whatever happens, no mail is lost and none counted twice."""

import contextlib
import logging
import socket
import ssl
import threading
from dataclasses import replace

import pytest

from rooms import clock
from rooms.invitations import polling
from rooms.invitations.models import Invitation, Received
from rooms.invitations.place import Place
from rooms.invitations.polling import Looked, look, look_and_tell
from rooms.invitations.queries import incoming
from rooms.invitations.rules import Funnel
from tests.factories.invitations import a_calendar_reply, a_reply_mail
from tests.mail import certificates
from tests.mail.conftest import a_meeting_ahead, invite_all, sites_of
from tests.mail.postoffice import POLLED
from tests.servers import free_port

pytestmark = [pytest.mark.grown, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def box_name():
    """Every test has a folder of its own."""
    return f"Thu-{free_port()}"


@pytest.fixture
def house(house_of):
    return house_of(POLLED)


@pytest.fixture
def site(house):
    """Invited; nothing was sent."""
    return sites_of(invite_all(a_meeting_ahead()))[0]


@pytest.fixture
def place(office, box_name):
    return Place(
        host="localhost",
        port=office.imaps,
        at_once=True,
        user="hop",
        password=office.password,
        folder=box_name,
        kept=f"{box_name}-kept",
        aside=f"{box_name}-aside",
    )


@pytest.fixture
def put(office, place):
    """Puts mails into the folder, all over one connection."""
    with office.mailbox("hop") as box:
        box.folder.create(place.folder)

        def put(*mails: bytes) -> None:
            for mail in mails:
                box.append(mail, place.folder)

        yield put


def an_answer(invitation, number=1) -> bytes:
    mail = a_reply_mail(invitation, a_calendar_reply(invitation), message_id=f"<r{number}@client.example>")
    token = mail.partition(b"hop+")[2][:26]
    return b"Return-Path: <a@client.example>\r\nDelivered-To: hop+" + token + f"@{POLLED}\r\n".encode() + mail


def test_an_answer_is_kept_moved_and_read(site, place, put, office):
    put(an_answer(site), b"To: an@x.example\r\nSubject: nham\r\n\r\nx")
    assert look(place, clock.now) == Looked(kept=1, aside=1)
    assert Invitation.objects.get(pk=site.pk).state == Funnel.ACCEPTED
    assert Received.objects.get().envelope_from == "a@client.example"
    assert [len(office.letters("hop", name)) for name in (place.folder, place.kept, place.aside)] == [0, 1, 1]
    assert look(place, clock.now) == Looked()


def test_starttls_serves_as_well(site, place, put, office):
    put(an_answer(site))
    starttls = replace(place, port=office.starttls, at_once=False)
    assert look(starttls, clock.now) == Looked(kept=1)


def test_a_crash_between_keeping_and_moving_counts_nothing_twice(site, place, put, office, house):
    put(*(an_answer(site, number) for number in range(5)))
    where = {"IMAP_URL": f"imaps://hop@localhost:{office.imaps}/{place.folder}?kept={place.kept}&aside={place.aside}"}
    crashed = house.poll(**where, REHEARSE_CRASH="inbox.after_raw_before_move:3")
    assert crashed.returncode == 137
    assert (Received.objects.count(), len(office.letters("hop", place.folder))) == (3, 5)
    assert house.poll(**where).returncode == 0
    assert (Received.objects.count(), len(office.letters("hop", place.kept))) == (5, 5)
    assert not Received.objects.filter(filed="new").exists()


def test_a_folder_made_anew_hides_no_mail(site, place, put, office):
    first, second, third = (an_answer(site, number) for number in (1, 2, 3))
    put(first, second)
    look(place, clock.now)
    with office.mailbox("hop") as box:
        before = box.folder.status(place.folder, ["UIDVALIDITY"])
        box.folder.delete(place.folder)
        box.folder.create(place.folder)
        assert box.folder.status(place.folder, ["UIDVALIDITY"]) != before
    put(second, third)  # the UIDs 1 and 2 once more
    assert look(place, clock.now) == Looked(kept=2)
    assert sorted(Received.objects.values_list("message_id", flat=True)) == [
        f"<r{n}@client.example>" for n in (1, 2, 3)
    ]


def test_mails_that_a_person_has_opened_are_read_all_the_same(site, place, put, office):
    put(an_answer(site))
    with office.mailbox("hop", place.folder) as box:
        box.flag(box.uids(), "\\Seen", value=True)
    assert look(place, clock.now) == Looked(kept=1)


@pytest.mark.timeout(400)  # some 20 s on an idle machine
def test_a_mailbox_of_a_thousand_mails_is_emptied(site, place, put, office, monkeypatch):
    monkeypatch.setattr(polling.inbox, "MAILS_AN_HOUR", 2000)
    put(*(an_answer(site, number) for number in range(1000)))
    assert look(place, clock.now) == Looked(kept=1000)
    assert (Received.objects.count(), len(office.letters("hop", place.folder))) == (1000, 0)


def test_more_than_twenty_for_one_address_wait_in_the_mailbox(site, place, put, office):
    put(*(an_answer(site, number) for number in range(25)))
    assert look(place, clock.now) == Looked(kept=20, waiting=5)
    assert len(office.letters("hop", place.folder)) == 5


def test_a_house_that_is_full_leaves_the_mailbox_alone(site, place, put, office, monkeypatch):
    put(*(an_answer(site, number) for number in range(3)))
    monkeypatch.setattr(polling.inbox, "MAILS_AN_HOUR_IN_ALL", 0)
    assert look(place, clock.now) == Looked(waiting=3)
    monkeypatch.undo()
    assert look(place, clock.now) == Looked(kept=3)


def test_a_mail_over_the_limit_is_laid_aside_unread(site, place, put, office, monkeypatch):
    monkeypatch.setattr(polling, "LARGEST", 20_000)
    put(an_answer(site) + b"x" * 30_000)
    assert look(place, clock.now) == Looked(aside=1)
    assert len(office.letters("hop", place.aside)) == 1


@pytest.mark.parametrize("at_once", [True, False])
def test_a_server_with_another_authority_gets_no_password(office, place, settings, tmp_path, at_once):
    settings.MAIL_AUTHORITIES = str(certificates.make(tmp_path, "localhost").with_suffix(".ca"))
    with pytest.raises(ssl.SSLCertVerificationError, match="certificate verify failed"):
        look(replace(place, port=office.imaps if at_once else office.starttls, at_once=at_once), clock.now)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_server_with_another_name_gets_no_password(office, place, settings, at_once, caplog):
    settings.MAIL_AUTHORITIES = str(office.authority)
    port = office.imaps if at_once else office.starttls
    elsewhere = replace(place, host="127.0.0.1", port=port, at_once=at_once)
    assert look_and_tell(elsewhere, clock.now, 1) == (2, 60.0)
    assert "certificate is not valid for '127.0.0.1'" in caplog.records[-1].error


def test_a_refused_login_is_said_without_the_password_and_asked_again_seldom(site, office, place, caplog):
    wrong = replace(place, password="mat-khau-sai")
    assert look_and_tell(wrong, clock.now, 0) == (1, 300.0)
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.getMessage() == "the mailbox refuses the login"
    assert "mat-khau-sai" not in caplog.text + record.error
    assert look_and_tell(wrong, clock.now, 3) == (4, 900.0)
    ((way, state),) = incoming.ways_in(clock.now())
    assert (way.name, state, "mat-khau-sai" in way.fault) == ("mailbox", "failing", False)
    look_and_tell(replace(place, folder="INBOX"), clock.now, 4)
    ((way, state),) = incoming.ways_in(clock.now())
    assert (state, way.failing_since, way.fault) == ("up", None, "")


def test_a_folder_that_is_not_there_is_said(site, place, caplog):
    assert look_and_tell(place, clock.now, 0)[0] == 1
    assert "exist" in caplog.records[-1].error


def test_a_server_that_is_away_is_asked_again_after_longer_and_longer(site, office, place):
    away = replace(place, port=free_port())
    assert [look_and_tell(away, clock.now, failures)[1] for failures in (0, 1, 2, 9)] == [30, 60, 120, 900]


class CutLine:
    """Passes bytes on to the server, and hangs up after so many of its own."""

    def __init__(self, port: int, most: int) -> None:
        self.server, self.most, self.target = socket.create_server(("127.0.0.1", 0)), most, port
        self.port = self.server.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        with self.server:
            client, _ = self.server.accept()
        with client, socket.create_connection(("127.0.0.1", self.target)) as there:
            up = threading.Thread(target=self._pass, args=(client, there, 1 << 30), daemon=True)
            up.start()
            self._pass(there, client, self.most)
            with contextlib.suppress(OSError):  # they hung up first
                client.shutdown(socket.SHUT_RDWR)
            up.join(10)

    @staticmethod
    def _pass(source: socket.socket, sink: socket.socket, most: int) -> None:
        try:
            while most > 0 and (piece := source.recv(min(most, 4096))):
                most -= len(piece)
                sink.sendall(piece)
        except OSError:
            return


@pytest.mark.parametrize("most", [10, 3_000, 20_000, 60_000])
def test_a_line_that_is_cut_loses_and_doubles_nothing(site, place, put, office, most):
    put(*(an_answer(site, number) for number in range(10)))
    line = CutLine(office.imaps, most)
    cut = replace(place, port=line.port)
    look_and_tell(cut, clock.now, 0)
    line.thread.join(20)
    look(place, clock.now)
    assert (Received.objects.count(), len(office.letters("hop", place.folder))) == (10, 0)
    assert Invitation.objects.get(pk=site.pk).state == Funnel.ACCEPTED
