"""A real coturn, started with the very arguments of docker-compose.yml, its ports and secret made for the test."""

import base64
import contextlib
import hmac
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from tests.servers import ROOT, Program, a_folder

SECRET = "khóa của trạm chuyển tiếp"
TURNSERVER = "/usr/bin/turnserver"
OWN = (
    "--static-auth-secret",
    "--listening-port",
    "--tls-listening-port",
    "--cert",
    "--pkey",
    "--min-port",
    "--max-port",
)


@dataclass(frozen=True)
class Relay:
    """Where it listens, and what it said."""

    host: str
    port: int
    tls_port: int
    program: Program

    def a_pass(self, name, secret=SECRET):
        """A name, and its password by the scheme `use-auth-secret`."""
        digest = hmac.new(secret.encode(), name.encode(), "sha1").digest()
        return {"username": name, "credential": base64.b64encode(digest).decode()}


def _arguments(host: str) -> list[str]:
    written = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["coturn"]["command"]
    kept = [each for each in written if not each.startswith(OWN)]
    return [each.replace("${PUBLIC_HOST}", "hop.phutho.example").replace("${PUBLIC_IP}", host) for each in kept]


def _listens(host: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port), 0.5):
        return True
    return False


def _free(host: str) -> int:
    with socket.create_server((host, 0)) as door:
        return door.getsockname()[1]


@contextlib.contextmanager
def a_relay(host: str) -> Iterator[Relay]:
    """coturn at this address of the machine, relaying from it, until the end of the block."""
    with a_folder() as folder:
        certificate = ["-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-subj", f"/CN={host}"]
        names = ["-addext", f"subjectAltName=IP:{host}", "-days", "2"]
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *certificate, *names]
        subprocess.run(made, check=True, capture_output=True, timeout=60)
        port, tls_port = _free(host), _free(host)
        own = [f"--listening-ip={host}", f"--relay-ip={host}", f"--listening-port={port}"]
        own += [f"--tls-listening-port={tls_port}", f"--static-auth-secret={SECRET}"]
        own += [f"--cert={folder / 'cert.pem'}", f"--pkey={folder / 'key.pem'}", "--min-port=49600", "--max-port=49700"]
        own += [f"--pidfile={folder / 'turnserver.pid'}", "-n", "--verbose"]
        command = [TURNSERVER, *_arguments(host), *own]
        with Program("coturn", command, {}, folder, ready=lambda: _listens(host, tls_port)) as program:
            yield Relay(host, port, tls_port, program)
