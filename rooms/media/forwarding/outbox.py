"""What one input makes a room send, gathered into one batch a connection."""

from collections import defaultdict

from rooms.media.forwarding.outputs import Control, Output, Transmit


class Outbox:
    """Made anew for each input."""

    def __init__(self) -> None:
        self._media: defaultdict[str, list[bytes]] = defaultdict(list)
        self._control: defaultdict[str, list[bytes]] = defaultdict(list)
        self._news: list[Output] = []

    def media(self, connection: str, packet: bytes) -> None:
        """An RTP packet."""
        self._media[connection].append(packet)

    def control(self, connection: str, packet: bytes) -> None:
        """An RTCP packet."""
        self._control[connection].append(packet)

    def news(self, output: Output) -> None:
        """Something to be told."""
        self._news.append(output)

    def drain(self) -> list[Output]:
        """Everything, packets first."""
        outputs: list[Output] = [Transmit(connection, packets) for connection, packets in self._media.items()]
        outputs += [Control(connection, packets) for connection, packets in self._control.items()]
        return outputs + self._news
