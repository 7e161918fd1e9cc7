r"""A text as a parameter of a calendar line: CN of ORGANIZER and ATTENDEE, LABEL of CONFERENCE (RFC 5545 3.2, 7986).

A parameter knows no escape but RFC 6868's, which many readers do not know: they would show `^'` for a quotation mark.
A backslash before the colon that ends the parameters is an escape to others, and hides what follows (icalendar). So
what would have to be escaped is written with its likeness, and every reader has the same text.
"""

import re
import unicodedata

_OPENING = re.compile(r'(^|[\s(\[“])"')
_LIKENESS = str.maketrans({"\\": "/", "^": "ˆ", '"': "”"})


def as_parameter(text: str) -> str:
    r"""NFC on one line, without backslash, straight quotation mark and caret.

    >>> as_parameter('Ban chỉ đạo "Toàn dân" \\ 389')
    'Ban chỉ đạo “Toàn dân” / 389'
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return _OPENING.sub(r"\1“", line).translate(_LIKENESS)
