"""Hub: the minutes of one meeting in one process, however many browsers it serves.

The log of updates is the truth, the document here a copy of it. An edit is judged by applying it, committed, and only
then shown to the others and acknowledged. What other processes committed is read from the database, on a poke and every
2 s; a lost poke costs no more. If a commit fails, this copy holds what the log does not: the hub is dropped and its
clients are cut; they come back, say what they have, and nothing that was acknowledged is missing.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from channels.db import database_sync_to_async
from django.db import Error as DatabaseFault

from rooms import clock
from rooms.minutes import actions, frames, queries
from rooms.minutes.actions import Edit
from rooms.minutes.document import Document, merged
from rooms.minutes.frames import Caret
from rooms.minutes.refusals import BadFrame, BadUpdate, Frozen, TooLarge
from rooms.minutes.sync import Answer, Confirm, Conversation, Keep, Output, Say, Show

log = logging.getLogger(__name__)
LOOK_S = 2
MERGE_S = 0.05  # with many readers each frame out costs 50 us a reader: half a tenth of a second is worth a merge
MANY = 50  # readers from which the window is opened
COMPACT = 500  # rows after which a snapshot is taken
UNREADABLE, RESTARTING = 4400, 1012  # close codes of the live socket (docs/protocols/live.md)


class Client(Protocol):
    """A browser's socket as the hub sees it. `push` never waits; it may cut a browser that is too slow."""

    @property
    def author(self) -> str:
        """Who writes, as the log keeps it: "seat:<uuid>"."""

    @property
    def may_write(self) -> bool:
        """Whether the seat has the right to it."""

    def push(self, frame: bytes) -> None:
        """Send a frame."""

    def cut(self, code: int) -> None:
        """Close the socket."""


@dataclass(slots=True)
class Waiting:
    """Edits of one client that are judged and not yet committed; `count` frames made them."""

    edits: list[bytes] = field(default_factory=list)
    count: int = 0


