"""The name of this process and of its boot: who holds a connection (RELIABILITY.md 4.4)."""

from uuid import uuid4

from django.conf import settings

BOOT = uuid4()  # another one at each start
PROCESS: str = settings.PROCESS_NAME
