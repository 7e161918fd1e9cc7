"""Vietnamese names: how they are cleaned, searched and sorted. Pure."""

import unicodedata

NAME_MAX = 120
# S-10: bidirectional overrides and zero-width characters can make one name look like another.
_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class BadName(ValueError):
    """A name that cannot be kept: `reason` is "empty", "too_long" or "control_character"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def clean_name(text: str, longest: int = NAME_MAX) -> str:
    """NFC with single spaces. Raises BadName for an empty or over-long name or one with control characters."""
    name = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(letter) in _FORBIDDEN_CATEGORIES for letter in name):
        raise BadName("control_character")
    name = " ".join(name.split())
    if not name:
        raise BadName("empty")
    if len(name) > longest:
        raise BadName("too_long")
    return name


def fold(text: str) -> str:
    """The key under which a text is searched: no accents, no tone marks, đ as d, lower case; no NUL for PostgreSQL.

    >>> fold("Hoà Bình") == fold("Hòa bình") == "hoa binh"
    True
    """
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").replace("\0", ""))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


# The order of the Vietnamese alphabet and of its tones (TCVN 5712 practice): a ă â b c d đ e ê ..., ngang huyền hỏi ngã
# sắc nặng. A tone decides only between names that are otherwise equal.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def _syllable_key(syllable: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    letters: list[int] = []
    tone = 0
    for letter in unicodedata.normalize("NFC", syllable.casefold()):
        parts = unicodedata.normalize("NFD", letter)
        tone = next((_TONES[part] for part in parts if part in _TONES), tone)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        letters.append(_ALPHABET.find(base) if base in _ALPHABET else 100 + ord(base[0]))
    return tuple(letters), (tone,)


def sort_key(full_name: str) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Order persons by given name (the last word), then family and middle names, in Vietnamese alphabetical order."""
    words = full_name.split()
    return tuple(_syllable_key(word) for word in [*words[-1:], *words[:-1]])
