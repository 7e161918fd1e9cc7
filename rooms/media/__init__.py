"""Media: pictures and sound, forwarded encrypted to encrypted by a process of its own; nothing is decoded.

`live` calls `door.tell(message)` and nothing else; answers come back over the channel layer. The node knows no table
and no name, only opaque ids, and forwards only what the last Floor it was told allows.
"""
