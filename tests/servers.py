"""Real servers for tests: PostgreSQL, Redis, an SMTP sink, and our own processes; all on free ports, in folders that
vanish, and all gone with the test.

    with redis(tmp_path) as url: ...
    with Program("web", [...], env, folder, ready=lambda: port_open(8000)) as web: ...

Readiness is asked for, never slept for. What a program printed is shown when it does not get ready.
"""

import contextlib
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Self

from aiosmtpd.controller import Controller

from rooms import clock

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 60.0  # the machine of CI has two cores and much to do


class NotReady(AssertionError):
    """Something did not come about in time; says what, and what the program printed."""


def until(question: Callable[[], object], what: str, within_s: float = PATIENCE_S):
    """Ask until the answer is true, and give it back. Raises NotReady."""
    deadline = clock.monotonic() + within_s
    while not (answer := question()):
        if clock.monotonic() > deadline:
            raise NotReady(f"{what}: not within {within_s:.0f} s")
        time.sleep(0.02)
    return answer


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port of 127.0.0.1 that nobody uses now."""
    with socket.socket(socket.AF_INET, kind) as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def own_address() -> str:
    """An IPv4 address of this machine that is not its loopback; "" where it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door, contextlib.suppress(OSError):
        door.connect(("192.0.2.1", 9))  # RFC 5737: nobody's; the kernel only looks up from where it would send
        address = door.getsockname()[0]
        return "" if address.startswith("127.") else address
    return ""


def port_open(port: int) -> bool:
    """Somebody listens there."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.5):
        return True
    return False


def status_of(url: str) -> int:
    """The HTTP status that the address answers with; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


class Program:
    """One process of ours or of the house's friends, with its log in a file."""

    def __init__(self, name, command, env, folder: Path, ready: Callable[[], object] = lambda: True) -> None:
        self.name, self.env, self.ready = name, {**clean_environment(), **env}, ready
        setpriv = shutil.which("setpriv")  # the kernel ends it should pytest be killed
        self.command = [*([setpriv, "--pdeathsig", "KILL"] if setpriv else []), *map(str, command)]
        self.log_path = folder / f"{name}.log"
        self.cwd = ROOT
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Program":
        """Start it and wait until it is ready. Raises NotReady with its log."""
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.cwd, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        try:
            until(lambda: self.process.poll() is not None or self.ready(), self.name)
        except NotReady as late:
            self.kill()
            raise NotReady(f"{late}\n{self.log()}") from None
        if self.process.poll() is not None:
            raise NotReady(f"{self.name} ended with {self.process.returncode}\n{self.log()}")
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM, within_s: float = 25.0) -> int:
        """Ask it to end, and wait; its exit status. What does not end is killed, and that is a failure."""
        self.process.send_signal(how)
        try:
            return self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise NotReady(f"{self.name} did not end on {how.name}\n{self.log()}") from None

    def kill(self) -> None:
        """kill -9, children included."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def log(self) -> str:
        """The last of what it printed."""
        return self.log_path.read_text(errors="replace")[-6000:] if self.log_path.exists() else ""

    def memory_mb(self) -> float:
        """What it holds in memory now (VmRSS)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()


def clean_environment() -> dict[str, str]:
    """Ours without what would choose a set-up: each program is told that by its test."""
    chosen = (
        "DATABASE_URL",
        "REDIS_URL",
        "EMAIL_",
        "MAIL_",
        "IMAP_",
        "PUBLIC_URL",
        "SECRET_KEY",
        "MEDIA_",
        "LMTP_",
        "VAR_DIR",
        "DEMO",
    )
    return {key: value for key, value in os.environ.items() if not key.startswith(chosen)}


def manage(*arguments: str) -> list[str]:
    """The command line of `manage.py`, without the warnings that -W would make errors of."""
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


@contextlib.contextmanager
def a_folder(owner: str | None = None) -> Iterator[Path]:
    """A folder that vanishes; it belongs to `owner` where we are root."""
    folder = Path(tempfile.mkdtemp(prefix="diemcau-"))
    try:
        if owner and os.geteuid() == 0:
            shutil.chown(folder, owner)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Postgres:
    """A running cluster; every caller of `database()` gets an empty database of its own."""

    def __init__(self, port: int, program: Program) -> None:
        self.port, self.program, self.count = port, program, 0

    def database(self) -> str:
        """The URL of a new, empty database."""
        self.count += 1
        name = f"house{self.count}"
        arguments = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", name]
        subprocess.run([postgres_bin("createdb"), *arguments], check=True, timeout=30)
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"


def postgres_bin(name: str) -> str:
    """Debian keeps PostgreSQL's programs off the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(debian[-1]) if debian else shutil.which(name)
    if found is None:
        raise NotReady(f"PostgreSQL's {name} is missing: apt install postgresql")
    return found


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """A cluster made for the tests; its disk is not waited for (fsync off)."""
    # setpriv becomes the program; runuser would stay as its parent and swallow our signals.
    as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    become = as_postgres if os.geteuid() == 0 else []
    owner = "postgres" if become else pwd.getpwuid(os.geteuid()).pw_name
    with a_folder(owner) as folder:
        data, port = folder / "data", free_port()
        initdb = [postgres_bin("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run([*become, *initdb], check=True, timeout=60, cwd=folder, stdout=subprocess.DEVNULL)
        options = ("fsync=off", "full_page_writes=off", "listen_addresses=127.0.0.1", "max_connections=200")
        command = [*become, postgres_bin("postgres"), "-D", data, "-k", folder, "-p", port]
        for option in options:
            command += ["-c", option]
        ready = [postgres_bin("pg_isready"), "-q", "-U", "postgres", "-h", "127.0.0.1", "-p", str(port)]
        program = Program("postgres", command, {}, folder, lambda: subprocess.run(ready, check=False).returncode == 0)
        program.cwd = folder
        with program:
            try:
                yield Postgres(port, program)
            finally:
                program.stop(signal.SIGINT)


@contextlib.contextmanager
def redis(port: int | None = None) -> Iterator[str]:
    """An empty Redis that keeps nothing; its URL."""
    port = port or free_port()
    with a_folder() as folder:
        command = ["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        with Program("redis", command, {}, folder, lambda: port_open(port)):
            yield f"redis://127.0.0.1:{port}/0"


class SmtpSink:
    """A real SMTP server that keeps what it is sent."""

    def __init__(self) -> None:
        self.port = free_port()
        self.messages: list[EmailMessage] = []
        self.refuse: str | None = None  # answer every message with this line instead of taking it
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refuse:
            return self.refuse
        message = message_from_bytes(envelope.content, policy=policy.default)
        message["X-Rcpt-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        """What came for this address."""
        return [message for message in self.messages if address in message["X-Rcpt-To"].split(", ")]

    def wait_for(self, count: int) -> list[EmailMessage]:
        """At least so many messages, in order of arrival."""
        until(lambda: len(self.messages) >= count, f"{count} letters (there are {len(self.messages)})")
        return self.messages

    def __enter__(self) -> Self:
        self.controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.controller.stop()


def deliver(letter: bytes, sender: str, recipient: str, port: int) -> None:
    """Hand a letter to our LMTP door as the province's mail server would. Raises smtplib's errors when refused."""
    with smtplib.LMTP("127.0.0.1", port) as door:
        door.sendmail(sender, [recipient], letter)
