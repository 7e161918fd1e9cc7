"""Farewells: each is called once, a bad or slow one keeps nobody from theirs."""

import asyncio

import pytest
from asgiref.sync import async_to_sync

from rooms import leaving


@pytest.fixture(autouse=True)
def _come_back(monkeypatch):
    """The process of the tests does not leave."""
    monkeypatch.setattr(leaving, "_told", False)
    monkeypatch.setattr(leaving, "FAREWELL_S", 0.2)


def test_each_farewell_is_called_once_and_the_process_is_told():
    said = []

    async def farewell() -> None:
        said.append(leaving.told())

    leaving.at_leaving(farewell)
    async_to_sync(leaving.begin)()
    async_to_sync(leaving.begin)()
    assert said == [True]


def test_a_farewell_that_was_taken_back_is_not_called():
    said = []

    async def farewell() -> None:
        said.append("tạm biệt")

    stay = leaving.at_leaving(farewell)
    stay()
    stay()
    async_to_sync(leaving.begin)()
    assert said == []


def test_a_bad_or_endless_farewell_keeps_nobody_from_theirs():
    said = []

    async def bad() -> None:
        raise OSError("đường truyền đã mất")

    async def endless() -> None:
        await asyncio.Event().wait()

    async def good() -> None:
        said.append("tạm biệt")

    for farewell in (bad, endless, good):
        leaving.at_leaving(farewell)
    async_to_sync(leaving.begin)()
    assert said == ["tạm biệt"]


def test_two_sockets_of_one_class_each_have_theirs():
    class Socket:
        def __init__(self) -> None:
            self.told = 0

        async def say_moving(self) -> None:
            self.told += 1

    sockets = [Socket(), Socket()]
    for socket in sockets:
        leaving.at_leaving(socket.say_moving)
    async_to_sync(leaving.begin)()
    assert [socket.told for socket in sockets] == [1, 1]
