"""Wire: the one port number, ICE-lite, DTLS and SRTP around the pure forwarder. No decision about people is taken here.

UDP for most, TCP on the same number for networks that let no UDP out (`tcp.py`).
Called by the run_media command. Whatever arrives on the port, from whomever, never stops it.
"""
