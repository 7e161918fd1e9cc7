"""Editors of the tests: each has its own copy of the text and keeps what it has written, as a browser does."""

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from rooms.minutes.document import Document, Fact, Section

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
            paragraph = home.children[len(home.children) - 1]
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
        self.doc.apply_update(update)
        self.edits.pop() if self.edits else None


def words_of(tree) -> list[str]:
    """Every block's words in reading order, for assertions."""
    return [block.attributes.get("words", block.text) for section in tree for block in section.children]
