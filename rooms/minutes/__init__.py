"""Minutes: the live text of a meeting, several hands at once, and the record that is signed from it.

Called by the live door (one hub per process and meeting) and by the desk's page. The log of updates is the truth: an
edit is acknowledged only after its row is committed, and no row is removed before sign-off. After sign-off nobody
writes. Facts are filled in from the journal, each exactly once; attendance, turns and votes stay rows of their rooms.
"""
