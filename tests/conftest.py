"""What every test shares: quick password hashes, and nothing that waits."""

import hypothesis
import pytest
from django.utils import translation

from tests import servers

# A busy machine is no fault of the code: pytest-timeout alone says how long a test may take.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


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
