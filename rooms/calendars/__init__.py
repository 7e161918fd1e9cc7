"""Calendars: secret addresses at which calendar programs read a person's meetings, an agency's, or busy hours alone.

Called by calendar programs, which bring no session: the address is the whole right, so each is one person's, can be
changed and taken back, and is asked anew at every reading whether that person may still have it. Only reads meetings.
Never in a feed: a draft, a personal link, who else is invited.
"""
