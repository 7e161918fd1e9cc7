"""How the tests read what the layouts drew: paragraphs of a DOCX as raw XML, lines and rules of a PDF."""

import unicodedata
from io import BytesIO

import pypdf
from docx.oxml.ns import qn

MM = 72 / 25.4

# ISO/IEC 29500-1, 17.3 and 17.4: the order of properties that we write; Word refuses files that break it.
ORDERS = {
    "w:tblPr": ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook"],
    "w:pPr": ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "pBdr", "spacing", "ind", "jc", "rPr"],
    "w:rPr": ["rFonts", "b", "i", "color", "sz", "szCs", "bdr", "lang"],
    "w:trPr": ["cantSplit", "tblHeader"],
}


def every_paragraph(document):
    return list(document.element.body.iter(qn("w:p")))


def text_of(paragraph):
    return "".join(piece.text or "" for piece in paragraph.iter(qn("w:t")))


def the_paragraph(document, text):
    return next(one for one in every_paragraph(document) if text_of(one) == text)


def sizes_of(paragraph):
    return {int(size.get(qn("w:val"))) for size in paragraph.iter(qn("w:sz"))}


def is_bold(paragraph):
    marks = list(paragraph.iter(qn("w:b")))
    return bool(marks) and all(mark.get(qn("w:val")) not in {"0", "false"} for mark in marks)


def layout_of(paragraph, tag, attribute):
    found = paragraph.find(f"{qn('w:pPr')}/{qn(tag)}")
    return None if found is None else found.get(qn(attribute))


def fonts_of(data):
    """Each font of a PDF, and whether it is embedded with a map to Unicode."""
    found = {}
    for page in pypdf.PdfReader(BytesIO(data)).pages:
        for held in page["/Resources"]["/Font"].values():
            font = held.get_object()
            described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            found[font["/BaseFont"]] = "/ToUnicode" in font and "/FontFile2" in described
    return found


def read(data):
    """The text without its white space, which a PDF does not keep."""
    pages = pypdf.PdfReader(BytesIO(data)).pages
    return "".join(unicodedata.normalize("NFC", "".join(page.extract_text() for page in pages)).split())


def rules_of(page):
    """The drawn rules of the head, from the top down, widths in millimetres."""
    lines = [line for line in page.lines if line["top"] < page.height / 3]
    return [(line["x1"] - line["x0"]) / MM for line in sorted(lines, key=lambda line: (line["top"], line["x0"]))]


def line_with(page, text):
    return next(line for line in page.extract_text_lines() if text in unicodedata.normalize("NFC", line["text"]))
