"""Why a deed on a recording is refused."""

from django.utils.translation import gettext_lazy as _

from rooms.refusals import Refused


class NotInThisState(Refused):
    """The recording is not where this can be done."""

    code = "recording_not_now"
    sentence = _("Bản ghi đang ở trạng thái không cho phép việc này.")


class NoRoomOnDisk(Refused):
    """A recording that would fill the disk would take the minutes with it."""

    code = "recording_no_room"
    sentence = _("Máy chủ sắp hết chỗ trống nên chưa ghi hình được. Hãy báo quản trị hệ thống.")


class FiledIsKept(Refused):
    """What is on file is taken off it before it may be deleted."""

    code = "recording_is_filed"
    sentence = _("Bản ghi đã lưu hồ sơ. Hãy bỏ lưu hồ sơ trước khi xóa.")
