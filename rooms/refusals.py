"""Refused: the root of every deed that may not be done now, and of every message that cannot be read.

Doors turn it into a status (HTTP 409, 403, 404) or a `refused` message on the live socket. The `code` is stable
and part of the protocol; the sentence is for people and translated.

    Refused
    ├── NotAllowed     the person has no right to it
    ├── NotFound       no such thing, or none that this person may know of: both look the same
    └── Unreadable     what came cannot be understood
"""

from typing import ClassVar

from django.utils.functional import Promise


class Refused(Exception):
    """A deed that may not be done now. Subclasses set `code` and a translated `sentence`."""

    code: ClassVar[str] = "refused"
    sentence: str | Promise = ""

    def __init__(self, sentence: str | Promise | None = None) -> None:
        """Take a sentence of its own where the class's general one would say too little."""
        if sentence is not None:
            self.sentence = sentence
        super().__init__(self.code)

    @property
    def words(self) -> str:
        """The sentence in the active language."""
        return str(self.sentence) or self.code


class NotAllowed(Refused):
    """The person has no right to this deed."""

    code = "not_allowed"


class NotFound(Refused):
    """There is no such thing, or none that this person may know of."""

    code = "not_found"


class Unreadable(Refused):
    """What came cannot be understood; nothing of it was done."""

    code = "unreadable"
