"""Who may write in the minutes. Pure."""

from rooms.meetings.rules import Doer


def may_write(doer: Doer) -> bool:
    """Secretary and chair write; everybody else reads along. After sign-off nobody does: the log itself refuses."""
    return doer.at_desk and doer.seat_id is not None
