"""A probe behind our launcher; see probe.py."""

import contextlib
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers import Program, free_port, port_open, until


@dataclass
class Probe:
    """The running probe: where it is, and how to let its handlers go on."""

    program: Program
    port: int
    gate: Path

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"

    def let_go(self) -> None:
        """Let the handlers that wait go on."""
        self.gate.touch()

    def said(self, word: str) -> int:
        """How often it said so."""
        return self.program.log().split("\n").count(word)

    def wait_for(self, word: str, times: int = 1) -> None:
        """Until it said so."""
        until(lambda: self.said(word) >= times, f"{times} times {word!r}; said: {self.program.log()}")


@pytest.fixture(scope="module")
def running_probe(tmp_path_factory):
    """One probe for the tests of a file; those that end it start their own."""
    with _a_probe(tmp_path_factory.mktemp("probe")) as probe:
        yield probe


@pytest.fixture
def probe(running_probe):
    """The file's probe, with nothing said yet and nobody let go."""
    running_probe.gate.unlink(missing_ok=True)
    os.truncate(running_probe.program.log_path, 0)
    yield running_probe
    running_probe.let_go()


@pytest.fixture
def mortal_probe(tmp_path):
    """A probe that the test may end."""
    with _a_probe(tmp_path) as probe:
        yield probe


@contextlib.contextmanager
def _a_probe(folder: Path):
    port = free_port()
    env = {"PROBE_GO": str(folder / "go"), "VAR_DIR": str(folder / "var")}
    command = [sys.executable, "-m", "tests.conferencing.probe", port]
    with Program("probe", command, env, folder, lambda: port_open(port)) as program:
        yield Probe(program, port, folder / "go")


@pytest.fixture
def taken_ports():
    """For PORT and for MEDIA_PORT: an environment in which that one is taken and the other free."""
    with socket.socket() as web, socket.socket(type=socket.SOCK_DGRAM) as media:
        for door in (web, media):
            door.bind(("127.0.0.1", 0))
        web.listen()
        free = {"PORT": str(free_port()), "MEDIA_PORT": str(free_port(socket.SOCK_DGRAM))}
        yield {
            "PORT": {**free, "PORT": str(web.getsockname()[1])},
            "MEDIA_PORT": {**free, "MEDIA_PORT": str(media.getsockname()[1])},
        }
