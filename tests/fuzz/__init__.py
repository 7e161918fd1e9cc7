"""Fuzzing: what a hostile browser may send, made from what an honest one sends; nothing may escape or pile up.

`make fuzz` feeds a million inputs to each reader (FUZZ_COUNT), CI twenty thousand. A find becomes a test of its own
beside the file that it broke, and is mended there.
"""
