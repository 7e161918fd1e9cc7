"""T01 to T15 of DOCUMENTS.md section 9, against raw XML."""

import re
import unicodedata
from dataclasses import replace
from io import BytesIO

import pytest
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn

from rooms.minutes.form import paper_of
from rooms.minutes.record import Point, Said
from rooms.papers.layouts.docx import docx_of
from rooms.papers.layouts.paper import MOTTO, NATION, P12, P13, plain_lines
from rooms.papers.unit import Unit
from tests.drawn import ORDERS, every_paragraph, is_bold, layout_of, sizes_of, text_of, the_paragraph
from tests.factories.records import CLOSED, ITEMS, a_record, many_people

LABELS = [
    "Thời gian bắt đầu:",
    "Địa điểm:",
    "Thành phần tham dự:",
    "Chủ trì (chủ tọa):",
    "Thư ký (người ghi biên bản):",
]
NUMBER = re.compile(r"^Số: (\d{2,6})/(BB|GM|TB)-[A-ZĐ][A-Za-zĐđ]*(-[A-ZĐ][A-Za-zĐđ]*)*$")


def the_file(record=None, *, draft=False, sizes=P13):
    return docx_of(paper_of(record or a_record(), draft=draft, sizes=sizes), CLOSED)


def opened(record=None, **how):
    return Document(BytesIO(the_file(record, **how)))


def body_paragraphs(document):
    texts = [text_of(one) for one in document.element.body.findall(qn("w:p"))]
    first = next(n for n, text in enumerate(texts) if text.startswith(LABELS[0]))
    last = next(n for n, text in enumerate(texts) if text.endswith("./."))
    return [one for one in document.element.body.findall(qn("w:p"))[first : last + 1] if text_of(one)]


def test_the_page_is_a4_with_the_margins_of_the_decree():  # T01
    page = opened().element.body.find(qn("w:sectPr"))
    assert (page.find(qn("w:pgSz")).get(qn("w:w")), page.find(qn("w:pgSz")).get(qn("w:h"))) == ("11906", "16838")
    margins = {side: int(page.find(qn("w:pgMar")).get(qn(f"w:{side}"))) for side in ("top", "bottom", "left", "right")}
    assert margins == {"top": 1134, "bottom": 1134, "left": 1701, "right": 850}


