"""Upkeep: the RTCP that keeps streams whole, keyframe requests, NACKs, transport-cc feedback and reports."""

from rooms.media.forwarding.members import Member
from rooms.media.forwarding.outbox import Outbox
from rooms.media.forwarding.packets import write_keyframe_request, write_nack, write_reports
from rooms.media.forwarding.rewrite import Slot

BLOCKS = 31  # of one receiver report (RFC 3550 6.4.1)


def feed_hungry(slot: Slot, now: float, out: Outbox) -> None:
    """Ask for what a slot waits for: the keyframe of a switch, or one that its receiver lost."""
    wanted = slot.choose(now) or (slot.layer if slot.starving else None)
    if wanted is not None and slot.track is not None and slot.track.may_ask_keyframe(now):
        slot.asked, slot.starving = now, False
        out.control(slot.track.connection, write_keyframe_request(wanted.ssrc))


def feed_member(member: Member, now: float, out: Outbox) -> None:
    """Ask for what any of a member's slots waits for."""
    for slot in member.slots:
        if slot.track is not None:
            feed_hungry(slot, now, out)


def feed_waiting(member: Member, now: float, out: Outbox) -> None:
    """The same for those slots alone that wait already: often, so that a lost keyframe is soon asked for again."""
    for slot in member.slots:
        if slot.pending is not None or slot.starving:
            feed_hungry(slot, now, out)


def ask_repairs(member: Member, now: float, out: Outbox) -> None:
    """Ask a sender for what is missing, and tell it what arrived when."""
    for layer in member.layers():
        due = layer.reception.due(now)
        if due:
            out.control(member.connection, write_nack(layer.ssrc, due))
    if member.arrivals.some:
        for feedback in member.arrivals.feedback():
            out.control(member.connection, feedback)


def report(member: Member, now: float, out: Outbox) -> None:
    """Tell a sender how its streams arrive, and a receiver its sources' clocks."""
    flowing = [layer for layer in member.layers() if layer.flows(now)]
    for at in range(0, len(flowing), BLOCKS):
        reports = [layer.reception.report(layer.ssrc, now) for layer in flowing[at : at + BLOCKS]]
        out.control(member.connection, write_reports(reports))
    for slot in member.slots:
        clock = slot.sender_clock()
        if clock is not None and slot.layer is not None and slot.layer.clock is not None:
            out.control(member.connection, clock)
            slot.receipt.told(slot.layer.clock[0], now)
