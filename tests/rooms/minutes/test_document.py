import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text, XmlElement, XmlFragment, XmlText

from rooms.minutes.document import DOCUMENT_MAX, EMPTY, OFFER_MAX, UPDATE_MAX, Document, Node, Span, merged
from rooms.minutes.refusals import BadUpdate, TooLarge
from tests.factories.minutes import OPENING, REPORT, Editor, a_document, a_fact, words_of


def test_a_new_document_has_a_section_for_each_item_with_a_line_to_write_in():
    assert a_document().tree() == (
        Node("agendaItem", {"id": "opening", "number": "", "title": "Khai mạc"}, (Node("paragraph"),)),
        Node(
            "agendaItem",
            {"id": "muc-1", "number": "1", "title": "Báo cáo kết quả công tác tháng 11"},
            (Node("paragraph"),),
        ),
    )


def test_sections_and_facts_that_are_there_are_not_written_twice():
    document = a_document(a_fact())
    assert document.write([OPENING, REPORT], [a_fact()]) == EMPTY


def test_a_section_that_comes_later_takes_its_place_in_the_agenda():
    document = Document(client_id=1)
    document.write([REPORT], [])
    document.write([OPENING, REPORT], [])
    assert [section.attributes["id"] for section in document.tree()] == ["opening", "muc-1"]


def test_facts_stand_before_the_empty_line_and_after_what_was_written():
    document = a_document(a_fact(7, "Tam Dương tham dự."))
    assert words_of(document.tree()) == ["", "Tam Dương tham dự.", ""]
    document.apply(Editor(document.state()).types("Sở Tài chính báo cáo."))
    document.write([], [a_fact(9, "Lập Thạch tham dự.")])
    assert words_of(document.tree()) == ["", "Tam Dương tham dự.", "Sở Tài chính báo cáo.", "Lập Thạch tham dự."]


def test_a_fact_for_a_section_that_nobody_knows_is_left_out():
    assert a_document().write([OPENING], [a_fact(section="muc-9")]) == EMPTY


def test_letters_and_their_dress_are_read_as_values():
    document = a_document()
    editor = Editor(document.state())
    document.apply(editor.types("Tỷ lệ đạt 95,1%"))
    start, end = len("Tỷ lệ đạt ".encode()), len("Tỷ lệ đạt 95,1%".encode())  # pycrdt counts bytes
    editor.section().children[0].children[0].format(start, end, {"bold": {}})
    document.apply(editor.edits[-1])
    paragraph = document.tree()[1].children[0]
    assert paragraph.text == "Tỷ lệ đạt 95,1%"
    assert paragraph.children == (Span("Tỷ lệ đạt "), Span("95,1%", frozenset({"bold"})))


def test_text_is_read_as_nfc_without_control_characters():
    document = a_document()
    document.apply(Editor(document.state()).types("Hoa\u0300\x0b bi\u0300nh\x00"))
    assert document.tree()[1].children[0].children == (Span("Hoà bình"),)


def test_a_statement_carries_its_speaker():
    document = a_document()
    document.apply(Editor(document.state()).states("Đề nghị bổ sung máy quét."))
    statement = document.tree()[1].children[-1]
    assert (statement.tag, statement.attributes, statement.text) == (
        "statement",
        {"speaker": "seat:tam-duong"},
        "Đề nghị bổ sung máy quét.",
    )


def test_what_a_copy_lacks_is_enough_to_make_it_equal():
    document = a_document(a_fact())
    behind = Document([a_document().state()])
    late = Document([document.missing(Document().vector())])
    assert late.tree() == document.tree()
    assert behind.missing(document.vector()) is not None


def test_an_edit_that_is_known_already_needs_no_row():
    document = a_document()
    edit = Editor(document.state()).types("Một lần.")
    assert document.apply(edit) is True
    only_deletions = Document([document.state()]).missing(document.vector())
    assert document.apply(only_deletions) is False
    assert document.apply(EMPTY) is False


def test_an_edit_that_leaves_a_gap_is_refused_and_harms_nothing():
    document = a_document()
    editor = Editor(document.state())
    first, second = editor.types("Trước "), editor.types("sau")
    with pytest.raises(BadUpdate):
        document.apply(second)
    assert not document.spoilt
    assert document.apply(first)
    assert document.apply(second)
    assert words_of(document.tree())[-1] == "Trước sau"


def hostile(root, value):
    doc = Doc()
    doc[root] = value
    return doc.get_update()


def in_a_section(*parts):
    return hostile("minutes", XmlFragment([XmlElement("agendaItem", {"id": "x"}, list(parts))]))


