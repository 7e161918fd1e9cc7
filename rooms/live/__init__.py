"""Live: the one websocket of a browser in a meeting, and the pages that open it.

Deeds come in, journal entries go out in order. Owns no tables and decides nothing: every deed is an action of the room
below that it concerns. What a browser may see is filtered here, by the audience the journal wrote on the entry.
"""
