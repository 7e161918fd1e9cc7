"""docker-compose.yml and Dockerfile name only what exists. No engine is at hand, so the files themselves are read."""

import re

import pytest
import yaml
from django.core.management import get_commands

from tests.servers import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "diemcau"]
SETTINGS = (ROOT / "conferencing" / "settings.py").read_text()
OFFICIAL = {"caddy", "postgres", "redis", "coturn/coturn"}  # Docker's own library, and coturn's makers
PUBLISHED = {
    "443:443/tcp",
    *(f"{number}:{number}/{kind}" for number in (40001, 40002) for kind in ("udp", "tcp")),
    "3478:3478/tcp",
    "5349:5349/tcp",
}


def test_every_process_of_the_grown_house_is_there():
    assert set(SERVICES) == {
        *("proxy", "web1", "web2", "media1", "media2", "tasks", "mail", "poll", "migrate", "db", "redis", "coturn"),
    }


@pytest.mark.parametrize("name", OURS)
def test_its_command_exists(name):
    interpreter, script, command, *_options = SERVICES[name]["command"].split()
    assert (interpreter, script) == ("python", "manage.py")
    assert command in get_commands()


@pytest.mark.parametrize("name", OURS)
def test_its_variables_are_read_by_the_settings(name):
    for variable in SERVICES[name]["environment"]:
        assert f'"{variable.removesuffix("_FILE")}"' in SETTINGS, variable


@pytest.mark.parametrize("name", sorted(set(SERVICES) - set(OURS)))
def test_its_image_is_official_and_its_tag_exact(name):
    image, tag = SERVICES[name]["image"].split(":")
    assert image in OFFICIAL
    assert re.match(r"\d+\.\d+", tag), tag


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_it_can_do_little_harm(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert name in OURS or service["user"] not in {"root", "0"}
    assert "privileged" not in service


def test_nothing_is_published_but_pages_media_and_relay():
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert set(published) == PUBLISHED


@pytest.mark.parametrize("name", ["media1", "media2"])
def test_a_media_node_publishes_the_port_it_holds_and_is_listed(name):
    environment = SERVICES[name]["environment"]
    number = environment["MEDIA_PORT"]
    assert SERVICES[name]["ports"] == [f"{number}:{number}/udp", f"{number}:{number}/tcp"]
    assert SERVICES[name]["healthcheck"]["test"][-1] == str(environment["MEDIA_PORT"])
    assert environment["MEDIA_NODE"] in environment["MEDIA_NODES"].split(",")


def test_the_database_cannot_be_reached_from_media_proxy_or_relay():
    for name in ("media1", "media2", "proxy", "coturn"):
        assert not set(SERVICES[name]["networks"]) & set(SERVICES["db"]["networks"])


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate", "tasks", "poll", "coturn"}))
def test_its_health_is_asked(name):
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


def test_every_secret_network_volume_and_config_that_is_used_is_declared():
    for service in SERVICES.values():
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert {config["source"] for config in service.get("configs", [])} <= set(COMPOSE["configs"])
        named = {
            volume.split(":")[0] for volume in service.get("volumes", []) if not volume.startswith(("$", ".", "/"))
        }
        assert named <= set(COMPOSE["volumes"])


def test_the_secrets_are_those_that_make_secrets_makes():
    script = (ROOT / ".ci" / "make-secrets").read_text()
    for name, source in COMPOSE["secrets"].items():
        assert source["file"] == f"secrets/{name}"
        assert f"make_one {name} " in script


def test_the_proxy_asks_the_web_processes_where_they_answer():
    caddyfile = COMPOSE["configs"]["caddyfile"]["content"]
    assert "reverse_proxy web1:8000 web2:8000" in caddyfile
    assert "health_uri /ready" in caddyfile


def test_the_relay_reaches_nobody_but_our_media_nodes():
    arguments = SERVICES["coturn"]["command"]
    assert "--denied-peer-ip=0.0.0.0-255.255.255.255" in arguments
    assert "--use-auth-secret" in arguments
    assert "--no-tcp-relay" in arguments
    assert [argument for argument in arguments if "allowed-peer-ip" in argument] == ["--allowed-peer-ip=${PUBLIC_IP}"]


def test_the_image_installs_by_hash_and_runs_as_nobody_special():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes" in dockerfile
    assert dockerfile.rindex("USER diemcau") > dockerfile.rindex("FROM ")
    for source in re.findall(r"^COPY (?!--from)(?:\S+ )*?(\S+) \S+$", dockerfile, re.MULTILINE):
        assert (ROOT / source).exists(), source
