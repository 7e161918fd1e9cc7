"""What one input makes a room send, gathered into one batch a connection, and one a fan, in the order of its making."""

from collections import defaultdict
from typing import TYPE_CHECKING

from rooms.media.forwarding.copies import Columns, Copied, Copies, copied
from rooms.media.forwarding.outputs import Control, Output, Transmit
from rooms.media.forwarding.packets import Rtp, put_stamp
from rooms.media.forwarding.sent import SentLog
from rooms.media.forwarding.vp8 import Descriptor

if TYPE_CHECKING:
    from rooms.media.forwarding.rewrite import Slot


class Outbox:
    """Made anew for each input."""

    def __init__(self) -> None:
        self._media: dict[str | int, list[tuple[Slot, bytes]] | tuple[Columns, list[Copied]]] = {}
        self._control: defaultdict[str, list[bytes]] = defaultdict(list)
        self._news: list[Output] = []

    def media(self, slot: "Slot", packet: bytes) -> None:
        """An RTP packet for one slot."""
        waiting = self._media.setdefault(slot.connection, [])
        if isinstance(waiting, list):
            waiting.append((slot, packet))

    def copies(self, columns: Columns, packet: Rtp, picture: Descriptor | None) -> None:
        """An RTP packet for many. Another array of columns begins another batch, even of the same fan."""
        waiting = self._media.setdefault(id(columns), (columns, []))
        if isinstance(waiting, tuple):
            waiting[1].append(copied(packet, picture))

    def control(self, connection: str, packet: bytes) -> None:
        """An RTCP packet."""
        self._control[connection].append(packet)

    def news(self, output: Output) -> None:
        """Something to be told."""
        self._news.append(output)

    def drain(self, sent: SentLog, now: float) -> list[Output]:
        """Everything, packets first; each takes its transport-wide number now, in the order of leaving."""
        outputs: list[Output] = []
        for waiting in self._media.values():
            if isinstance(waiting, tuple):
                columns, packets = waiting
                stamps = sent.stamp(columns["row"], [each.size for each in packets], now)
                outputs.append(Copies(columns, packets, stamps))
            else:
                stamped = [_stamp(slot, packet, sent, now) for slot, packet in waiting]
                outputs.append(Transmit(waiting[0][0].connection, stamped))
        outputs += [Control(connection, packets) for connection, packets in self._control.items()]
        return outputs + self._news


def _stamp(slot: "Slot", packet: bytes, sent: SentLog, now: float) -> bytes:
    seq = sent.stamp_one(slot.row, len(packet), now)
    return put_stamp(packet, slot.stamp | seq << 8) if slot.stamp else packet
