"""The pages of a paper as pictures, kept for a while under the digest of what they show."""

import hashlib
import json
import re

from django.core.cache import cache

from rooms.papers.layouts.paper import Paper, plain_lines, plain_of
from rooms.papers.layouts.pdf import pictures_of

KEPT_S = 600
_DIGEST = re.compile("[0-9a-f]{64}")
LETTERS_MAX = 60_000  # some 35 pages, reckoned 3 s of drawing; longer papers are read as PDF


def digest_of(paper: Paper) -> str:
    """SHA-256 of everything that the paper says, in hexadecimal."""
    said = json.dumps(plain_of(paper), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def pictures(paper: Paper) -> list[bytes]:
    """One PNG for each page; none for a very long paper."""
    if sum(map(len, plain_lines(paper))) > LETTERS_MAX:
        return []
    key = _key(digest_of(paper))
    found: list[bytes] | None = cache.get(key)
    if found is None:
        found = pictures_of(paper)
        cache.set(key, found, KEPT_S)
    return found


def kept(digest: str) -> list[bytes]:
    """The pictures that a page has just shown under this digest; none if nobody did, or long ago."""
    return (cache.get(_key(digest)) or []) if _DIGEST.fullmatch(digest) else []


def _key(digest: str) -> str:
    return f"papers.pictures.{digest}"
