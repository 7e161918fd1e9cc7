"""T01 to T16 of DOCUMENTS.md section 9 for the Giấy mời, against raw XML."""

import re
import unicodedata
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from rooms.papers.convening import Invited, Urgency
from rooms.papers.form import paper_of
from rooms.papers.layouts.docx import docx_of
from rooms.papers.layouts.paper import MOTTO, NATION, P12, P13, plain_lines
from rooms.papers.unit import Unit
from tests.drawn import ORDERS, every_paragraph, is_bold, layout_of, sizes_of, text_of, the_paragraph
from tests.factories.papers import MADE, a_convening, given, many_invited, weekly

LABELS = ["Ủy ban nhân dân tỉnh Phú Thọ trân trọng kính mời:", "Tới dự ", "Chủ trì: ", "Thời gian: ", "Địa điểm: "]
NUMBER = re.compile(r"^Số: (\d{2,6})/(BB|GM|TB)-[A-ZĐ][A-Za-zĐđ]*(-[A-ZĐ][A-Za-zĐđ]*)*$")
DATED = re.compile(r"^.+, ngày \d{2} tháng \d{1,2} năm \d{4}$")


def the_file(convening=None, gave=None, *, draft=False, sizes=P13):
    return docx_of(paper_of(convening or a_convening(), gave or given(), draft=draft, sizes=sizes), MADE)


def opened(*what, **how):
    return Document(BytesIO(the_file(*what, **how)))


def body_paragraphs(document):
    whole = document.element.body.findall(qn("w:p"))
    texts = [text_of(one) for one in whole]
    first = next(n for n, text in enumerate(texts) if text.startswith(LABELS[0]))
    last = next(n for n, text in enumerate(texts) if text.endswith("./."))
    return whole[first : last + 1]


def many(count=20):
    return a_convening(invited=many_invited(count), sites=tuple(f"Điểm cầu {n}" for n in range(count)))


def test_the_page_is_a4_with_the_margins_of_the_decree():  # T01
    page = opened().element.body.find(qn("w:sectPr"))
    assert (page.find(qn("w:pgSz")).get(qn("w:w")), page.find(qn("w:pgSz")).get(qn("w:h"))) == ("11906", "16838")
    margins = {side: int(page.find(qn("w:pgMar")).get(qn(f"w:{side}"))) for side in ("top", "bottom", "left", "right")}
    assert margins == {"top": 1134, "bottom": 1134, "left": 1701, "right": 850}


