"""The bytes of a calendar part as UTF-8, whatever its label says.

Labels lie: text that is valid UTF-8 is taken as such, except where an older encoding hides in ASCII (utf-7, iso-2022),
also if some program folded its lines within a letter. What is not UTF-8 and is labelled so, or not at all, is most
likely written in Windows' Vietnamese page, which shares its western letters with Latin 1 but for a handful.
Only encodings of text are tried: `punycode` takes quadratic time, others are no text at all.
"""

import codecs
import re

_KNOWN = re.compile(
    r"(utf|ucs)[-_]?(7|8|16|32|2|4)([-_]?[lb]e)?|us-ascii|ascii|iso[-_]?8859[-_]\d{1,2}|latin\d|(windows[-_]?|cp)\d{3,5}"
    r"|gb18030|gbk|gb2312|big5(hkscs)?|shift[-_]?jis|euc[-_](jp|kr)|iso-2022-(jp|kr)(-\d)?|hz(-gb-2312)?|koi8[-_][rut]"
    r"|tis-620|macroman|viscii",
    re.ASCII,
)
_IN_ASCII = re.compile(r"utf[-_]?7|iso-2022-|hz", re.ASCII)
_FOLD = re.compile(rb"(?:\r\n|\n|\r)[ \t]")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def is_known(label: str) -> bool:
    """Whether it may be given to a decoder at all."""
    return _KNOWN.fullmatch(label.lower()) is not None


def as_utf8(content: bytes, label: str) -> bytes:
    """Never raises; letters that cannot be read become U+FFFD."""
    name = label.strip().strip("\"'").lower()
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").removeprefix("\ufeff").encode()
    if b"\0" in content[:2]:  # UTF-16 without its mark: "B\0E\0G\0I\0N\0"
        return content.decode("utf-16-be" if content[:1] == b"\0" else "utf-16-le", "replace").encode()
    if _IN_ASCII.match(name) is None:
        for candidate in (content, _FOLD.sub(b"", content)):
            if _is_utf8(candidate):
                return candidate
    return _in_words(content, name).encode(errors="replace")


def _in_words(content: bytes, name: str) -> str:
    encoding = _encoding(name)
    if encoding not in {"utf-8", "ascii"}:
        return content.decode(encoding, "replace")
    mended = content.decode("utf-8", "replace")
    # A letter cut in two is no code page.
    return mended if mended.count("\ufffd") <= 2 else content.decode("cp1258", "replace")  # noqa: PLR2004 - as said


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _encoding(name: str) -> str:
    try:
        known = codecs.lookup(name).name if _KNOWN.fullmatch(name) else "utf-8"
    except LookupError:
        return "utf-8"
    return known
