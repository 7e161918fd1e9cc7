"""What loads a media server for the bench: publishers, receivers that count, and the servers themselves.

The server runs in a process of its own on the first core, the load in this process on the second.
"""
