"""What every test shares: quick password hashes, and nothing that waits."""

import pytest
from django.utils import translation

from tests import servers


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL cluster; `postgres.database()` is the URL of an empty database."""
    with servers.postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def redis_url():
    """A Redis of the tests' own, shared by them."""
    with servers.redis() as url:
        yield url


@pytest.fixture
def smtp_sink():
    """An SMTP server that keeps what it is sent."""
    with servers.SmtpSink() as sink:
        yield sink


@pytest.fixture(autouse=True)
def _vietnamese_first(settings):
    """A page that a test asked for in English leaves its language active in the thread."""
    translation.activate(settings.LANGUAGE_CODE)
