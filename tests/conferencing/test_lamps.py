"""/health and /ready: what an engine, a proxy and an operator ask."""

import pytest
from django.core.cache import cache

from rooms import leaving
from rooms.media import door, placement


def test_health_needs_nothing(client):
    assert client.get("/health").json() == {"health": "ok"}


@pytest.mark.django_db
def test_ready_names_its_lamps(client):
    answer = client.get("/ready")
    assert answer.json() == {
        "ready": True,
        "database": True,
        "layer": True,
        "disk": True,
        "staying": True,
        "media": "away",
        "mail_in": {},
    }


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


@pytest.mark.django_db
def test_nodes_that_are_away_are_told_and_turn_nobody_off(client, settings):
    settings.MEDIA_NODES = ["a", "b"]
    door.use(door.LayerCarrier())
    cache.clear()
    seen = []
    for node in ("", "a", "b"):
        if node:
            placement.beat(node, "boot", 1)
        answer = client.get("/ready")
        seen.append((answer.status_code, answer.json()["media"]))
    placement.say_goodbye("a", "boot")
    seen.append((200, client.get("/ready").json()["media"]))
    door.use(door.Nobody())
    cache.clear()
    assert seen == [(200, "away"), (200, "some_away"), (200, "up"), (200, "some_away")]


@pytest.mark.django_db
def test_a_cache_that_is_away_says_nothing_of_the_nodes(client, settings):
    settings.MEDIA_NODES = ["a"]
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": settings.REDIS_URL}
    }
    door.use(door.LayerCarrier())
    answer = client.get("/ready")
    door.use(door.Nobody())
    assert (answer.status_code, answer.json()["media"]) == (503, "away")
