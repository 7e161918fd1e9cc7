"""A paper as a value: what every layout draws, whatever the paper is. Pure.

The numbers of rules in comments are those of Appendix I ("ô") of Nghị định 30/2020/NĐ-CP.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DRAFT = "DỰ THẢO"
END = "./."  # Appendix I: the mark after the last word of the body
LISTED_IN_BODY = 15  # DOCUMENTS 3.4: more people than this go into an appendix


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes in points. Appendix I pairs Quốc hiệu 12 with Tiêu ngữ 13, or 13 with 14; never mixed."""

    nation: int
    motto: int
    number: int = 13
    title: int = 14
    body: int = 14
    table: int = 12
    page_number: int = 13


P12, P13 = Sizes(nation=12, motto=13), Sizes(nation=13, motto=14)


class Look(StrEnum):
    """How a paragraph is set; all but TEXT stay on the page of what follows them."""

    TEXT = "text"
    LABEL = "label"
    HEADING = "heading"  # bold
    TITLE = "title"  # bold, centred
    NOTE = "note"  # italic, centred


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body."""

    text: str
    look: Look = Look.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table with its head; widths in millimetres, together no more than the text block's 165."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths_mm: tuple[int, ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: lines of authority and position, the name; `anchor` is the stable name for an outside signing tool."""

    lines: tuple[str, ...]
    name: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole paper, block by block.

    One signature stands at the right, with Nơi nhận at its left (Mẫu 1.7); of two, both come before it (Mẫu 1.9).
    """

    parent_lines: tuple[str, ...]
    issuer_lines: tuple[str, ...]
    number: str
    draft: bool
    kind: str
    subject: str
    body: tuple[Block, ...]
    signatures: tuple[Signature, ...]
    recipients: tuple[str, ...]
    appendix: tuple[Block, ...]
    dated: str = ""  # box 4, in the row of the number; a Biên bản has none
    urgency: str = ""  # box 10b
    sizes: Sizes = P13
    nation: str = field(default=NATION)
    motto: str = field(default=MOTTO)
    draft_mark: str = field(default=DRAFT)


def plain_of(paper: Paper) -> dict[str, Any]:
    """The paper as JSON values."""
    said = asdict(paper)
    for part, blocks in (("body", paper.body), ("appendix", paper.appendix)):
        said[part] = [{**asdict(block), "table": isinstance(block, Table)} for block in blocks]
    return said


def paper_from(said: Mapping[str, Any]) -> Paper:
    """The paper that these JSON values say, as `plain_of` wrote them; what was issued is shown from them again."""
    signatures = (Signature(tuple(one["lines"]), one["name"], one["anchor"]) for one in said["signatures"])
    lines = {name: tuple(said[name]) for name in ("parent_lines", "issuer_lines", "recipients")}
    blocks = {name: tuple(map(_block_from, said[name])) for name in ("body", "appendix")}
    return Paper(**{**said, **lines, **blocks, "signatures": tuple(signatures), "sizes": Sizes(**said["sizes"])})


def _block_from(said: Mapping[str, Any]) -> Block:
    if said["table"]:
        return Table(tuple(said["head"]), tuple(map(tuple, said["rows"])), tuple(said["widths_mm"]))
    return Paragraph(said["text"], Look(said["look"]))


def plain_lines(paper: Paper) -> list[str]:
    """The paper as lines of text, in reading order: for those who hear it, and for tests."""
    lines = [*paper.parent_lines, *paper.issuer_lines, paper.number, paper.urgency]
    if paper.draft:
        lines.append(paper.draft_mark)
    lines += [paper.nation, paper.motto, paper.dated, paper.kind, paper.subject]
    lines += _lines_of_blocks(paper.body)
    lines += [line for one in paper.signatures for line in (*one.lines, one.name)]
    lines += ["Nơi nhận:", *paper.recipients, *_lines_of_blocks(paper.appendix)]
    return [line for line in lines if line]


def _lines_of_blocks(blocks: tuple[Block, ...]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines += [cell for row in (block.head, *block.rows) for cell in row]
    return lines
