"""/health and /ready: what an engine, a proxy and an operator ask."""

import pytest

from rooms import leaving


def test_health_needs_nothing(client):
    assert client.get("/health").json() == {"health": "ok"}


@pytest.mark.django_db
def test_ready_names_its_lamps(client):
    answer = client.get("/ready")
    assert answer.json() == {"ready": True, "database": True, "layer": True, "disk": True, "staying": True}


@pytest.mark.django_db
def test_a_process_that_leaves_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(leaving, "_told", True)
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json()["staying"] is False


@pytest.mark.django_db
def test_a_layer_that_is_away_is_said(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": settings.REDIS_URL}
    }
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["layer"]) == (503, False)


def test_only_reading_is_answered(client):
    assert client.post("/ready").status_code == 405
