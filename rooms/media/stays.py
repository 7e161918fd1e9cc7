"""Which connections of this web process lean on which node, so that they can be told when it is gone."""

from dataclasses import dataclass

from rooms.media.signalling import Floor, Gone, Offer, ToNode


@dataclass(frozen=True, slots=True)
class Stay:
    """One connection, its meeting, the channel that hears for it, and the node that has its media."""

    connection: str
    meeting: str
    seat: str
    reply_to: str
    node: str


class Stays:
    """The stays of one web process; changed by what is told to the nodes."""

    def __init__(self) -> None:
        self._by_connection: dict[str, Stay] = {}
        self._heard: dict[str, frozenset[str]] = {}  # by meeting: who is called back first

    def note(self, message: ToNode, node: str) -> None:
        """Follow a message that goes to `node`: an offer begins a stay, gone ends it."""
        if isinstance(message, Offer):
            stay = Stay(message.connection, message.meeting, message.seat, message.reply_to, node)
            self._by_connection[message.connection] = stay
        elif isinstance(message, Floor):
            self._heard = {meeting: heard for meeting, heard in self._heard.items() if meeting in self.meetings()}
            self._heard[message.meeting] = frozenset((*message.heard, message.chair or "", message.speaker or ""))
        elif isinstance(message, Gone):
            self._by_connection.pop(message.connection, None)

    def find(self, connection: str) -> Stay | None:
        """The stay of a connection."""
        return self._by_connection.get(connection)

    def meetings(self) -> set[str]:
        """The meetings that somebody stays in."""
        return {stay.meeting for stay in self._all()}

    def take_strangers(self, meeting: str, node: str) -> list[Stay]:
        """End and return the stays of a meeting on any other node than the one that has it now."""
        return self._take([stay for stay in self._all() if stay.meeting == meeting and stay.node != node])

    def take_all(self) -> list[Stay]:
        """End and return every stay."""
        return self._take(self._all())

    def _all(self) -> list[Stay]:
        return list(self._by_connection.values())

    def _take(self, stays: list[Stay]) -> list[Stay]:
        for stay in stays:
            del self._by_connection[stay.connection]
        return sorted(stays, key=lambda stay: stay.seat not in self._heard.get(stay.meeting, ()))
