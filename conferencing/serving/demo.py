"""What a newcomer is told when the demo is up: who may sign in, and where a meeting is open now."""

import io

from django.core.management import call_command, get_commands

COMMAND = "make_demo"


def made() -> str:
    """Make the demo province where it is not there yet; the words that `make_demo` has to say about it."""
    if COMMAND not in get_commands():
        return ""
    words = io.StringIO()
    call_command(COMMAND, stdout=words)
    return words.getvalue().strip()
