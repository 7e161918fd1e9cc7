"""Reads of persons."""

from rooms.people.models import Person
from rooms.people.rules import sort_key


def active() -> list[Person]:
    """Everybody who may be given a seat, by given name as Vietnamese lists are sorted."""
    return sorted(Person.objects.filter(is_active=True), key=lambda person: sort_key(person.full_name))