def test_every_run_is_black_times_new_roman():  # T02
    for run in opened(a_record(attendance=many_people(20))).element.body.iter(qn("w:r")):
        fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if run.find(qn("w:t")) is not None:
            assert {fonts.get(qn(f"w:{one}")) for one in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
            assert run.find(f"{qn('w:rPr')}/{qn('w:color')}") is None


def test_pages_are_numbered_in_the_header_from_the_second_on():  # T03
    document = opened()
    assert document.element.body.find(qn("w:sectPr")).find(qn("w:titlePg")) is not None
    number = document.sections[0].header.paragraphs[0]._p
    assert [code.text for code in number.iter(qn("w:instrText"))] == ["PAGE"]
    assert layout_of(number, "w:jc", "w:val") == "center"
    assert sizes_of(number) == {26}
    assert not text_of(document.sections[0].first_page_header.paragraphs[0]._p)


@pytest.mark.parametrize(("sizes", "pair"), [(P13, ({26}, {28})), (P12, ({24}, {26}))])
def test_quoc_hieu_and_tieu_ngu_are_a_legal_pair(sizes, pair):  # T04
    document = opened(sizes=sizes)
    nation, motto = the_paragraph(document, NATION), the_paragraph(document, MOTTO)
    assert (sizes_of(nation), sizes_of(motto)) == pair
    assert is_bold(nation)
    assert is_bold(motto)


def test_the_issuer_is_bold_and_its_parent_is_not():  # T05
    unit = Unit(("UBND TỈNH PHÚ THỌ",), ("SỞ NỘI VỤ",), "SNV", "Phú Thọ")
    document = opened(a_record(unit=unit))
    assert not is_bold(the_paragraph(document, "UBND TỈNH PHÚ THỌ"))
    assert is_bold(the_paragraph(document, "SỞ NỘI VỤ"))


def test_a_given_number_has_the_form_of_the_decree_and_a_missing_one_leaves_room():  # T06
    numbered = [text_of(one) for one in every_paragraph(opened(a_record(number=7)))]
    assert [text for text in numbered if NUMBER.match(text)] == ["Số: 07/BB-UBND"]
    draft = [text_of(one) for one in every_paragraph(opened(draft=True))]
    assert "Số:      /BB-UBND" in draft
    assert "DỰ THẢO" in draft
    assert "DỰ THẢO" not in numbered


def test_a_bien_ban_has_no_line_of_place_and_date():  # T07
    for paragraph in every_paragraph(opened()):
        assert not re.match(r"^.+, ngày \d{2} tháng \d{1,2} năm \d{4}$", text_of(paragraph))


def test_the_kind_stands_bold_and_centred_above_the_subject():  # T08
    document = opened()
    texts = [text_of(one) for one in document.element.body.findall(qn("w:p"))]
    kind = the_paragraph(document, "BIÊN BẢN")
    assert is_bold(kind)
    assert layout_of(kind, "w:jc", "w:val") == "center"
    assert sizes_of(kind) <= {26, 28}
    assert texts[texts.index("BIÊN BẢN") + 1] == "Giao ban công tác tháng 11 năm 2026"


def test_the_labels_of_the_body_come_in_the_order_of_the_form():  # T09
    texts = [text_of(one) for one in body_paragraphs(opened())]
    found = [label for text in texts for label in LABELS if text.startswith(label)]
    assert found == LABELS
    content = texts.index("Nội dung (theo diễn biến cuộc họp):")
    assert texts[content + 1] == "1. Báo cáo kết quả công tác tháng 11"


def test_body_paragraphs_are_justified_indented_and_spaced():  # T10
    for paragraph in body_paragraphs(opened()):
        assert layout_of(paragraph, "w:jc", "w:val") == "both"
        assert layout_of(paragraph, "w:ind", "w:firstLine") == "720"
        assert int(layout_of(paragraph, "w:spacing", "w:after")) >= 120
        assert 240 <= int(layout_of(paragraph, "w:spacing", "w:line")) <= 360
        assert sizes_of(paragraph) == {28}


def test_the_body_ends_with_the_mark_of_the_decree():  # T11
    assert (
        text_of(body_paragraphs(opened())[-1]) == "Cuộc họp kết thúc vào 11 giờ 15 phút, ngày 27 tháng 11 năm 2026./."
    )


def test_the_secretary_signs_at_the_left_of_the_chair_in_one_unbroken_row():  # T12
    row = opened().tables[-1].rows[0]
    assert [cell.paragraphs[0].text for cell in row.cells] == ["THƯ KÝ", "CHỦ TỌA"]
    assert [cell.paragraphs[-1].text for cell in row.cells] == ["Lê Thị Hòa", "Trần Quang Minh"]
    assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    assert all(line.paragraph_format.keep_with_next for cell in row.cells for line in cell.paragraphs)
    anchors = [mark.get(qn("w:name")) for mark in row._tr.iter(qn("w:bookmarkStart"))]
    assert anchors == ["SIG_THU_KY", "SIG_CHU_TOA"]


def test_noi_nhan_closes_the_paper():  # T13
    document = opened()
    head = the_paragraph(document, "Nơi nhận:")
    assert is_bold(head)
    assert sizes_of(head) == {24}
    assert head.find(f".//{qn('w:i')}") is not None
    texts = [one.text for one in document.paragraphs]
    after = texts[texts.index("Nơi nhận:") + 1 :]
    assert after == ["- Thành phần dự họp;", "- Lưu: VT, Hồ sơ."]
    assert sizes_of(the_paragraph(document, after[0])) == {22}


def test_no_title_stands_before_a_signers_name_and_all_text_is_whole():  # T14, T15
    document = opened()
    names = [cell.paragraphs[-1].text for cell in document.tables[-1].rows[0].cells]
    assert not [name for name in names if re.match(r"^(GS|PGS|TS|ThS|BS)\.", name)]
    text = "\n".join(text_of(one) for one in every_paragraph(document))
    assert unicodedata.is_normalized("NFC", text)
    assert "\ufffd" not in text
    assert "...." not in text


def test_every_line_of_the_paper_is_in_the_file():
    paper = paper_of(a_record(attendance=many_people(31)), draft=True)
    texts = {text_of(one) for one in every_paragraph(Document(BytesIO(docx_of(paper, CLOSED))))}
    assert set(plain_lines(paper)) <= texts


def test_more_than_fifteen_people_are_listed_in_an_appendix():
    texts = [text_of(one) for one in every_paragraph(opened(a_record(attendance=many_people(16))))]
    assert "DANH SÁCH ĐẠI BIỂU THAM DỰ" in texts
    assert any(text.endswith("(danh sách tại Phụ lục).") for text in texts)
    assert "DANH SÁCH ĐẠI BIỂU THAM DỰ" not in [text_of(one) for one in every_paragraph(opened())]


NASTY = [
    '=HYPERLINK("http://x.example")',
    "<script>alert(1)</script>",
    "]]><w:t>",
    '#read("/etc/passwd")',
    "ấ" * 300,
    "😀",
]


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_stays_text(text):  # N5
    item = replace(ITEMS[0], points=(Point(Said.STATEMENT, text, "Bà A\r\nBcc: ai"),))
    document = opened(a_record(items=(item,)))
    shown = "□" if text == "😀" else text
    assert any(shown in text_of(one) for one in every_paragraph(document))
    assert not list(document.element.body.iter(qn("w:instrText"), qn("w:hyperlink")))


@pytest.mark.parametrize("tag", ORDERS)
def test_properties_stand_in_the_order_of_the_schema(tag):
    document = opened(a_record(attendance=many_people(20)), draft=True)
    found = list(document.element.body.iter(qn(tag)))
    assert found
    for properties in found:
        names = [child.tag.rpartition("}")[2] for child in properties]
        assert names == sorted(names, key=ORDERS[tag].index)


def test_the_appendix_begins_on_a_page_of_its_own():
    document = opened(a_record(attendance=many_people(20)))
    title = the_paragraph(document, "Phụ lục")
    assert title.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is not None


def test_equal_papers_make_equal_bytes():
    assert the_file() == the_file()


def test_the_paper_is_vietnamese_whatever_the_language_of_who_asks_for_it():
    with translation.override("en"):
        english = plain_lines(paper_of(a_record(), draft=True))
    assert english == plain_lines(paper_of(a_record(), draft=True))