class Hub:
    """One meeting's minutes in one process."""

    def __init__(self, meeting_id: UUID, dropped: Callable[["Hub"], None], compact_after: int = COMPACT) -> None:
        """`dropped` is told when this hub is of no more use."""
        self.meeting_id = meeting_id
        self.seq = 0
        self.alive = True
        self.members = 0  # clients and those about to become one; the registry counts
        self._dropped = dropped
        self._compact_after = compact_after
        self._document = Document()
        self._talks: dict[Client, Conversation] = {}
        self._waiting: dict[Client, Waiting] = {}
        self._turn = asyncio.Lock()  # held while the document and the log are brought together
        self._poked = asyncio.Event()
        self._facts: int | None = None  # the journal is known to be written in up to here
        self._rows = 0
        self._frozen = False
        self._loading: asyncio.Future[None] | None = None
        self._flushing: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None

    # --- coming and going

    async def started(self) -> None:
        """Load once, however many come at once; whoever comes first may go before it is done."""
        if self._loading is None:
            self._loading = asyncio.ensure_future(self._load())
        await asyncio.shield(self._loading)

    async def _load(self) -> None:
        """The live hub pokes us from before this, and we look every 2 s, so nothing falls between."""
        await self._write_facts()
        loaded = await database_sync_to_async(queries.load)(self.meeting_id)
        self._document = Document(loaded.updates)
        self.seq, self._rows, self._frozen = loaded.seq, loaded.rows, loaded.frozen
        self._looking = asyncio.create_task(self._keep_looking())
        self._looking.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Commit what waits, then let go."""
        for work in (self._loading, self._flushing):
            if work is not None:
                await asyncio.gather(work, return_exceptions=True)
        self.alive = False
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def enter(self, client: Client) -> None:
        """A browser opens the minutes."""
        name = await database_sync_to_async(queries.name_of)(client.author) if client.may_write else ""
        talk = Conversation(may_write=client.may_write, identity={"id": client.author, "name": name})
        if self._frozen:
            talk.frozen()
        self._perform(client, talk.opened(self._document.vector()))
        carets = [other.caret for other in self._talks.values() if other.caret and other.caret.state]
        if carets:
            client.push(frames.awareness(carets))
        self._talks[client] = talk

    def leave(self, client: Client) -> None:
        """A browser went; edits of it that are judged already are still committed."""
        talk = self._talks.pop(client, None)
        if talk is not None:
            self._perform(client, talk.gone())

    def vector(self) -> bytes:
        """What this copy has."""
        return self._document.vector()

    # --- what a browser says

    async def receive(self, client: Client, frame: bytes) -> None:
        """One binary frame. A browser that speaks nonsense is cut."""
        talk = self._talks.get(client)
        if talk is None or not self.alive:
            return
        try:
            self._perform(client, talk.heard(frame))
        except (BadFrame, BadUpdate, TooLarge) as fault:
            log.warning("minutes refused", extra={"meeting": self.meeting_id, "code": fault.code, "by": client.author})
            self._put_out(client)

    def _put_out(self, client: Client) -> None:
        client.cut(UNREADABLE)
        self.leave(client)
        if self._document.spoilt:
            self.drop()

    def _perform(self, client: Client, outputs: Iterable[Output]) -> None:
        for output in outputs:
            match output:
                case Say(frame):
                    client.push(frame)
                case Answer(vector):
                    client.push(frames.step_2(self._document.missing(vector)))
                case Keep(update, longest):
                    worth_a_row = self._document.apply(update, longest)
                    self._submit(client, [update] if worth_a_row else [])
                case Confirm():
                    self._submit(client, [])
                case Show(caret):
                    self._show(caret, but=client)

    def _show(self, caret: Caret, but: Client) -> None:
        frame = frames.awareness([caret])
        for other in list(self._talks):
            if other is not but:
                other.push(frame)

    # --- into the log

    def _submit(self, client: Client, edits: list[bytes]) -> None:
        """Edits that come while a commit is under way go together in the next."""
        waiting = self._waiting.setdefault(client, Waiting())
        waiting.edits += edits
        waiting.count += 1
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush())
            self._flushing.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A task of this hub that ends by a fault leaves a copy that nobody keeps true."""
        if not task.cancelled() and task.exception() is not None:
            log.error("minutes could not be kept", extra={"meeting": self.meeting_id, "error": task.exception()})
            self.drop()

    async def _flush(self) -> None:
        while self._waiting and self.alive:
            if len(self._talks) >= MANY:
                await asyncio.sleep(MERGE_S)
            async with self._turn:
                await self._commit()

    async def _commit(self) -> None:
        batch, self._waiting = self._waiting, {}
        edits = {client: merged(waiting.edits) for client, waiting in batch.items() if waiting.edits}
        try:
            await self._append(edits)
        except (Frozen, DatabaseFault) as fault:
            log.warning("minutes could not be committed", extra={"meeting": self.meeting_id, "error": fault})
            self.drop()
            return
        self._fan_out(edits)
        for client, waiting in batch.items():
            client.push(frames.ack(self.seq, waiting.count))
        await self._compact()

    async def _append(self, edits: dict[Client, bytes]) -> None:
        if not edits:
            return
        rows = [Edit(data, client.author) for client, data in edits.items()]
        append = database_sync_to_async(actions.append)
        numbers, missed = await append(self.meeting_id, rows, known=self.seq, now=clock.now())
        self._take_over(missed)
        self.seq = numbers[-1]
        self._rows += len(rows)

    def _fan_out(self, edits: dict[Client, bytes]) -> None:
        """One frame for each reader, whatever the number of writers; nobody is sent their own edit alone."""
        if not edits:
            return
        frame = frames.update(merged(list(edits.values())))
        for client in list(self._talks):
            if not (len(edits) == 1 and client in edits):
                client.push(frame)

    # --- out of the log

    def poked(self, seq: int | None = None) -> None:
        """Look now: the log stands at `seq`, or the journal moved on. Our own commits poke us as well."""
        if seq is None or seq > self.seq:
            self._poked.set()

    async def look(self) -> None:
        """Write in what the journal tells, and show what others committed."""
        await self._write_facts()
        async with self._turn:
            seq, frozen_at = await database_sync_to_async(queries.head_of)(self.meeting_id)
            if seq > self.seq:
                self._take_over(await database_sync_to_async(queries.updates_after)(self.meeting_id, self.seq))
        if frozen_at is not None and not self._frozen:
            self._freeze()

    async def _write_facts(self) -> None:
        head, lacking = await database_sync_to_async(queries.facts_after)(self.meeting_id, self._facts)
        if lacking:
            await database_sync_to_async(actions.write_facts)(self.meeting_id, now=clock.now())
        self._facts = head

    def _take_over(self, rows: list[tuple[int, bytes]]) -> None:
        for seq, data in rows:
            self._document.adopt(data)
            self.seq = seq
        if rows:
            frame = frames.update(merged([data for _, data in rows]))
            for client in list(self._talks):
                client.push(frame)
            self._rows += len(rows)

    async def _keep_looking(self) -> None:
        while self.alive:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._poked.wait(), LOOK_S)
            self._poked.clear()
            try:
                await self.look()
            except DatabaseFault as fault:  # it comes back, or the next commit fails and drops this hub
                log.warning("the minutes could not be read", extra={"meeting": self.meeting_id, "error": fault})

    async def _compact(self) -> None:
        if self._rows >= self._compact_after:
            self._rows = 0
            await database_sync_to_async(actions.compact)(self.meeting_id)

    # --- the end

    def _freeze(self) -> None:
        """Signed: everybody reads along. An edit on its way is refused by the log, which drops this hub."""
        self._frozen = True
        for client, talk in list(self._talks.items()):
            self._perform(client, talk.frozen())

    def drop(self) -> None:
        """Trust this copy no more; all clients come back and say what they have."""
        if not self.alive:
            return
        self.alive = False
        clients, self._talks, self._waiting = list(self._talks), {}, {}
        for client in clients:
            client.cut(RESTARTING)
        if self._looking is not None:
            self._looking.cancel()
        self._dropped(self)
