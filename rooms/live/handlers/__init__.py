"""Handlers: from a deed's message to the action of the room it concerns; one file per room, nothing decided here.

A handler of rows is told the meeting, the doer, the deed and the time, and answers what `done` carries, mostly nothing.
"""
