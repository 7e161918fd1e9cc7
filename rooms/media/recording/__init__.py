"""Recording: what the node hands to a process of its own, which writes it into Matroska files as it comes.

The pure `forwarding.tape` chooses and packs rows, `wire.recorder` carries them through a pipe, `writer` (no Django, no
event loop) puts them in order and writes. Nothing is decoded or encoded. A slow disk loses recording, never forwarding.
"""