def test_every_run_is_black_times_new_roman_but_the_red_stamp():  # T02
    coloured = []
    for run in opened(many(), given(urgency=Urgency.URGENT), draft=True).element.body.iter(qn("w:r")):
        fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if run.find(qn("w:t")) is not None:
            assert {fonts.get(qn(f"w:{one}")) for one in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
        colour = run.find(f"{qn('w:rPr')}/{qn('w:color')}")
        if colour is not None:
            coloured.append((text_of(run), colour.get(qn("w:val"))))
    assert coloured == [("KHẨN", "FF0000")]


def test_pages_are_numbered_in_the_header_from_the_second_on():  # T03
    document = opened()
    assert document.element.body.find(qn("w:sectPr")).find(qn("w:titlePg")) is not None
    number = document.sections[0].header.paragraphs[0]._p
    assert [code.text for code in number.iter(qn("w:instrText"))] == ["PAGE"]
    assert (layout_of(number, "w:jc", "w:val"), sizes_of(number)) == ("center", {26})


@pytest.mark.parametrize(("sizes", "nation", "motto"), [(P13, {26}, {28}), (P12, {24}, {26})])
def test_quoc_hieu_tieu_ngu_and_dia_danh_are_a_legal_set(sizes, nation, motto):  # T04
    document = opened(sizes=sizes)
    assert sizes_of(the_paragraph(document, NATION)) == nation
    assert sizes_of(the_paragraph(document, MOTTO)) == motto
    assert sizes_of(the_paragraph(document, "Phú Thọ, ngày 20 tháng 11 năm 2026")) == motto
    assert all(is_bold(the_paragraph(document, text)) for text in (NATION, MOTTO))


def test_the_issuer_is_bold_and_its_parent_is_not():  # T05
    unit = Unit(("UBND TỈNH PHÚ THỌ",), ("SỞ NỘI VỤ",), "SNV", "Phú Thọ")
    document = opened(a_convening(unit=unit))
    assert not is_bold(the_paragraph(document, "UBND TỈNH PHÚ THỌ"))
    assert is_bold(the_paragraph(document, "SỞ NỘI VỤ"))


@pytest.mark.parametrize(("number", "words"), [(7, "Số: 07/GM-UBND"), (12, "Số: 12/GM-UBND"), (205, "Số: 205/GM-UBND")])
def test_a_given_number_has_the_form_of_the_decree(number, words):  # T06
    texts = [text_of(one) for one in every_paragraph(opened(None, given(number=number)))]
    assert [text for text in texts if NUMBER.match(text)] == [words]
    assert "DỰ THẢO" not in texts


def test_a_draft_leaves_room_for_the_number_and_says_what_it_is():  # T06
    texts = [text_of(one) for one in every_paragraph(opened(None, given(number=None), draft=True))]
    assert "Số:      /GM-UBND" in texts
    assert "DỰ THẢO" in texts


def test_place_and_date_stand_once_in_italics_beside_the_number():  # T07
    document = opened(many())
    dated = [one for one in every_paragraph(document) if DATED.match(text_of(one))]
    assert [text_of(one) for one in dated] == ["Phú Thọ, ngày 20 tháng 11 năm 2026"]
    assert dated[0].find(f".//{qn('w:i')}") is not None
    assert not is_bold(dated[0])
    number, place = document.tables[0].rows[1].cells
    assert (number.text, place.text) == ("Số: 12/GM-UBND", "Phú Thọ, ngày 20 tháng 11 năm 2026")


def test_the_kind_stands_bold_and_centred_above_the_subject():  # T08
    document = opened()
    texts = [text_of(one) for one in document.element.body.findall(qn("w:p"))]
    kind = the_paragraph(document, "GIẤY MỜI")
    assert is_bold(kind)
    assert layout_of(kind, "w:jc", "w:val") == "center"
    assert sizes_of(kind) <= {26, 28}
    assert texts[texts.index("GIẤY MỜI") + 1] == a_convening().title


def test_the_labels_of_the_body_come_in_the_order_of_the_form():  # T09
    texts = [text_of(one) for one in body_paragraphs(opened())]
    assert [label for text in texts for label in LABELS if text.startswith(label)] == LABELS
    assert "Tới dự Hội nghị trực tuyến giao ban công tác tháng 11 năm 2026." in texts


@pytest.mark.parametrize("convening", [a_convening(), many(), a_convening(sittings=weekly(10))])
def test_body_paragraphs_are_justified_indented_and_spaced(convening):  # T10
    for paragraph in body_paragraphs(opened(convening)):
        assert layout_of(paragraph, "w:jc", "w:val") == "both"
        assert layout_of(paragraph, "w:ind", "w:firstLine") == "720"
        assert int(layout_of(paragraph, "w:spacing", "w:after")) >= 120
        assert 240 <= int(layout_of(paragraph, "w:spacing", "w:line")) <= 360
        assert sizes_of(paragraph) == {28}


def test_the_body_ends_with_the_mark_of_the_decree_once():  # T11
    texts = [text_of(one) for one in body_paragraphs(opened())]
    assert texts[-1] == "Đầu mối liên hệ: Lê Thị Hòa, chuyên viên Văn phòng UBND tỉnh, điện thoại 0210 000 001./."
    assert sum("./." in text for text in texts) == 1
    bare = opened(a_convening(contact="", items=(), invited=()), given(documents="", requirement=""))
    assert text_of(body_paragraphs(bare)[-1]).endswith("đúng giờ./.")


def test_one_signs_at_the_right_of_noi_nhan_in_one_unbroken_row():  # T12
    row = opened().tables[-1].rows[0]
    left, right = row.cells
    assert left.paragraphs[0].text == "Nơi nhận:"
    assert [line.text for line in right.paragraphs if line.text] == [
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Trần Quang Minh",
    ]
    assert all(is_bold(line._p) for line in right.paragraphs if line.text)
    assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    assert [mark.get(qn("w:name")) for mark in row._tr.iter(qn("w:bookmarkStart"))] == ["SIG_NGUOI_KY"]


def test_noi_nhan_has_its_sizes_and_its_stops():  # T13
    gave = given(recipients=("Như trên", "Chủ tịch, các Phó Chủ tịch UBND tỉnh"))
    left = opened(None, gave).tables[-1].rows[0].cells[0]
    head, *lines = left.paragraphs
    assert (sizes_of(head._p), is_bold(head._p)) == ({24}, True)
    assert head._p.find(f".//{qn('w:i')}") is not None
    assert [line.text for line in lines] == [
        "- Như trên;",
        "- Chủ tịch, các Phó Chủ tịch UBND tỉnh;",
        "- Lưu: VT, Hồ sơ.",
    ]
    assert all(sizes_of(line._p) == {22} for line in lines)


def test_no_title_stands_before_the_signers_name_and_all_text_is_whole():  # T14, T15
    signer = replace(given().signer, name="PGS. TS. Trần Quang Minh")
    title = unicodedata.normalize("NFD", "Họp giao ban")
    document = opened(a_convening(title=unicodedata.normalize("NFC", title)), given(signer=signer))
    text = "\n".join(text_of(one) for one in every_paragraph(document))
    assert "\nTrần Quang Minh\n" in text + "\n"
    assert "PGS" not in text
    assert unicodedata.is_normalized("NFC", text)
    assert "\ufffd" not in text
    assert "...." not in text


def test_every_line_of_the_paper_is_in_the_file():
    paper = paper_of(many(), given(urgency=Urgency.EXPRESS), draft=True)
    texts = {text_of(one) for one in every_paragraph(Document(BytesIO(docx_of(paper, MADE))))}
    assert set(plain_lines(paper)) <= texts


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x.example")', "]]><w:t>", '#read("/etc/passwd")', "ấ" * 120])
def test_nasty_text_stays_text(text):  # N5
    document = opened(a_convening(title=text, invited=(Invited(text),)))
    assert any(text in text_of(one) for one in every_paragraph(document))
    assert not list(document.element.body.iter(qn("w:instrText"), qn("w:hyperlink")))


@pytest.mark.parametrize("tag", ORDERS)
def test_properties_stand_in_the_order_of_the_schema(tag):
    document = opened(many(), given(urgency=Urgency.URGENT), draft=True)
    found = list(document.element.body.iter(qn(tag)))
    assert found
    for properties in found:
        names = [child.tag.rpartition("}")[2] for child in properties]
        assert names == sorted(names, key=ORDERS[tag].index)


def test_the_appendix_begins_on_a_page_of_its_own():
    title = the_paragraph(opened(many()), "Phụ lục")
    assert title.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is not None


def test_equal_papers_make_equal_bytes():
    assert the_file() == the_file()
