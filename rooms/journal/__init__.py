"""Journal: what happened in a meeting, numbered without gaps; the spine of the house.

Any action records its event here, in the transaction of its own rows. Readers ask for what came after a number.
It is the only sender to the channel layer, and what it sends there (a poke, fleeting news) may be lost at any time:
nobody may depend on a poke. Entries are never changed and never deleted.
"""
