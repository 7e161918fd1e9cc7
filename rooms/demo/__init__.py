"""Demo: the province that a newcomer finds: its agencies, sites, persons, two meetings, and a mailbox to read.

The top storey: it may call every room, nobody calls it. Works only with DEMO=1 (the mailbox also serves the small
set-up without it). Never put to use: a demo account in a real house; `make_demo` refuses.
"""
