"""Why a deed on an invitation is refused."""

from django.utils.translation import gettext_lazy as _

from rooms.refusals import NotFound, Refused, Unreadable


class LinkUnknown(NotFound):
    """No such personal link: cut off, mistyped, or never given out."""

    code = "link_unknown"
    sentence = _("Đường dẫn không đúng. Có thể đường dẫn bị cắt mất một phần khi sao chép.")


class LinkExpired(Refused):
    """The link was ours, but its time is over."""

    code = "link_expired"
    sentence = _("Đường dẫn này đã hết hiệu lực.")


class LinkReplaced(Refused):
    """The seat has another link now; its holder is the same."""

    code = "link_replaced"
    sentence = _("Đường dẫn này đã được thay bằng đường dẫn mới.")


class SeatIsAnothers(Refused):
    """The seat has passed to a substitute; only the substitute's own link opens it."""

    code = "seat_is_anothers"
    sentence = _("Chỗ dự họp này đã chuyển cho người dự thay.")


class SeatIsWithdrawn(Refused):
    """The invitation was taken back; the meeting takes place."""

    code = "seat_is_withdrawn"
    sentence = _("Giấy mời này đã được rút, quý vị không cần dự họp.")


class MeetingIsCancelled(Refused):
    """The meeting will not take place; no answer is needed."""

    code = "meeting_cancelled"
    sentence = _("Cuộc họp đã được hủy, không cần trả lời nữa.")


class TooLate(Refused):
    """The meeting is over; answers change nothing."""

    code = "too_late"
    sentence = _("Cuộc họp đã kết thúc, không nhận câu trả lời nữa.")


class TooOften(Refused):
    """More answers from one link than a person gives."""

    code = "too_often"
    sentence = _("Câu trả lời được đổi quá nhiều lần. Xin thử lại sau một giờ.")


class TooEarly(Refused):
    """The room is not open to links yet."""

    code = "too_early"
    sentence = _("Phòng họp mở cửa trước giờ họp 60 phút.")


class BadTime(Refused):
    """A proposed time that is past, or the one that stands."""

    code = "bad_time"
    sentence = _("Giờ đề nghị phải ở phía trước và khác giờ họp hiện nay.")


class BadAnswer(Unreadable):
    """An answer with missing or wrong fields."""

    code = "bad_answer"
    sentence = _("Câu trả lời chưa đủ hoặc chưa đúng.")


class DayIsOver(Refused):
    """A reminder was asked for a day that is over, or that is not offered."""

    code = "day_is_over"
    sentence = _("Ngày nhắc đã qua hoặc không có trong danh sách.")


class NothingProposed(Refused):
    """No substitute waits for approval here."""

    code = "nothing_proposed"
    sentence = _("Không có đề nghị dự thay nào đang chờ duyệt.")


class ProposalChanged(Refused):
    """Another substitute was proposed since the page was read."""

    code = "proposal_changed"
    sentence = _("Đề nghị dự thay vừa thay đổi. Xin xem lại rồi duyệt.")


class NoTimeProposed(Refused):
    """No proposed time waits for a decision here."""

    code = "no_time_proposed"
    sentence = _("Không có đề nghị dời giờ nào đang chờ quyết định.")


class TimeIsPast(Refused):
    """The proposed time is over already."""

    code = "time_is_past"
    sentence = _("Giờ được đề nghị đã qua.")


class AlreadySorted(Refused):
    """Somebody has already decided what becomes of this mail."""

    code = "already_sorted"
    sentence = _("Thư này đã được xử lý.")


class NobodyToAnswerFor(Refused):
    """Nobody knows whose answer this mail is."""

    code = "nobody_to_answer_for"
    sentence = _("Chưa biết thư này trả lời cho chỗ nào.")


class NobodyNamed(Refused):
    """The mail names nobody, or more than one, whom a letter could reach."""

    code = "nobody_named"
    sentence = _("Thư không nêu rõ một người có địa chỉ thư dùng được.")


class SubstituteSeated(Refused):
    """The proposed substitute already has a seat in this meeting."""

    code = "substitute_seated"
    sentence = _("Người được cử đã có tên trong thành phần dự họp.")
