"""Invitations: letters to the seats of a meeting, and what comes back.

Called by pages and by the rooms above. A letter is queued in the transaction of the deed it tells of and posted later
by a worker; an answer comes by mail (LMTP), by a personal link, or as a report of a mail server. It never decides who
sits where and never sends anything from a request. A mail that came is answered by nothing but a copy of the invitation
to the seat's own address, three a day at the most, so no mail loop can start here.
"""
