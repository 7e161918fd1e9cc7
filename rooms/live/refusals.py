"""Why the live door refuses, before any room was asked."""

from django.utils.translation import gettext_lazy as _

from rooms.refusals import NotAllowed, Refused, Unreadable


class NotAMessage(Unreadable):
    """Not JSON, not an object, or too long. The socket is closed with 4400."""

    code = "not_a_message"
    sentence = _("Không đọc được thông điệp.")


class BadMessage(Unreadable):
    """An object with a missing, unknown or wrong field; `key` is the deed's, where it could be read."""

    code = "bad_message"
    sentence = _("Thông điệp thiếu hoặc sai trường dữ liệu.")

    def __init__(self, key: str | None = None) -> None:
        super().__init__()
        self.key = key


class UnknownDeed(BadMessage):
    """A deed this server does not know; an old page after an upgrade asks for such."""

    code = "unknown_deed"
    sentence = _("Máy chủ không biết thao tác này. Hãy tải lại trang.")


class BadTicket(NotAllowed):
    """The ticket is forged, late, used or for another meeting. The socket is closed with 4401."""

    code = "bad_ticket"
    sentence = _("Vé vào phòng không còn hiệu lực.")


class RightWithdrawn(NotAllowed):
    """The seat was given to somebody else or taken away. The socket is closed with 4403."""

    code = "right_withdrawn"
    sentence = _("Quyền vào phòng họp của bạn đã được thu hồi.")


class TooFast(Refused):
    """The same deed too often from one seat (S-7)."""

    code = "too_fast"
    sentence = _("Bạn thao tác quá nhanh. Hãy chờ một chút.")


class TooManyTests(Refused):
    """The line was tested many times in a short while."""

    code = "too_many_tests"
    sentence = _("Bạn đã đo nhiều lần liền. Hãy thử lại sau ít phút.")


class NotYoursToWatch(NotAllowed):
    """Everybody's line is shown to the desk and to the centre's technician alone."""

    code = "not_yours_to_watch"
    sentence = _("Chỉ chủ trì, thư ký và kỹ thuật viên điểm cầu trung tâm xem được chất lượng đường truyền.")


class NotSaved(Refused):
    """The database could not be written; the browser keeps the deed and sends it again under the same key."""

    code = "not_saved"
    sentence = _("Chưa ghi được, sẽ thử lại.")


class NoMedia(Refused):
    """No media node serves this meeting at the moment."""

    code = "no_media"
    sentence = _("Máy chủ hình và tiếng chưa sẵn sàng. Hãy thử lại sau ít giây.")
