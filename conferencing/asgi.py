"""The application that the server runs: pages, and the one websocket route."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conferencing.settings")
pages = get_asgi_application()  # loads the rooms; what follows may import them

from rooms.live.routing import websocket  # noqa: E402 - only after the rooms are loaded

application = ProtocolTypeRouter({"http": pages, "websocket": websocket})
