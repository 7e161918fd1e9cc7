"""Reads of persons."""

from collections.abc import Iterable

from django.contrib.sessions.models import Session

from rooms.people.models import Person
from rooms.people.rules import sort_key


def active() -> list[Person]:
    """Everybody who may be given a seat, by given name as Vietnamese lists are sorted."""
    return sorted(Person.objects.filter(is_active=True), key=lambda person: sort_key(person.full_name))


def sessions_kept(keys: Iterable[str]) -> set[str]:
    """Which of these sessions nobody has ended: signing out, and signing in as somebody else, deletes the row."""
    return set(Session.objects.filter(session_key__in=list(keys)).values_list("session_key", flat=True))
