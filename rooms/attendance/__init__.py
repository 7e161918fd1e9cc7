"""Attendance: which browsers were connected from which seat, and what that says about who was present, when.

Connections are evidence, written by the live door with the server's clock; intervals are derived from them and never
counted up. The formal roll call is another matter and will stand beside this, not in it.
"""
