"""The paper as DOCX, by python-docx; sizes and indents are those of Nghị định 30/2020, Appendix I.

Text is set as text, never as a field or a formula. Equal papers give equal bytes: the archive's times are fixed.
"""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Text
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as Grid
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph as Line
from docx.text.run import Run

from rooms.papers.layouts import fonts
from rooms.papers.layouts.paper import Block, Look, Paper, Paragraph, Signature, Sizes, Table

FONT = "Times New Roman"
HEADER_MM = (66, 99)  # Quốc hiệu stays on one line in both size profiles, with cell margins of 0
TEXT_MM = 165
FIRST_LINE = Mm(12.7)
RULE_SHARE = 0.4  # box 2 and 5a: a third to a half of the line above
SIGNING_SPACE = Mm(28)
CLOSE_MM, CLOSE_ALONE_MM = (82, 83), (75, 90)
RED = "FF0000"  # box 10b
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first time that a ZIP can state


def docx_of(paper: Paper, dated: datetime) -> bytes:
    """The file; `dated` is the moment it states as its making."""
    document = Document()
    _page(document, paper.sizes)
    _properties(document, paper, dated)
    _header_block(document, paper)
    _title(document, paper)
    _blocks(document, paper.body, paper.sizes)
    _close_of(document, paper)
    if paper.appendix:
        first = len(document.paragraphs)
        _blocks(document, paper.appendix, paper.sizes)
        document.paragraphs[first].paragraph_format.page_break_before = True
    return _packed(document)


def _packed(document: Text) -> bytes:
    loose, packed = BytesIO(), BytesIO()
    document.save(loose)
    with ZipFile(loose) as parts, ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            archive.writestr(ZipInfo(name, _EPOCH), parts.read(name), ZIP_DEFLATED)
    return packed.getvalue()


def _page(document: Text, sizes: Sizes) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(9)
    section.different_first_page_header_footer = True  # box: the number is not shown on page 1
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    _field(number, "PAGE", sizes.page_number)
    _named_font(document)


def _named_font(document: Text) -> None:
    for style in document.styles:
        if style.type in {WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER} and style.element.rPr is not None:
            _set_font(style.element.rPr)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    _set_font(normal.element.get_or_add_rPr())
    language = _element("w:lang", val="vi-VN", eastAsia="vi-VN", bidi="vi-VN")
    normal.element.get_or_add_rPr().append(language)


def _set_font(properties: BaseOxmlElement) -> None:
    given = properties.find(qn("w:rFonts"))
    if given is not None:
        properties.remove(given)
    properties.insert(0, _element("w:rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT))


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _properties(document: Text, paper: Paper, dated: datetime) -> None:
    properties = document.core_properties
    moment = dated.astimezone(UTC).replace(microsecond=0)
    properties.created = properties.modified = moment
    properties.author = properties.last_modified_by = " ".join(paper.issuer_lines)[:255]
    properties.title = f"{paper.kind}: {paper.subject}"[:255]
    properties.comments, properties.language, properties.revision = "", "vi-VN", 1


def _write(line: Line, text: str, size: float, *, bold: bool = False, italic: bool = False) -> Run:
    run = line.add_run(fonts.printable(text))
    run.font.size = Pt(size)
    run.bold, run.italic = bold or None, italic or None  # None writes nothing; python-docx is slow enough
    _set_font(run._r.get_or_add_rPr())  # noqa: SLF001 - python-docx has no public way to the four font attributes
    return run


def _field(line: Line, code: str, size: float) -> None:
    for kind in ("begin", "code", "end"):
        run = line.add_run()
        run.font.size = Pt(size)
        _set_font(run._r.get_or_add_rPr())  # noqa: SLF001 - as above
        if kind == "code":
            instruction = _element("w:instrText")
            instruction.text = code
            run._r.append(instruction)  # noqa: SLF001 - python-docx knows no fields
        else:
            run._r.append(_element("w:fldChar", fldCharType=kind))  # noqa: SLF001 - python-docx knows no fields


def _close(
    line: Line, *, before: float = 0, after: float = 0, spacing: float = 1.0, alignment: ALIGN = ALIGN.CENTER
) -> Line:
    layout = line.paragraph_format
    layout.alignment, layout.space_before, layout.space_after = alignment, Pt(before), Pt(after)
    layout.line_spacing = spacing
    return line


def _rule(line: Line, width_mm: float, room_mm: float) -> None:
    """An empty line 6 pt high whose top border, between indents, is the drawn rule."""
    side = Mm(max(0.0, (room_mm - width_mm) / 2))
    layout = _close(line).paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(6)
    layout.left_indent = layout.right_indent = side
    borders = _element("w:pBdr")
    borders.append(_element("w:top", val="single", sz="6", space="1", color="000000"))
    line._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - python-docx knows no borders
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _bare_grid(document: Text, rows: int, widths_mm: tuple[int, ...]) -> Grid:
    grid: Grid = document.add_table(rows=rows, cols=len(widths_mm))
    grid.autofit, grid.alignment = False, WD_TABLE_ALIGNMENT.LEFT
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w="0", type="dxa"))
    # The schema fixes the order of properties, and Word calls a file broken that does not keep it.
    grid._tblPr.insert_element_before(margins, "w:tblLook")  # noqa: SLF001 - python-docx knows no cell margins
    _widths(grid, widths_mm)
    return grid


