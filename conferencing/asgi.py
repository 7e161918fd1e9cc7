"""The application that the server runs: pages, and the one websocket route."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conferencing.settings")

application = ProtocolTypeRouter({"http": get_asgi_application()})
