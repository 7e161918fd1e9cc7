"""Editors of the tests: each has its own copy of the text and keeps what it has written, as a browser does."""

import asyncio

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from rooms.minutes import frames
from rooms.minutes.document import Document, Fact, Section
from rooms.minutes.shapes import SCHEMA

OPENING, REPORT = Section("opening", "", "Khai mạc"), Section("muc-1", "1", "Báo cáo kết quả công tác tháng 11")


def a_fact(number=7, words="08 giờ 32 phút: Điểm cầu Tam Dương tham dự.", section="muc-1") -> Fact:
    return Fact(str(number), "seat.arrived", "2026-11-27T01:32:00+00:00", words, section)


def a_document(*facts) -> Document:
    document = Document(client_id=1)
    document.write([OPENING, REPORT], facts)
    return document


class Editor:
    """A browser without a browser: a Yjs copy, and the edits that it made."""

    def __init__(self, state: bytes = b"", client_id: int = 100) -> None:
        self.doc = Doc(client_id=client_id)
        self.root = self.doc.get("minutes", type=XmlFragment)
        if state:
            self.doc.apply_update(state)
        self.edits: list[bytes] = []
        self._watch = self.doc.observe(lambda event: self.edits.append(event.update))

    def section(self, number=1):
        return self.root.children[number]

    def types(self, text, section=1) -> bytes:
        """Append letters to the section's last paragraph; the edit."""
        with self.doc.transaction():
            home = self.section(section)
            paragraph = [child for child in home.children if child.tag == "paragraph"][-1]
            if not len(paragraph.children):
                paragraph.children.append(XmlText())
            letters = paragraph.children[0]
            letters.insert(len(letters), text)
        return self.edits[-1]

    def puts(self, element, section=1) -> bytes:
        self.section(section).children.append(element)
        return self.edits[-1]

    def states(self, text, speaker="seat:tam-duong", section=1) -> bytes:
        statement = XmlElement("statement", {"speaker": speaker}, [XmlElement("paragraph", {}, [XmlText(text)])])
        return self.puts(statement, section)

    def hears(self, update) -> None:
        mine = len(self.edits)
        self.doc.apply_update(update)
        del self.edits[mine:]


def words_of(tree) -> list[str]:
    """Every block's words in reading order, for assertions."""
    return [block.attributes.get("words", block.text) for section in tree for block in section.children]


class Browser:
    """What the hub takes for a browser's socket, with an editor behind it that answers as y-protocols asks."""

    def __init__(self, author="seat:thu-ky", *, may_write=True, client_id=100, schema=SCHEMA) -> None:
        self.author, self.may_write = author, may_write
        self.editor = Editor(client_id=client_id)
        self.acked, self.log_seq, self.cut_with, self.writes = 0, 0, None, None
        self.carets, self.sent = [], 0
        self._schema = schema
        self._changed = asyncio.Event()
        self.hub = None

    async def opens(self, hubs, meeting_id) -> "Browser":
        self.hub = await hubs.join(meeting_id, self)
        await self.says(frames.hello(self._schema))
        await self.says(frames.step_1(self.editor.doc.get_state()))
        return self

    async def says(self, frame) -> None:
        await self.hub.receive(self, frame)

    async def writes_down(self, *updates) -> None:
        for update in updates:
            self.sent += 1
            await self.says(frames.update(update))

    async def until(self, holds) -> None:
        """Wait until a frame has made this true."""
        async with asyncio.timeout(20):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    async def saved(self) -> None:
        await self.until(lambda: self.acked == self.sent)

    def words(self) -> list[str]:
        return words_of(Document([self.editor.doc.get_update()]).tree())

    def push(self, frame) -> None:
        reader = frames.Reader(frame)
        match reader.number():
            case frames.SYNC if reader.number() in {frames.STEP_2, frames.UPDATE}:
                self.editor.hears(reader.block())
            case frames.AWARENESS:
                self.carets += frames.read_carets(reader.block(), most=100)
            case frames.ACK:
                self.log_seq, self.acked = reader.number(), self.acked + reader.number()
            case frames.MODE:
                self.writes = reader.number() == 1
        self._changed.set()

    def cut(self, code) -> None:
        self.cut_with = code
        self._changed.set()
