"""Changes of an announced meeting: another hour or place, another title or agenda, a seat more or less.

Called by the invitations room, which tells everybody concerned in the same transaction. Of a series, one meeting is
changed, or it and all that follow. Nothing here changes a meeting that is open or over.
"""
