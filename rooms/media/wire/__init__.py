"""Wire: the one UDP port, ICE-lite, DTLS and SRTP around the pure forwarder. No decision about people is taken here.

Called by the run_media command. Whatever arrives on the port, from whomever, never stops it.
"""
