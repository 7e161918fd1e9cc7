"""Recordings: what was seen and heard in a meeting, kept as a file, if the chair so decides.

Called by live (start and stop) and by its own pages. The journal says that a recording began before a byte of it is
written, so that nobody is recorded without the sign. The media node writes the tracks; a task of ours makes one film
of them afterwards. A file is handed out only to who may have it, and goes after 90 days unless it was filed.
"""
