"""Forwarding: which packets go to whom, with which numbers. Pure: told the time and the bytes, answers what to send.

`outputs = room.handle(input, now)`: one input, then every output, then the next input. Called by wire alone, one Room
a meeting. It never opens a packet's payload further than the VP8 descriptor, never sends, never waits.
"""
