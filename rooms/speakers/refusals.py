"""Why a deed on the floor is refused."""

from django.utils.translation import gettext_lazy as _

from rooms.refusals import NotAllowed, Refused


class HandAlreadyRaised(Refused):
    """One open request per seat."""

    code = "hand_already_raised"
    sentence = _("Bạn đã đăng ký phát biểu rồi.")


class NoHandRaised(Refused):
    """There is no open request of this seat."""

    code = "no_hand_raised"
    sentence = _("Chưa có đăng ký phát biểu nào để rút.")


class FloorIsTaken(Refused):
    """A turn is open; it must end before the next."""

    code = "floor_is_taken"
    sentence = _("Đang có người phát biểu. Hãy kết thúc lượt này trước.")


class NobodySpeaks(Refused):
    """No turn is open."""

    code = "nobody_speaks"
    sentence = _("Không có lượt phát biểu nào đang diễn ra.")


class NotYourTurn(NotAllowed):
    """Only the chair and the speaker may end a turn."""

    code = "not_your_turn"
    sentence = _("Chỉ chủ trì hoặc người đang phát biểu kết thúc được lượt này.")


class NotYourMicrophone(NotAllowed):
    """Another's microphone, or one that the chair shut."""

    code = "not_your_microphone"
    sentence = _("Chỉ chủ trì bật, tắt được micrô này.")


class MayNotShare(NotAllowed):
    """Only the chair, the secretary and the speaker share a screen."""

    code = "may_not_share"
    sentence = _("Xin phát biểu để được chia sẻ màn hình.")
