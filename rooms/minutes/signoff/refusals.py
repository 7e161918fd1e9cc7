"""Why a record is not signed."""

from django.utils.translation import gettext_lazy as _

from rooms.refusals import Refused


class RecordChanged(Refused):
    """The text is not what the chair saw when pressing the button; nothing was signed."""

    code = "record_changed"
    sentence = _("Nội dung biên bản vừa thay đổi. Hãy đọc lại rồi ký.")


class NotRead(Refused):
    """The chair did not state having read the whole text."""

    code = "not_read"
    sentence = _("Hãy đánh dấu đã đọc toàn văn trước khi ký.")


class AlreadySigned(Refused):
    """There is a signed record; a correction is a new version, not a second signature."""

    code = "already_signed"
    sentence = _("Biên bản đã được ký và khóa.")
