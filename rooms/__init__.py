"""The rooms of the house, lowest storey first; a call goes down or stays level, never up.

clock, refusals   the time, and the root of every "no"
leaving           the process has been told to go
figures           what a process tells Prometheus, on a private port
journal           what happened in a meeting, numbered without gaps
people            persons, language, sign-in
media             the forwarding unit, a process of its own; knows no table
directory         agencies and sites with dates of validity
meetings          meeting, agenda, seats; the life of a meeting
papers            how the house writes on paper: layouts, the numbered Giấy mời
invitations       mail out, answers in
attendance        connections, presence, the ledger
speakers          requests to speak, turns, the floor
recordings        what was seen and heard, kept as a file if the chair so decides
calendars         secret addresses at which calendar programs read: one's meetings, an agency's, busy hours
minutes           live text, the signed record
live              the websocket: one per browser and meeting
demo              a province to play in
"""
