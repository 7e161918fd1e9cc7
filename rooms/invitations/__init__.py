"""Invitations: letters to the seats of a meeting, and what comes back.

Called by pages and by the rooms above. A letter is queued in the transaction of the deed it tells of and posted later
by a worker; an answer comes by mail (LMTP), by a personal link, or as a report of a mail server. It never decides who
sits where, never sends anything from a request, and never answers a mail it received, so no mail loop can start here.
"""
