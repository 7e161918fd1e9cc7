"""Sign-off: the chair reads the paper, sees its hash, signs; from then on nothing of it changes.

Gathers the record from the live text and the rooms below, looks for what is still wrong, freezes, stores and hands out
the files. The record as a value is `rooms/minutes/record.py`, its form `rooms/minutes/form.py`; `papers` draws it.
"""
