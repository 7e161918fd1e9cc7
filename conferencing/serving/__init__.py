"""Serving: daphne behind our own launcher, and the children of the small set-up.

Daphne cuts every socket on SIGTERM, queues without bound for a slow application and sends without bound to a slow
reader (RELIABILITY.md 1). What heals that lives here and nowhere else; the ASGI application knows none of it and runs
under uvicorn too. See docs/decisions/0007-daphne-behind-our-launcher.md.

doors.py      the listening socket; a taken port said plainly
channel.py    one HTTP connection: header and body limits
gate.py       one websocket: what it may have waiting on its way in and on its way out
server.py     daphne with these parts in it
departure.py  leaving in order on SIGTERM, quickly on SIGINT
children.py   processes of the small set-up: started, started again, ended
"""
