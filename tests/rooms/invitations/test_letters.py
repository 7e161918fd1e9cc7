"""The MIME shape of a letter, and that no name, title or file name can break out of its header (I6)."""

import email
from datetime import UTC, datetime
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.invitations.itip.compose import Method
from rooms.invitations.letters import Attachment, Envelope, Words, enclose, one_line, part_of, write

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
PAPER = Attachment("Giấy mời số 45/GM-UBND họp giao ban tháng 11 năm 2026.pdf", "application/pdf", b"%PDF-1.7\n" * 500)
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version",
    "Content-Type",
}  # fmt: skip
NASTY = st.one_of(
    st.text(max_size=300),
    st.text(alphabet='\r\n;:"\\<>@,()=?* \tBcc\x00\x0b\x85\u2028ộễỹặ', max_size=300),
    st.text(alphabet="ộễỹặƯỚẪ ", min_size=280, max_size=300),
    st.just('An"\r\nBcc: all@phutho.example\r\n\r\n<script>'),
)


def a_letter(*, name="Bùi Thị Lan", title="Giao ban", attachments=()):
    envelope = Envelope(
        name, "hop+abc@h.example", name, "lan@h.example", "<1@h.example>", datetime(2026, 11, 23, tzinfo=UTC)
    )
    return write(envelope, Words(title, title, f"<p>{title}</p>"), CALENDAR, Method.REQUEST, attachments)


def parsed(raw):
    return email.message_from_bytes(raw, policy=default)


def test_papers_stand_behind_the_calendar_file_and_keep_their_vietnamese_names():
    letter = parsed(a_letter(attachments=[PAPER, Attachment("b.docx", "application/octet-stream", b"\x00\xff")]))
    alternative, calendar_file, paper, other = letter.iter_parts()
    assert [part.get_content_type() for part in alternative.iter_parts()][-1] == "text/calendar"
    assert calendar_file.get_content_type() == "application/ics"
    assert paper.get_filename() == "Giấy mời số 45-GM-UBND họp giao ban tháng 11 năm 2026.pdf"
    assert (paper.get_content_type(), paper.get_content_disposition()) == ("application/pdf", "attachment")
    assert paper.get_content() == PAPER.content
    assert other.get_content() == b"\x00\xff"


def test_a_letter_without_papers_is_untouched_and_papers_joined_later_give_the_same_letter():
    raw = a_letter()
    assert enclose(raw, []) == raw
    assert enclose(raw, [part_of(PAPER)]) == enclose(raw, [part_of(PAPER)])
    assert len(list(parsed(enclose(raw, [part_of(PAPER), part_of(PAPER)])).iter_parts())) == 4


def test_what_was_not_written_here_is_not_enclosed():
    with pytest.raises(ValueError, match="not written"):
        enclose(b"Subject: x\r\n\r\nbody", [part_of(PAPER)])


@given(name=NASTY, title=NASTY, filename=NASTY)
def test_no_name_breaks_out_of_its_header(name, title, filename):
    raw = a_letter(name=name, title=title, attachments=[Attachment(filename, "application/pdf", b"x")])
    head = raw.split(b"\r\n\r\n", 1)[0]
    assert all(len(line) <= 998 and line.isascii() for line in head.split(b"\r\n"))
    letter = parsed(raw)
    assert set(letter.keys()) == HEADERS
    assert [one.addr_spec for one in letter["To"].addresses] == ["lan@h.example"]
    assert [one.addr_spec for one in letter["From"].addresses] == ["hop+abc@h.example"]
    *_before, paper = letter.iter_parts()
    assert (paper.get_content_type(), paper.get_content()) == ("application/pdf", b"x")
    assert set(paper.keys()) == {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"}


@given(NASTY)
def test_one_line_is_one_line(text):
    assert one_line(text).isprintable()
    assert len(one_line(text).splitlines()) <= 1
