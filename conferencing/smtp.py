"""Letters leave by SMTP over TLS: Django's backend with the authority of this house's choice.

The server's certificate is always checked, its name too; a server with a wrong one gets neither password nor letter.
"""

import ssl
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.smtp import EmailBackend

_PORTS = {"": 25, "tls": 587, "ssl": 465}


class Backend(EmailBackend):
    """SMTP; `smtp+tls` in EMAIL_URL is STARTTLS, `smtp+ssl` is TLS from the first byte."""

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        """Whom we trust: MAIL_AUTHORITIES, else the system's authorities."""
        return ssl.create_default_context(cafile=settings.MAIL_AUTHORITIES or None)


def outgoing(found: dict[str, Any], password: str) -> dict[str, Any]:
    """What EMAIL_URL says, completed. Raises ImproperlyConfigured, without showing a password."""
    if not found["EMAIL_BACKEND"].endswith("backends.smtp.EmailBackend"):
        return found
    chosen = {**found, "EMAIL_BACKEND": "conferencing.smtp.Backend"}
    kind = "tls" if found.get("EMAIL_USE_TLS") else "ssl" if found.get("EMAIL_USE_SSL") else ""
    chosen["EMAIL_PORT"] = found["EMAIL_PORT"] or _PORTS[kind]
    chosen["EMAIL_HOST_PASSWORD"] = password or found["EMAIL_HOST_PASSWORD"]
    login = (found["EMAIL_HOST_USER"] or "") + (chosen["EMAIL_HOST_PASSWORD"] or "")
    if not login.isascii():  # smtplib would fail at each letter, with the password in its traceback
        raise ImproperlyConfigured("user and password for the mail server must be of ASCII letters alone")
    if found["EMAIL_HOST_USER"] and not kind:
        raise ImproperlyConfigured("EMAIL_URL has a user but no TLS: write smtp+tls:// (STARTTLS) or smtp+ssl://")
    return chosen
