"""The private port on which a process tells its figures."""

import socket
from urllib.error import URLError

import pytest
from django.core.exceptions import ImproperlyConfigured
from prometheus_client import CollectorRegistry, Counter

from rooms import figures
from tests.scrape import scrape
from tests.servers import free_port


def a_registry():
    registry = CollectorRegistry()
    Counter("diemcau_probe", "Probes.", registry=registry).inc(3)
    return registry


def test_figures_are_told_over_http_until_the_end():
    port = free_port()
    end = figures.serve(a_registry(), port)
    assert scrape(port).value("probe_total") == 3
    end()
    with pytest.raises(URLError):
        scrape(port)


def test_port_0_serves_nothing():
    figures.serve(a_registry(), 0)()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "8.8.8.8"])
def test_an_address_that_strangers_may_reach_is_refused(settings, host):
    settings.METRICS_BIND = host
    with pytest.raises(ImproperlyConfigured, match="METRICS_BIND"):
        figures.serve(a_registry(), free_port())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.1.2.3", "fd00::1"])
def test_a_private_address_will_do(host):
    assert figures.private(host)


def test_a_taken_port_is_said_and_stops_nothing(caplog):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        figures.serve(a_registry(), port)()
    assert "figures cannot be served" in caplog.text
