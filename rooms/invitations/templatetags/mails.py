"""{% load mails %}: why a mail is where it is, and which proposed times wait."""

from django import template

from rooms.invitations import queries
from rooms.invitations.models import Proposal
from rooms.invitations.wording import reason_words
from rooms.meetings.models import Meeting

register = template.Library()
register.filter("reason_words", reason_words)


@register.simple_tag
def proposals_of(meeting: Meeting) -> list[Proposal]:
    """The proposed times that wait for this meeting's desk; those from the answer page came with no mail."""
    return queries.proposals_of(meeting.pk)
