"""People: persons with an account or only an address, their language, and the way in.

Called by every room above. A person's right to a meeting is never decided here, only who they are.
"""
