"""{% load mails %}: why a mail is where it is."""

from django import template

from rooms.invitations.wording import reason_words

register = template.Library()
register.filter("reason_words", reason_words)
