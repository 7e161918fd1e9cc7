"""Authentication-Results (RFC 8601): what our own mail server found out about a mail's sender.

A sender may write as many such fields as they like, in our server's name too; their place is below ours. So the topmost
field of our server that speaks of DMARC decides, and fields of others, ARC's among them, are not read at all. A filter
each for DKIM and for DMARC writes two fields, so "topmost" alone would miss one of them.
"""

from collections.abc import Iterable, Iterator

_ENDS = frozenset(' \t\r\n;=()"')
_LONGEST = 10_000  # of one field; real ones have some hundred letters


def dmarc_failed(fields: Iterable[str], authserv: str) -> bool:
    """Whether our server `authserv` found a mail not to be from where it says; temperror and none are no failure."""
    for field in fields:
        server, results = read(field)
        if server == authserv.lower() and (dmarc := [result for method, result in results if method == "dmarc"]):
            return "fail" in dmarc
    return False


def read(field: str) -> tuple[str, list[tuple[str, str]]]:
    """The server's name and its (method, result) pairs, in lower case; what is written wrongly is left out."""
    sections: list[list[str]] = [[]]
    for piece in _tokens(field[:_LONGEST]):
        if piece == ";":
            sections.append([])
        else:
            sections[-1].append(piece)
    names = sections[0]
    return names[0] if names else "", [pair for section in sections[1:] if (pair := _pair(section))]


def _pair(section: list[str]) -> tuple[str, str] | None:
    # methodspec: method ["/" version] "=" result; reason and properties after it are not needed.
    if len(section) < 3 or section[1] != "=":  # noqa: PLR2004 - three tokens
        return None
    return section[0].partition("/")[0], section[2]


def _tokens(text: str) -> Iterator[str]:
    """Words, quoted strings without quotes, `;` and `=`. Comments nest and may stand anywhere (RFC 5322 3.2.2)."""
    at = 0
    while at < len(text):
        letter = text[at]
        if letter == "(":
            at = _after_comment(text, at)
        elif letter == '"':
            word, at = _quoted(text, at + 1)
            yield word
        elif letter in _ENDS:
            if letter in ";=":
                yield letter
            at += 1
        else:
            end = next((place for place in range(at, len(text)) if text[place] in _ENDS), len(text))
            yield text[at:end].lower()
            at = end


def _after_comment(text: str, at: int) -> int:
    depth = 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] in "()":
            depth += 1 if text[at] == "(" else -1
        at += 1
        if depth == 0:
            break
    return at


def _quoted(text: str, at: int) -> tuple[str, int]:
    letters = []
    while at < len(text) and text[at] != '"':
        at += text[at] == "\\"
        letters.append(text[at : at + 1])
        at += 1
    # A quoted ";" must not look like a separator: what is quoted is at least no token of one sign.
    word = "".join(letters).lower()
    return (word if word not in {";", "="} else ""), at + 1