def _widths(grid: Grid, widths_mm: tuple[int, ...]) -> None:
    for column, width in zip(grid.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _header_block(document: Text, paper: Paper) -> None:
    grid = _bare_grid(document, 2 if paper.dated else 1, HEADER_MM)
    left, right = grid.rows[0].cells
    sizes = paper.sizes
    lines = [*((one, False) for one in paper.parent_lines), *((one, True) for one in paper.issuer_lines)]
    for number, (words, bold) in enumerate(lines):
        _write(_close(_next(left, number)), words, sizes.nation, bold=bold)
    last = fonts.width_mm(lines[-1][0], sizes.nation) if lines else 0
    _rule(left.add_paragraph(), min(last, HEADER_MM[0]) * RULE_SHARE, HEADER_MM[0])
    _write(_close(_next(right, 0)), paper.nation, sizes.nation, bold=True)
    _write(_close(right.add_paragraph()), paper.motto, sizes.motto, bold=True)
    _rule(right.add_paragraph(), fonts.width_mm(paper.motto, sizes.motto), HEADER_MM[1])
    if not paper.dated:
        _numbered(left.add_paragraph(), left, paper)
        return
    number, dated = (cell.paragraphs[0] for cell in grid.rows[1].cells)
    _numbered(number, grid.rows[1].cells[0], paper)
    _write(_close(dated, before=3), paper.dated, sizes.motto, italic=True)  # box 4: the size of Tiêu ngữ


def _numbered(line: Line, cell: Cell, paper: Paper) -> None:
    _write(_close(line, before=3 if paper.dated else 0), paper.number, paper.sizes.number)
    if paper.urgency:
        _boxed(cell.add_paragraph(), paper.urgency, paper.sizes.number, RED).font.color.rgb = RGBColor.from_string(RED)
    if paper.draft:
        _boxed(cell.add_paragraph(), paper.draft_mark, paper.sizes.number)


def _next(cell: Cell, number: int) -> Line:
    """A cell is born with one empty line; the others are added."""
    lines: list[Line] = cell.paragraphs
    return lines[0] if number == 0 else cell.add_paragraph()


def _boxed(line: Line, words: str, size: float, colour: str = "000000") -> Run:
    run = _write(_close(line, before=6), words, size, bold=True)
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 - python-docx knows no borders
    properties.append(_element("w:bdr", val="single", sz="6", space="1", color=colour))
    return run


def _title(document: Text, paper: Paper) -> None:
    size = paper.sizes.title
    kind = _close(document.add_paragraph())
    kind.paragraph_format.space_before = Pt(14)
    _write(kind, paper.kind, size, bold=True)
    _write(_close(document.add_paragraph()), paper.subject, size, bold=True)
    width = min(fonts.width_mm(paper.subject, size), TEXT_MM)
    _rule(document.add_paragraph(), width * RULE_SHARE, TEXT_MM)


def _blocks(document: Text, blocks: tuple[Block, ...], sizes: Sizes) -> None:
    for block in blocks:
        if isinstance(block, Table):
            _table(document, block, sizes)
        else:
            _paragraph(document.add_paragraph(), block, sizes)


def _paragraph(line: Line, block: Paragraph, sizes: Sizes) -> None:
    centred = block.look in {Look.TITLE, Look.NOTE}
    layout = _close(line, after=6, spacing=1.15, alignment=ALIGN.CENTER if centred else ALIGN.JUSTIFY).paragraph_format
    layout.first_line_indent = None if centred else FIRST_LINE
    layout.keep_with_next = block.look is not Look.TEXT
    _write(line, block.text, sizes.body, bold=block.look in {Look.HEADING, Look.TITLE}, italic=block.look is Look.NOTE)


def _table(document: Text, block: Table, sizes: Sizes) -> None:
    grid = document.add_table(rows=1 + len(block.rows), cols=len(block.head))
    grid.style, grid.autofit = "Table Grid", False
    _widths(grid, block.widths_mm)
    for row, cells in zip(grid.rows, (block.head, *block.rows), strict=True):
        is_head = cells is block.head
        for cell, words in zip(row.cells, cells, strict=True):
            line = _close(cell.paragraphs[0], alignment=ALIGN.CENTER if is_head else ALIGN.LEFT)
            _write(line, words, sizes.table, bold=is_head)
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))  # noqa: SLF001 - python-docx knows no unbroken rows
    grid.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))  # noqa: SLF001 - nor repeated heads
    _close(document.add_paragraph(), spacing=0.5)


