"""What other rooms' pages say of a meeting's Giấy mời."""

from django import template

from rooms.meetings.models import Meeting
from rooms.papers import queries

register = template.Library()


@register.inclusion_tag("papers/note.html")
def paper_note(meeting: Meeting) -> dict[str, object]:
    """For the desk, before letters go: whether the Giấy mời goes with them."""
    paper = queries.standing(meeting)
    return {"meeting": meeting, "paper": paper, "is_true": paper is not None and queries.is_true(paper, meeting)}


@register.inclusion_tag("papers/link.html")
def paper_link(meeting: Meeting, token: str) -> dict[str, object]:
    """For the answer page: the Giấy mời to download, where there is one."""
    return {"token": token, "paper": queries.to_enclose(meeting.pk)}
