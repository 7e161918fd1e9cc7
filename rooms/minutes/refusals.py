"""Why the minutes refuse an edit, or a conversation about one."""

from django.utils.translation import gettext_lazy as _

from rooms.refusals import NotAllowed, Refused, Unreadable


class BadUpdate(Unreadable):
    """An edit that is no Yjs update, is too large, or makes something that minutes do not hold."""

    code = "bad_update"
    sentence = _("Nội dung gửi lên không phải là một sửa đổi biên bản hợp lệ.")


class BadFrame(Unreadable):
    """A binary frame that is not part of the minutes' conversation."""

    code = "bad_frame"
    sentence = _("Không đọc được thông điệp biên bản.")


class TooLarge(Refused):
    """The minutes have reached the greatest size that they may have."""

    code = "minutes_too_large"
    sentence = _("Biên bản đã đạt dung lượng tối đa.")


class Frozen(NotAllowed):
    """The record is signed; nobody writes any more."""

    code = "minutes_frozen"
    sentence = _("Biên bản đã ký, không sửa được nữa.")
