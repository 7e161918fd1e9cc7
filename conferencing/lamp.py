"""Asks whether a process of ours is well: what a container's health check runs. Standard library alone, so it is quick.

    python -m conferencing.lamp ready          the web process of this environment says it may be given work
    python -m conferencing.lamp tcp 8024       somebody listens there
    python -m conferencing.lamp udp 40001      somebody holds that UDP port (Linux)

Ends with 0 when all is well, else with 1 and a line that says why.
"""

import http.client
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

PATIENCE_S = 4


def ready() -> str:
    """What is wrong with the web process; empty when nothing is."""
    # Django answers only to names it knows, so the question is asked under the public one.
    host = urlsplit(os.environ.get("PUBLIC_URL", "http://localhost")).netloc
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=PATIENCE_S)
    connection.request("GET", "/ready", headers={"Host": host})
    answer = connection.getresponse()
    return "" if answer.status == http.HTTPStatus.OK else answer.read().decode()


def tcp(port: str) -> str:
    """What is wrong with a listening port; empty when nothing is."""
    socket.create_connection(("127.0.0.1", int(port)), PATIENCE_S).close()
    return ""


def udp(port: str) -> str:
    """What is wrong with a UDP port; empty when nothing is."""
    wanted = f":{int(port):04X}"
    lines = Path("/proc/net/udp").read_text(encoding="ascii").splitlines()[1:]
    return "" if any(line.split()[1].endswith(wanted) for line in lines) else f"nobody holds UDP port {port}"


QUESTIONS: dict[str, Callable[..., str]] = {"ready": ready, "tcp": tcp, "udp": udp}


def main(question: str = "ready", *arguments: str) -> int:
    """Answer one question."""
    try:
        wrong = QUESTIONS[question](*arguments)
    except OSError as error:
        wrong = str(error)
    sys.stderr.write(wrong and wrong + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
