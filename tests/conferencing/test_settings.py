"""The two set-ups as an operator meets them: checks, secrets, and what is refused."""

import subprocess

import pytest

from tests.servers import clean_environment, manage

GROWN = {
    "DATABASE_URL": "postgres://diemcau@127.0.0.1:1/diemcau",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "PUBLIC_URL": "https://hop.phutho.example",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "SECRET_KEY": "dài-và-không-ai-đoán-được-" + "0123456789abcdefghijklmnop" * 2,
}


def run(tmp_path, *command, **env) -> subprocess.CompletedProcess:
    environment = {**clean_environment(), "VAR_DIR": str(tmp_path / "var"), **env}
    return subprocess.run(manage(*command), env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_the_grown_house_passes_the_deployment_checks(tmp_path):
    done = run(tmp_path, "check", "--deploy", "--fail-level", "WARNING", "--tag", "security", **GROWN)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_grown_house_refuses_to_start_without_its_secret(tmp_path):
    done = run(tmp_path, "check", **{**GROWN, "SECRET_KEY": ""})
    assert done.returncode != 0
    assert "SECRET_KEY is not set" in done.stderr


def test_the_small_house_makes_its_secret_once_and_keeps_it_for_its_owner_alone(tmp_path):
    ask = "from django.conf import settings; print(settings.SECRET_KEY)"
    first, second = (run(tmp_path, "shell", "--no-imports", "-c", ask).stdout for _ in range(2))
    assert first == second
    assert len(first.strip()) > 60
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_secret_may_come_in_a_file(tmp_path):
    (tmp_path / "key").write_text("từ-một-tệp")
    env = {**GROWN, "SECRET_KEY_FILE": str(tmp_path / "key")}
    del env["SECRET_KEY"]
    done = run(
        tmp_path, "shell", "--no-imports", "-c", "from django.conf import settings; print(settings.SECRET_KEY)", **env
    )
    assert done.stdout.strip() == "từ-một-tệp"


def test_debug_with_a_public_address_is_refused(tmp_path):
    done = run(tmp_path, "check", **GROWN, DEBUG="1")
    assert "would show the code to strangers" in done.stderr


@pytest.mark.parametrize("variable", ["PORT", "MEDIA_PORT"])
def test_a_taken_port_is_said_plainly(tmp_path, variable, taken_ports):
    done = run(tmp_path, "serve", **taken_ports[variable])
    assert done.returncode != 0
    assert "is taken by another program" in done.stderr
    assert f"{variable}=" in done.stderr
    assert "Traceback" not in done.stderr
