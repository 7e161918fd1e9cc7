"""Letters over TLS: a server with a wrong certificate, or without one, gets neither password nor letter."""

import logging
import ssl
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from rooms.invitations.actions import outbox
from rooms.invitations.models import Delivery
from tests.conferencing.test_settings import GROWN, run
from tests.factories.invitations import CLOCK, an_invited_meeting
from tests.mail import certificates
from tests.servers import free_port

pytestmark = pytest.mark.django_db
PASSWORD = "mat-khau-cua-hop-thu"


class Server:
    """An SMTP server that notes who logged in and what it was given."""

    def __init__(self) -> None:
        self.logins, self.letters, self.welcome = [], [], True

    def authenticate(self, *given) -> AuthResult:
        login = given[-1]
        self.logins.append((login.login, login.password))
        return AuthResult(success=self.welcome, handled=False)

    async def handle_DATA(self, _server, session, _envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.letters.append(session.ssl is not None)
        return "250 taken"


@contextmanager
def a_server(certificate=None, **options):
    server = Server()
    server.at_once = options.pop("at_once", False)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        options |= {"ssl_context": context, "auth_require_tls": False} if server.at_once else {"tls_context": context}
    controller = Controller(
        server, hostname="127.0.0.1", port=free_port(), authenticator=server.authenticate, **options
    )
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()


@pytest.fixture
def post(settings):
    """Four letters wait; sends what is due to this server."""
    an_invited_meeting()

    def post(server, host="localhost", authority=None) -> int:
        settings.EMAIL_BACKEND = "conferencing.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = host, server.port
        settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = server.at_once, not server.at_once
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "hop", PASSWORD
        settings.MAIL_AUTHORITIES = str(authority) if authority else ""
        return outbox.work(CLOCK)

    return post


@pytest.mark.parametrize("at_once", [False, True])
def test_letters_go_to_a_server_whose_certificate_is_right(post, tmp_path, at_once):
    certificate = certificates.make(tmp_path, "localhost")
    with a_server(certificate, at_once=at_once, require_starttls=not at_once) as server:
        assert post(server, authority=certificate.with_suffix(".ca")) == 4
    assert server.logins == [(b"hop", PASSWORD.encode())]
    assert server.letters == [not at_once] * 4  # aiosmtpd notes STARTTLS alone


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize("wrong", ["name", "authority", "the system's authorities"])
def test_a_server_with_a_wrong_certificate_gets_nothing(post, tmp_path, wrong, at_once, caplog):
    certificate = certificates.make(tmp_path, "other.example" if wrong == "name" else "localhost")
    (tmp_path / "theirs").mkdir()
    strangers = certificates.make(tmp_path / "theirs", "localhost")
    trusted = {"name": certificate, "authority": strangers}.get(wrong)
    with a_server(certificate, at_once=at_once) as server:
        assert post(server, authority=trusted and trusted.with_suffix(".ca")) == 0
    assert (server.logins, server.letters) == ([], [])
    fault = Delivery.objects.first().fault
    assert "certificate verify failed" in fault
    assert PASSWORD not in fault + caplog.text


def test_a_server_that_offers_no_tls_gets_nothing(post, caplog):
    with a_server(auth_require_tls=False) as server:
        assert post(server) == 0
    assert (server.logins, server.letters) == ([], [])
    assert "STARTTLS" in Delivery.objects.first().fault
    assert PASSWORD not in caplog.text


def test_a_refused_login_is_said_without_the_password(post, tmp_path, caplog):
    certificate = certificates.make(tmp_path, "localhost")
    caplog.set_level(logging.DEBUG)
    with a_server(certificate, require_starttls=True) as server:
        server.welcome = False
        assert post(server, authority=certificate.with_suffix(".ca")) == 0
    assert server.letters == []
    fault = Delivery.objects.first().fault
    assert "535" in fault
    assert PASSWORD not in fault + caplog.text


ASK = "from django.conf import settings as s; print(s.EMAIL_BACKEND, s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_PASSWORD)"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("smtp+tls://hop:bi%2Bmat@thu.example", "conferencing.smtp.Backend thu.example 587 bi+mat"),
        ("smtp+ssl://hop:x@thu.example", "conferencing.smtp.Backend thu.example 465 x"),
        ("smtp://thu.example", "conferencing.smtp.Backend thu.example 25 None"),
    ],
)
def test_the_address_of_the_mail_server_chooses_how_it_is_spoken_to(tmp_path, url, said):
    assert run(tmp_path, "shell", "--no-imports", "-c", ASK, EMAIL_URL=url).stdout.strip() == said


def test_a_password_may_come_apart_from_the_address(tmp_path):
    (tmp_path / "word").write_text(PASSWORD)
    env = {"EMAIL_URL": "smtp+tls://hop@thu.example", "EMAIL_PASSWORD_FILE": str(tmp_path / "word")}
    assert run(tmp_path, "shell", "--no-imports", "-c", ASK, **env).stdout.split()[-1] == PASSWORD


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("EMAIL_URL", "smtp://hop:tu-bi-mat@thu.example", "EMAIL_URL has a user but no TLS"),
        ("EMAIL_URL", "smtp+tls://hop:tu-bi-mat-%C3%A2@thu.example", "must be of ASCII letters alone"),
        ("IMAP_URL", "imap://hop:tu-bi-mat@thu.example", "IMAP_URL begins with imaps://"),
    ],
)
def test_a_login_without_tls_is_refused_at_start_and_its_password_not_said(tmp_path, variable, value, complaint):
    done = run(tmp_path, "check", **{**GROWN, variable: value})
    assert done.returncode != 0
    assert complaint in done.stderr
    assert "tu-bi-mat" not in done.stderr
