"""Speakers: who wishes to speak, who speaks, for how long, and whose microphone is shut.

Called by the live door; read by the minutes. Knows the meeting and its seats, not what is said. At most one turn is
open in a meeting and one request per seat; the database refuses a second of either.
"""
