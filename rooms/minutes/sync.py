"""One editor's Yjs conversation as a state machine: a frame in, what the hub has to do out. Pure.

    before its hello    it may ask and read along; what it offers is refused
    writing             its hello named our schema, and its seat may write
    reading             everybody else; and everybody after sign-off

Every update that a writer sends is acknowledged, even one that changes nothing: the browser counts.
"""

from dataclasses import dataclass

from rooms.minutes import frames
from rooms.minutes.document import EMPTY, OFFER_MAX, UPDATE_MAX
from rooms.minutes.frames import Caret
from rooms.minutes.refusals import BadFrame
from rooms.minutes.shapes import SCHEMA

CARET_MAX = 4_000  # bytes of one awareness frame: a caret is about 300


@dataclass(frozen=True, slots=True)
class Say:
    """Send this frame to the editor."""

    frame: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """The editor asks what it lacks; its state vector."""

    vector: bytes


@dataclass(frozen=True, slots=True)
class Keep:
    """An edit to be judged, committed and acknowledged; no longer than `longest` bytes."""

    update: bytes
    longest: int


@dataclass(frozen=True, slots=True)
class Confirm:
    """An update that changes nothing: acknowledge it in its turn, keep no row."""


@dataclass(frozen=True, slots=True)
class Show:
    """The editor's caret moved, or went."""

    caret: Caret


Output = Say | Answer | Keep | Confirm | Show


class Conversation:
    """What one editor has said so far, and what it may say."""

    def __init__(self, *, may_write: bool, identity: dict[str, str]) -> None:
        """`identity` is who the server knows the editor to be; its caret carries that and nothing it claims."""
        self._seat_writes = may_write
        self._identity = identity
        self._greeted = False
        self._frozen = False
        self.caret: Caret | None = None

    @property
    def may_write(self) -> bool:
        """Whether an update is taken now."""
        return self._seat_writes and self._greeted and not self._frozen

    def opened(self, vector: bytes) -> list[Output]:
        """What the server says first.

        Who may write is said in answer to the greeting and not before: a "read along" that holds for a moment would
        swallow what is typed while a line comes back.
        """
        return [Say(frames.step_1(vector))]

    def frozen(self) -> list[Output]:
        """The record was signed."""
        self._frozen = True
        return [Say(frames.mode(may_write=False))]

    def heard(self, frame: bytes) -> list[Output]:
        """Take one frame. Raises BadFrame."""
        reader = frames.Reader(frame)
        match reader.number():
            case frames.SYNC:
                kind, data = reader.number(), reader.block()
                reader.end()
                return self._synced(kind, data)
            case frames.AWARENESS:
                data = reader.block()
                reader.end()
                return self._moved(data)
            case frames.HELLO:
                schema = reader.number()
                reader.end()
                self._greeted = schema == SCHEMA
                return [Say(frames.mode(may_write=self.may_write))]
        raise BadFrame

    def _synced(self, kind: int, data: bytes) -> list[Output]:
        match kind:
            case frames.STEP_1:
                return [Answer(data)]
            case frames.STEP_2 | frames.UPDATE if self.may_write:
                longest = OFFER_MAX if kind == frames.STEP_2 else UPDATE_MAX
                return [Confirm() if data == EMPTY else Keep(data, longest)]
            case frames.STEP_2 if data == EMPTY:
                return []
            case frames.STEP_2 | frames.UPDATE:
                return [Say(frames.mode(may_write=False))]
        raise BadFrame

    def _moved(self, data: bytes) -> list[Output]:
        """Only the first caret named is this editor's; those of others that it repeats are dropped."""
        if len(data) > CARET_MAX:
            raise BadFrame
        if not self.may_write:
            return []
        mine = self.caret.client if self.caret else None
        for caret in frames.read_carets(data, most=100):
            if mine is None or caret.client == mine:
                self.caret = frames.Caret(caret.client, caret.clock, self._stamped(caret.state))
                return [Show(self.caret)]
        return []

    def _stamped(self, state: object) -> object:
        if not isinstance(state, dict):
            return None
        return {"user": self._identity, "cursor": state.get("cursor")}

    def gone(self) -> list[Output]:
        """The editor left; its caret goes with it."""
        if self.caret is None or self.caret.state is None:
            return []
        return [Show(frames.Caret(self.caret.client, self.caret.clock + 1, None))]
