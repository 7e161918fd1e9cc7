"""The whole house, running for a test: small (SQLite, one web process) or grown (PostgreSQL, Redis, two of everything).

    house.url                           what a browser opens; http://localhost:<port>
    house.manage("make_demo")           run a command in the house's own environment; its output
    house.mail.wait_for(4)              the letters that went out, by real SMTP
    house.deliver(letter, sender, rcpt) hand a letter to its LMTP door
    house.webs[0].kill(), .start()      break a web process, and start it again
    house.programs                      all processes by name: web1, web2, media, tasks, mail

The database belongs to the house: look into it through pages or `manage`, never by Django's ORM in the test process.
"""

import contextlib
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.proxy import RoundRobin
from tests.servers import (
    Program,
    SmtpSink,
    a_folder,
    clean_environment,
    deliver,
    free_port,
    manage,
    port_open,
    status_of,
)


@dataclass
class House:
    """A running house; see the module's words."""

    folder: Path
    env: dict[str, str]
    mail: SmtpSink
    lmtp_port: int
    url: str = ""
    webs: list[Program] = field(default_factory=list)
    programs: dict[str, Program] = field(default_factory=dict)

    def manage(self, *arguments: str, stdin: str | None = None) -> str:
        """What `manage.py <arguments>` printed. Raises AssertionError with its complaint."""
        done = subprocess.run(
            manage(*arguments), env={**clean_environment(), **self.env}, input=stdin, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def python(self, program: str) -> str:
        """Run a few lines in the house's Django; what they print."""
        return self.manage("shell", "--no-imports", stdin=program)

    def deliver(self, letter: bytes, sender: str, recipient: str) -> None:
        """Hand a letter to the LMTP door."""
        deliver(letter, sender, recipient, self.lmtp_port)

    def run(self, name: str, *command: str, env: dict[str, str] | None = None, ready=lambda: True) -> Program:
        """Start one of our processes in this house."""
        program = Program(name, manage(*command), {**self.env, **(env or {})}, self.folder, ready)
        self.programs[name] = program
        return program.start()

    def run_web(self, name: str, port: int, *options: str) -> Program:
        """Start a web process; it is ready when /ready says so."""
        env = {"PORT": str(port), "PROCESS_NAME": name}
        web = self.run(name, "serve", *options, env=env, ready=lambda: ready(port))
        self.webs.append(web)
        return web

    def close(self) -> None:
        """End every process; webs first, in order, as an operator would."""
        for program in self.webs:
            if program.process.poll() is None:
                program.stop()
        for program in self.programs.values():
            program.kill()

    def logs(self) -> str:
        """The last words of every process."""
        return "\n".join(f"--- {name}\n{program.log()}" for name, program in self.programs.items())


def ready(port: int) -> bool:
    """The web process on this port may be given work."""
    return status_of(f"http://127.0.0.1:{port}/ready") == 200


@contextlib.contextmanager
def small_house(**env: str) -> Iterator[House]:
    """SQLite, the in-memory layer, one `serve` with its own children; letters go to a real SMTP server."""
    port = free_port()
    with _a_house({"PUBLIC_URL": f"http://localhost:{port}", **env}) as house:
        house.url = f"http://localhost:{port}"
        house.run_web("web1", port, "--prepare")
        _run_mail(house)
        yield house


@contextlib.contextmanager
def grown_house(database_url: str, redis_url: str, **env: str) -> Iterator[House]:
    """PostgreSQL and Redis; two web processes behind a proxy, a media process, a tasks process, mail in."""
    ports = [free_port(), free_port()]
    with RoundRobin(ports) as proxy:
        grown = {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SECRET_KEY": "of-the-tests-" + "x" * 50,
            "PUBLIC_URL": f"http://localhost:{proxy.port}",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "MEDIA_NODES": "m1",
            "MEDIA_NODE": "m1",
            "MEDIA_BIND": "127.0.0.1",
            **env,
        }
        with _a_house(grown) as house:
            house.url = f"http://localhost:{proxy.port}"
            house.manage("migrate", "-v", "0")
            if "DEMO" in house.env:
                house.manage("make_demo")
            house.manage("collectstatic", "--noinput", "-v", "0")
            _run_mail(house)
            house.run("media", "run_media")
            house.run("tasks", "run_huey")
            for number, port in enumerate(ports, start=1):
                house.run_web(f"web{number}", port)
            yield house


@contextlib.contextmanager
def _a_house(env: dict[str, str]) -> Iterator[House]:
    with a_folder() as folder, SmtpSink() as mail:
        lmtp_port = free_port()
        chosen = {
            "VAR_DIR": str(folder / "var"),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
            "LMTP_PORT": str(lmtp_port),
            "MEDIA_PORT": str(free_port(socket.SOCK_DGRAM)),
            **env,
        }
        house = House(folder, chosen, mail, lmtp_port)
        try:
            yield house
        finally:
            house.close()


def _run_mail(house: House) -> None:
    house.run("mail", "receive_mail", ready=lambda: port_open(house.lmtp_port))