def _close_of(document: Text, paper: Paper) -> None:
    """One signature beside Nơi nhận (Mẫu 1.7), or two above it (Mẫu 1.9); a row is never torn."""
    alone = len(paper.signatures) == 1
    grid = _bare_grid(document, 1, CLOSE_ALONE_MM if alone else CLOSE_MM)
    grid.rows[0]._tr.get_or_add_trPr().append(_element("w:cantSplit"))  # noqa: SLF001 - both columns stay on one page
    cells = grid.rows[0].cells
    for number, (cell, column) in enumerate(zip(cells[alone:], paper.signatures, strict=True)):
        _signature(cell, column, paper.sizes.body, number)
    if alone:
        lines = [cells[0].paragraphs[0], *(cells[0].add_paragraph() for _ in paper.recipients)]
        _recipients(lines, paper.recipients, before=10)
    else:
        _recipients([document.add_paragraph() for _ in ("", *paper.recipients)], paper.recipients)


def _signature(cell: Cell, column: Signature, size: float, number: int) -> None:
    for place, words in enumerate(column.lines):
        _write(_close(_next(cell, place), before=0 if place else 10), words, size, bold=True)
    space = _close(cell.add_paragraph())
    space.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    space.paragraph_format.line_spacing = SIGNING_SPACE
    space._p.append(_element("w:bookmarkStart", id=str(number), name=column.anchor))  # noqa: SLF001 - a place for
    space._p.append(_element("w:bookmarkEnd", id=str(number)))  # noqa: SLF001 - the outside signing tool
    _write(_close(cell.add_paragraph()), column.name, size, bold=True)
    for line in cell.paragraphs:
        line.paragraph_format.keep_with_next = True


def _recipients(lines: list[Line], recipients: tuple[str, ...], before: float = 0) -> None:
    head, *others = lines
    _write(_close(head, before=before, alignment=ALIGN.LEFT), "Nơi nhận:", 12, bold=True, italic=True)
    for line, one in zip(others, recipients, strict=True):
        _write(_close(line, alignment=ALIGN.LEFT), one, 11)