def an_embed(value):
    doc = Doc()
    doc["minutes"] = root = XmlFragment([XmlElement("agendaItem", {"id": "x"}, [XmlElement("paragraph")])])
    root.children[0].children[0].children.append(XmlText("chữ")).insert_embed(0, value)
    return doc.get_update()


def nested(depth):
    doc = Doc()
    doc["minutes"] = root = XmlFragment([XmlElement("agendaItem", {"id": "x"})])
    part = root.children[0]
    for _ in range(depth):
        part = part.children.append(XmlElement("statement"))
    return doc.get_update()


HOSTILE = {
    "nothing at all": b"",
    "noise": b"\xff\xff\xff\xff",
    "words": "Biên bản".encode(),
    "root is an array": hostile("minutes", Array([1, 2, "a"])),
    "root is a map": hostile("minutes", Map({"a": 1})),
    "root is a text": hostile("minutes", Text("chữ")),
    "root holds maps": hostile("minutes", Array([Map({"a": 1})])),
    "root holds letters": hostile("minutes", XmlFragment([XmlText("chữ")])),
    "root holds a paragraph": hostile("minutes", XmlFragment([XmlElement("paragraph")])),
    "another root": hostile("other", Map({"a": 1})),
    "a script": in_a_section(XmlElement("script")),
    "a section in a section": in_a_section(XmlElement("agendaItem")),
    "an unknown attribute": in_a_section(XmlElement("paragraph", {"onclick": "x"})),
    "an over-long attribute": in_a_section(XmlElement("paragraph", {"id": "x" * 2001})),
    "a paragraph in a paragraph": in_a_section(XmlElement("paragraph", {}, [XmlElement("paragraph")])),
    "a statement of bare letters": in_a_section(XmlElement("statement", {}, [XmlText("chữ")])),
    "a section of bare letters": in_a_section(XmlText("chữ")),
    "an embedded value": an_embed({"src": "https://nowhere.example"}),
    "an embedded picture": an_embed(XmlElement("img")),
    "a statement in a statement": nested(2),
    "three thousand deep": nested(3000),
}


@pytest.mark.parametrize("update", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_no_editor_could_draw_is_refused(update):
    document = a_document()
    with pytest.raises(BadUpdate):
        document.apply(update, OFFER_MAX)


def test_a_mark_that_the_editor_does_not_know_is_refused():
    document = a_document()
    editor = Editor(document.state())
    document.apply(editor.types("chữ"))
    editor.section().children[0].children[0].format(0, 2, {"link": {"href": "https://nowhere.example"}})
    with pytest.raises(BadUpdate):
        document.apply(editor.edits[-1])
    assert document.spoilt


def test_an_edit_above_the_limit_is_refused():
    document = a_document()
    with pytest.raises(BadUpdate):
        document.apply(Editor(document.state()).types("á" * (UPDATE_MAX // 2)))
    assert not document.spoilt


def test_minutes_do_not_grow_beyond_their_limit():
    document = a_document()
    editor = Editor(document.state())
    for _ in range(DOCUMENT_MAX // 60_000):
        document.apply(editor.types("x" * 60_000))
    with pytest.raises(TooLarge):
        document.apply(editor.types("x" * 60_000))
    assert not document.spoilt


def test_two_thousand_pieces_of_noise_are_refused_cleanly():
    noise = random.Random(20261122)
    document = a_document(a_fact())
    honest = Editor(document.state()).types("Xã đã bố trí hai công chức.")
    for _ in range(2000):
        update = bytearray(honest)
        for _ in range(noise.randint(1, 4)):
            update[noise.randrange(len(update))] = noise.randrange(256)
        update = bytes(update[: noise.randint(1, len(update))])
        trial = Document([document.state()])
        try:
            trial.apply(update)
        except (BadUpdate, TooLarge):
            continue
        trial.tree()


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_whatever_the_order_all_copies_end_equal(data):
    """Each editor's edits come in their order, as on a socket; between editors any order will do."""
    base = a_document(a_fact()).state()
    editors = [Editor(base, client_id) for client_id in (100, 200, 300)]
    for letters in data.draw(st.lists(st.sampled_from(["đường ", "Việt ", "họp "]), max_size=12)):
        editor = data.draw(st.sampled_from(editors))
        editor.states(letters) if data.draw(st.booleans()) else editor.types(letters, section=0)
    copies = [Document([base]) for _ in range(2)]
    for copy in copies:
        waiting = [list(editor.edits) for editor in editors if editor.edits]
        while waiting:
            queue = data.draw(st.sampled_from(waiting))
            copy.apply(queue.pop(0))
            waiting = [queue for queue in waiting if queue]
    whole = [edit for editor in editors for edit in editor.edits]
    at_once = Document([base, merged(whole)] if whole else [base])
    assert copies[0].tree() == copies[1].tree() == at_once.tree()
