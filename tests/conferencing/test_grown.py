"""The processes that docker-compose.yml describes, started without containers from the same variables, against a real
PostgreSQL and Redis; each is asked for its health as the engine would ask."""

import re
import socket
import sys
from contextlib import ExitStack

import pytest

from tests.conferencing.test_compose import OURS, SERVICES
from tests.servers import Program, a_folder, clean_environment, free_port, manage, until

OPERATOR = {
    "PUBLIC_HOST": "hop.phutho.example",
    "PUBLIC_IP": "127.0.0.1",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "MAIL_DOMAIN": "hop.phutho.example",
}
STAYING = [name for name in OURS if name != "migrate"]

WHERE_SET = re.compile(r"\$\{(\w+):\+((?:[^{}]|\$\{[^{}]*\})*)\}")  # compose: a text that stands only beside a value
# ${NAME}, ${NAME:?why it must be set}, ${NAME:-what stands else}
VARIABLE = re.compile(r"\$\{(\w+)(?::-((?:[^{}]|\$\{[^{}]*\})*)|:\?[^{}]*)?\}")


def said(text: str) -> str:
    """A text of the file with the operator's variables in it, as compose puts them."""
    return VARIABLE.sub(
        lambda match: OPERATOR[match[1]] if match[2] is None else OPERATOR.get(match[1]) or said(match[2]), text
    )


class Engine:
    """Starts services as an engine would, but on this machine: addresses of containers become free ports here."""

    def __init__(self, folder, database_url: str, redis_url: str) -> None:
        self.folder = folder
        self.redis_url = redis_url
        (folder / "secret_key").write_text("của-bài-thử-" + "0123456789abcdefghijklmnop" * 2)
        (folder / "turn_secret").write_text("của-bài-thử")
        (folder / "database_url").write_text(database_url)

    def environment(self, name: str) -> tuple[dict[str, str], dict[str, str]]:
        """The service's variables, and which port of the file became which port here."""
        ports = {}
        chosen = {"REDIS_URL": self.redis_url, "VAR_DIR": str(self.folder / "var"), "PORT": str(free_port())}
        for variable, value in SERVICES[name]["environment"].items():
            text = WHERE_SET.sub(lambda match: match[2] if match[1] in OPERATOR else "", str(value))
            text = said(text)
            if variable in {"MEDIA_PORT", "LMTP_PORT"}:
                kind = socket.SOCK_DGRAM if variable == "MEDIA_PORT" else socket.SOCK_STREAM
                ports[text] = text = str(free_port(kind))
            chosen.setdefault(variable, text.replace("/run/secrets", str(self.folder)))
        return chosen, ports

    def run(self, name: str) -> Program:
        """The running service; its health has been asked where the file says how."""
        environment, ports = self.environment(name)
        command = SERVICES[name]["command"].removeprefix("python manage.py ").split()
        program = Program(name, manage(*command), environment, self.folder)
        if "healthcheck" in SERVICES[name]:
            program.ready = lambda: self.healthy(name, environment, ports)
        return program

    def healthy(self, name: str, environment: dict[str, str], ports: dict[str, str]) -> bool:
        """What the engine would find."""
        _cmd, _python, *question = SERVICES[name]["healthcheck"]["test"]
        words = [ports.get(word, word) for word in question]
        with Program("lamp", [sys.executable, *words], environment, self.folder) as lamp:
            return lamp.process.wait(60) == 0


@pytest.mark.grown
@pytest.mark.timeout(300)
def test_every_process_starts_from_the_variables_of_the_file_is_well_and_leaves(postgres, redis_url):
    with a_folder() as folder, ExitStack() as stack:
        engine = Engine(folder, postgres.database(), redis_url)
        migrate = engine.run("migrate")
        migrate.start()
        assert until(lambda: migrate.process.poll() is not None, "the migrations", 120)
        assert migrate.process.returncode == 0, migrate.log()
        running = [stack.enter_context(engine.run(name)) for name in STAYING]
        for program in running:
            assert program.process.poll() is None, program.log()
        for program in running:
            program.stop(within_s=40)
            assert "Traceback" not in program.log()


def test_the_lamp_says_what_is_wrong(tmp_path):
    with Program("lamp", [sys.executable, "-m", "conferencing.lamp", "tcp", free_port()], {}, tmp_path) as lamp:
        assert lamp.process.wait(60) == 1
        assert "refused" in lamp.log()
    assert "DATABASE_URL" not in clean_environment()
