"""P01 to P08 of DOCUMENTS.md section 9."""

import re
import unicodedata
from dataclasses import replace
from io import BytesIO

import pdfplumber
import pypdf
import pytest

from rooms.minutes.form import paper_of
from rooms.minutes.record import Item, Point, Said
from rooms.papers.layouts import fonts, pdf
from rooms.papers.layouts.paper import MOTTO, NATION, P12, P13, plain_lines
from tests.drawn import MM, fonts_of, line_with, read, rules_of
from tests.factories.records import CLOSED, ITEMS, a_record, many_people


def the_file(record=None, *, draft=False, sizes=P13):
    return pdf.pdf_of(paper_of(record or a_record(), draft=draft, sizes=sizes), CLOSED)


def opened(record=None, **how):
    return pdfplumber.open(BytesIO(the_file(record, **how)))


def said(text, speaker=""):
    return a_record(items=(replace(ITEMS[0], points=(Point(Said.STATEMENT, text, speaker),)),))


def test_every_page_is_a4():  # P01
    for page in pypdf.PdfReader(BytesIO(the_file())).pages:
        assert [round(float(side) / MM) for side in page.mediabox[2:]] == [210, 297]


def test_fonts_are_embedded_liberation_serif_with_unicode_maps():  # P02
    found = fonts_of(the_file())
    assert found
    assert all(found.values())
    assert all("LiberationSerif" in name for name in found)


def test_the_text_that_comes_out_is_the_papers_text():  # P02; the DOCX holds the same lines (test_docx)
    paper = paper_of(a_record(), draft=True)
    text = read(pdf.pdf_of(paper, CLOSED))
    for line in plain_lines(paper):
        assert "".join(line.split()) in text, line


def test_vietnamese_letters_come_out_as_glyphs():  # P03
    letters = "ỮỄẶỸđĐẳỗự"
    assert letters in read(the_file(said(letters)))
    assert set(letters) <= fonts.letters()


@pytest.mark.parametrize("sizes", [P12, P13])
def test_the_rules_are_as_long_as_the_decree_wants(sizes):  # P04
    with opened(sizes=sizes) as document:
        rules = rules_of(document.pages[0])
    motto = fonts.width_mm(MOTTO, sizes.motto)
    issuer = fonts.width_mm("TỈNH PHÚ THỌ", sizes.nation)
    subject = fonts.width_mm("Giao ban công tác tháng 11 năm 2026", sizes.title)
    assert len(rules) == 3
    head, title = sorted(rules[:2]), rules[2]
    assert head[1] == pytest.approx(motto, abs=1)
    assert issuer / 3 <= head[0] <= issuer / 2
    assert subject / 3 <= title <= subject / 2


def test_pages_are_numbered_in_the_top_margin_from_the_second_on():  # P05
    with opened() as document:
        first, second = document.pages[:2]
        assert not first.crop((0, 0, first.width, 19 * MM)).extract_text().strip()
        number = second.crop((0, 0, second.width, 19 * MM)).extract_words()
    assert [word["text"] for word in number] == ["2"]
    centre = (number[0]["x0"] + number[0]["x1"]) / 2
    assert centre == pytest.approx((30 + 165 / 2) * MM, abs=1)


@pytest.mark.parametrize("text", ["ữ" * 300, "Xã Tam Dương đề nghị. " * 60, "w" * 2000])
def test_text_stays_inside_the_margins(text):  # P06
    record = said(text, "Bà Lê Thị Mai Phương")
    tasks = (replace(ITEMS[0].tasks[0], lead=text[:300]),)
    with opened(replace(record, tasks=tasks, attendance=many_people(20))) as document:
        for page in document.pages:
            for sign in (one for one in page.chars if one["text"].strip(" \u200b")):
                assert sign["x0"] >= 30 * MM - 1
                assert sign["x1"] <= 195 * MM + 1
                assert sign["bottom"] <= 277 * MM + 1


@pytest.mark.parametrize("sizes", [P12, P13])
def test_quoc_hieu_is_on_one_line(sizes):  # P07
    with opened(sizes=sizes) as document:
        assert NATION in line_with(document.pages[0], NATION)["text"]


@pytest.mark.parametrize("paragraphs", range(8, 20))
def test_the_signatures_are_never_torn_apart(paragraphs):  # P08
    items = (Item(1, "Một việc", "", points=(Point(Said.NOTE, "Một dòng."),) * paragraphs),)
    pages = pypdf.PdfReader(BytesIO(the_file(a_record(items=items)))).pages
    texts = [unicodedata.normalize("NFC", page.extract_text()) for page in pages]
    signed = [text for text in texts if "THƯ KÝ" in text]
    assert len(signed) == 1
    assert all(words in signed[0] for words in ("CHỦ TỌA", "Lê Thị Hòa", "Trần Quang Minh"))


NASTY = [
    '#read("/etc/passwd")',
    '=HYPERLINK("http://x.example")',
    "<script>alert(1)</script>",
    "$x$ *b* @ref #panic()",
    "\\",
]


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_stays_text(text):  # N5
    data = the_file(said(text, text))
    assert "".join(text.split()) in read(data)
    assert "root:" not in read(data)
    assert b"/URI" not in data


def test_a_sign_that_the_font_lacks_is_a_box_and_no_error():
    assert "□" in read(the_file(said("Nhất trí 😀 會議")))
    assert fonts.unprintable(["Nhất trí 😀", "會😀"]) == ["😀", "會"]


def test_equal_papers_make_equal_bytes_and_a_draft_other_ones():
    assert the_file() == the_file()
    assert the_file() != the_file(draft=True)
    assert b"pdfaid" in the_file()
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>", the_file())


def test_pictures_show_every_page():
    pictures = pdf.pictures_of(paper_of(a_record(), draft=True))
    assert len(pictures) == 2
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
