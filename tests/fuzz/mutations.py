"""Mutations: valid inputs, broken a little, by a seeded generator: the same seed breaks them the same way.

Our own sixty lines, not atheris: its coverage slows a million inputs tenfold and it holds the whole process; not
hypothesis: it shrinks what it finds, and keeps what it tried. Both would have to be told our formats all the same.
"""

from collections.abc import Callable, Sequence
from random import Random

Bytes = Callable[[bytearray, Random], None]
NASTY_BYTES = (0, 1, 0x7F, 0x80, 0xFE, 0xFF)
NASTY_NUMBERS = ("0", "-1", "65535", "65536", "4294967295", "99999999999999999999", "1e9", "٣", "", "0x10")
NASTY_VALUES = (
    None,
    True,
    -1,
    0,
    2**63,
    1e308,
    "",
    "x" * 5000,
    "\0",
    "\ud800",
    [],
    {},
    [[]],
    {"kind": {}},
    ["a"] * 1001,
)
HARDEST = 8  # mutations of one input


def broken(seed: bytes, others: Sequence[bytes], dice: Random) -> bytes:
    """The seed with one to eight faults."""
    data = bytearray(seed)
    for _ in range(dice.choice((1, 1, 1, 2, 3, HARDEST))):
        if data and dice.random() < 0.9:
            dice.choice(FAULTS)(data, dice)
        else:
            _splice(data, dice.choice(others), dice)
    return bytes(data)


def broken_text(seed: str, dice: Random) -> str:
    """A text of lines (SDP) with lines lost, doubled, moved, and numbers and bytes changed."""
    lines = seed.split("\r\n")
    for _ in range(dice.choice((1, 1, 2, 3, HARDEST))):
        dice.choice(LINE_FAULTS)(lines, dice)
        if not lines:
            break
    return "\r\n".join(lines)


def broken_value(value: object, dice: Random) -> object:
    """A JSON value with one thing in it replaced, removed or added; the value given stays whole."""
    if isinstance(value, dict) and value and dice.random() < 0.9:
        name = dice.choice(list(value))
        rest = {key: each for key, each in value.items() if key != name}
        return rest if dice.random() < 0.1 else {**rest, _name(name, dice): broken_value(value[name], dice)}
    if isinstance(value, list) and value and dice.random() < 0.5:
        at = dice.randrange(len(value))
        return [*value[:at], broken_value(value[at], dice), *value[at + 1 :]]
    if isinstance(value, str) and value and dice.random() < 0.3:
        at = dice.randrange(len(value))
        return value[:at] + chr(dice.choice((0, 0x22, 0xFF, 0x1EC7, 0xD800, 0x10FFFF))) + value[at:]
    return dice.choice(NASTY_VALUES)


def _name(name: str, dice: Random) -> str:
    return name if dice.random() < 0.95 else dice.choice(("kind", "do", "", "x", name.upper()))


# --- faults of bytes


def _flip(data: bytearray, dice: Random) -> None:
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def _set(data: bytearray, dice: Random) -> None:
    data[dice.randrange(len(data))] = dice.choice(NASTY_BYTES)


def _set_two(data: bytearray, dice: Random) -> None:
    """A length field, perhaps."""
    at = dice.randrange(len(data))
    data[at : at + 2] = dice.choice((b"\0\0", b"\xff\xff", b"\0\1", b"\x7f\xff", len(data).to_bytes(4, "big")[2:]))


def _cut(data: bytearray, dice: Random) -> None:
    del data[dice.randrange(len(data)) :]


def _lose(data: bytearray, dice: Random) -> None:
    at = dice.randrange(len(data))
    del data[at : at + dice.randrange(1, 9)]


def _double(data: bytearray, dice: Random) -> None:
    at = dice.randrange(len(data))
    piece = data[at : at + dice.randrange(1, 65)]
    data[at:at] = piece * dice.choice((1, 1, 2, 16))


def _grow(data: bytearray, dice: Random) -> None:
    at = dice.randrange(len(data) + 1)
    data[at:at] = dice.randbytes(dice.randrange(1, 33))


def _splice(data: bytearray, other: bytes, dice: Random) -> None:
    data[dice.randrange(len(data) + 1) :] = other[dice.randrange(len(other) + 1) :]


FAULTS: tuple[Bytes, ...] = (_flip, _flip, _set, _set, _set_two, _cut, _lose, _double, _grow)

# --- faults of lines


def _lose_line(lines: list[str], dice: Random) -> None:
    del lines[dice.randrange(len(lines))]


def _double_line(lines: list[str], dice: Random) -> None:
    at = dice.randrange(len(lines))
    lines[at:at] = [lines[at]] * dice.choice((1, 2, 20))


def _move_line(lines: list[str], dice: Random) -> None:
    lines.insert(dice.randrange(len(lines)), lines.pop(dice.randrange(len(lines))))


def _change_word(lines: list[str], dice: Random) -> None:
    at = dice.randrange(len(lines))
    words = lines[at].replace(":", " : ").split(" ")
    words[dice.randrange(len(words))] = dice.choice((*NASTY_NUMBERS, dice.choice(words), "a=", "\x00", "ệ" * 40))
    lines[at] = " ".join(words).replace(" : ", ":")


def _change_letter(lines: list[str], dice: Random) -> None:
    at = dice.randrange(len(lines))
    place = dice.randrange(len(lines[at]) + 1)
    lines[at] = lines[at][:place] + chr(dice.choice((0, 10, 13, 32, 58, 0x2028, 0x661, 255))) + lines[at][place + 1 :]


LINE_FAULTS = (_lose_line, _double_line, _move_line, _change_word, _change_word, _change_letter)
