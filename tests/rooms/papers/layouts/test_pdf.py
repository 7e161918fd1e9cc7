"""P01 to P08 of DOCUMENTS.md section 9 for the Giấy mời."""

import unicodedata
from io import BytesIO

import pdfplumber
import pypdf
import pytest

from rooms.papers.convening import Invited, Urgency
from rooms.papers.form import paper_of
from rooms.papers.layouts import fonts, pdf
from rooms.papers.layouts.paper import MOTTO, NATION, P12, P13, plain_lines
from tests.drawn import MM, fonts_of, line_with, read, rules_of
from tests.factories.papers import MADE, PAGE, a_convening, given, many_invited, weekly


def the_file(convening=None, gave=None, *, draft=False, sizes=P13):
    return pdf.pdf_of(paper_of(convening or a_convening(), gave or given(), draft=draft, sizes=sizes), MADE)


def opened(*what, **how):
    return pdfplumber.open(BytesIO(the_file(*what, **how)))


def texts_of(data):
    return [unicodedata.normalize("NFC", page.extract_text()) for page in pypdf.PdfReader(BytesIO(data)).pages]


def the_largest():
    halls = tuple(f"Điểm cầu {n}" for n in range(148))
    return a_convening(invited=many_invited(148), sites=halls, sittings=weekly(30))


def test_an_ordinary_one_is_a_single_a4_page():  # P01
    pages = pypdf.PdfReader(BytesIO(the_file())).pages
    assert [[round(float(side) / MM) for side in page.mediabox[2:]] for page in pages] == [[210, 297]]


def test_fonts_are_embedded_liberation_serif_with_unicode_maps():  # P02
    found = fonts_of(the_file())
    assert any("Italic" in name for name in found)
    assert all(found.values())
    assert all("LiberationSerif" in name for name in found)


def test_the_text_that_comes_out_is_the_papers_text():  # P02; the DOCX holds the same lines (test_docx)
    paper = paper_of(the_largest(), given(urgency=Urgency.URGENT), draft=True)
    text = read(pdf.pdf_of(paper, MADE))
    for line in plain_lines(paper):
        assert "".join(line.split()) in text, line


def test_vietnamese_letters_come_out_as_glyphs():  # P03
    assert "ỮỄẶỸđĐẳỗự" in read(the_file(a_convening(title="ỮỄẶỸđĐẳỗự")))


@pytest.mark.parametrize("sizes", [P12, P13])
def test_the_rules_are_as_long_as_the_decree_wants(sizes):  # P04
    with opened(sizes=sizes) as document:
        rules = rules_of(document.pages[0])
    motto, issuer = fonts.width_mm(MOTTO, sizes.motto), fonts.width_mm("TỈNH PHÚ THỌ", sizes.nation)
    subject = fonts.width_mm(a_convening().title, sizes.title)
    head, title = sorted(rules[:2]), rules[2]
    assert head[1] == pytest.approx(motto, abs=1)
    assert issuer / 3 <= head[0] <= issuer / 2
    assert subject / 3 <= title <= subject / 2


def test_pages_are_numbered_in_the_top_margin_from_the_second_on():  # P05
    with opened(the_largest()) as document:
        first, second = document.pages[:2]
        assert not first.crop((0, 0, first.width, 19 * MM)).extract_text().strip()
        number = second.crop((0, 0, second.width, 19 * MM)).extract_words()
    assert [word["text"] for word in number] == ["2"]
    assert (number[0]["x0"] + number[0]["x1"]) / 2 == pytest.approx((30 + 165 / 2) * MM, abs=1)


@pytest.mark.parametrize("text", ["ữ" * 200, "Xã Tam Dương đề nghị. " * 9, "w" * 200])
def test_text_stays_inside_the_margins(text):  # P06
    convening = a_convening(title=text, invited=(Invited(text, text, text), *many_invited(20)), contact=text)
    with opened(convening, given(urgency=Urgency.EXPRESS), draft=True) as document:
        for page in document.pages:
            for sign in (one for one in page.chars if one["text"].strip(" \u200b")):
                assert sign["x0"] >= 30 * MM - 1
                assert sign["x1"] <= 195 * MM + 1
                assert sign["bottom"] <= 277 * MM + 1


def test_the_longest_list_of_recipients_goes_on_overleaf_and_loses_no_line():
    given_all = given(recipients=tuple(f"{letter}{'W' * 123}" for letter in "ABCDEGHIKLMN"))
    with opened(None, given_all) as document:
        signs = [sign for page in document.pages for sign in page.chars if sign["text"].strip(" \u200b")]
        text = "".join(page.extract_text() for page in document.pages)
    assert max(sign["bottom"] for sign in signs) <= 277 * MM + 1
    assert text.rstrip().endswith("Lưu: VT, Hồ sơ.")
    assert text.count("Trần Quang Minh") == 2  # the chair, and whole below the authority
    assert sum(sign["text"].count("W") for sign in signs) == 12 * 123


@pytest.mark.parametrize("sizes", [P12, P13])
def test_quoc_hieu_is_on_one_line(sizes):  # P07
    with opened(sizes=sizes) as document:
        assert NATION in line_with(document.pages[0], NATION)["text"]


def test_number_and_date_stand_on_one_line():
    with opened() as document:
        line = line_with(document.pages[0], "Số: 12/GM-UBND")
    assert "Phú Thọ, ngày 20 tháng 11 năm 2026" in unicodedata.normalize("NFC", line["text"])


@pytest.mark.parametrize("points", range(1, 30, 2))
def test_the_signer_is_never_torn_apart_nor_alone_on_a_page(points):  # P08
    items = tuple(f"{n}. Báo cáo của sở, ngành số {n} về công tác tháng" for n in range(points))
    pages = texts_of(the_file(a_convening(items=items)))
    signed = [text for text in pages if "TM. ỦY BAN NHÂN DÂN" in text]
    assert len(signed) == 1
    assert all(words in signed[0] for words in ("PHÓ CHỦ TỊCH", "Trần Quang Minh", "Nơi nhận:", "./."))


def test_the_address_is_on_one_line_and_is_copied_whole():
    with opened() as document:
        assert line_with(document.pages[0], PAGE)["text"] == PAGE


def test_equal_papers_make_equal_bytes_and_a_draft_other_ones():
    assert the_file() == the_file()
    assert the_file() != the_file(draft=True)
    assert b"<pdfaid:part>2</pdfaid:part>" in the_file()


def test_the_moment_of_a_real_clock_with_its_microseconds_is_taken():
    paper = paper_of(a_convening(), given(), draft=False)
    assert pdf.pdf_of(paper, MADE.replace(microsecond=123456)) == pdf.pdf_of(paper, MADE)
