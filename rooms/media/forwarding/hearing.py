"""Hearing: what a receiver's control packets say about its whole line, and the probes that follow."""

from rooms.media.forwarding.estimate import HEADERS
from rooms.media.forwarding.feedback import read_remb, read_transport_cc
from rooms.media.forwarding.inputs import TICK_S
from rooms.media.forwarding.members import Member
from rooms.media.forwarding.outbox import Outbox
from rooms.media.forwarding.sent import SentLog


def hear(member: Member, data: bytes, sent: SentLog, now: float) -> bool:
    """Take what a control packet says of the line. True when the line is full."""
    full = False
    for told in read_transport_cc(data):
        seqs = [told.base + place & 0xFFFF for place in range(len(told.arrivals))]
        times, sizes = sent.look_up(member.row, seqs)
        full |= member.downlink.told(told, times.tolist(), sizes.tolist(), now)
    remb = read_remb(data)
    if remb is not None:
        member.downlink.estimated(remb)
    return full


def probe(member: Member, now: float, out: Outbox) -> None:
    """Send what a running probe is due, from whichever slots have something to repeat."""
    downlink = member.downlink
    if not downlink.probing.running:
        return
    owed = downlink.probing.owed(downlink.sending, TICK_S, now)
    for slot in member.slots_of("video") if owed > 0 else ():
        for packet in slot.fillers() if slot.rtx is not None else ():
            if owed <= 0:
                return
            out.media(slot, packet)
            size = len(packet) + HEADERS
            owed -= size
            downlink.probing.paid(size)
