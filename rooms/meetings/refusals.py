"""Why a deed on a meeting is refused."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from rooms.meetings.rhythm import Offbeat
from rooms.meetings.rules import Fault
from rooms.refusals import NotAllowed, Refused, Unreadable


class NotTheChair(NotAllowed):
    """A deed of the chair, asked by somebody else."""

    code = "not_the_chair"
    sentence = _("Chỉ chủ trì làm được việc này.")


class NotTheSecretary(NotAllowed):
    """A deed of the secretary, asked by somebody else."""

    code = "not_the_secretary"
    sentence = _("Chỉ thư ký làm được việc này.")


class NotNow(Refused):
    """The meeting is not in a state from which this can be done."""

    code = "not_now"
    sentence = _("Cuộc họp đang ở trạng thái không cho phép việc này.")


class NoticeTooShort(Refused):
    """Less than three working days are left before the meeting, and nobody said why it is urgent."""

    code = "notice_too_short"
    sentence = _(
        "Giấy mời phải gửi trước ngày họp ít nhất 3 ngày làm việc (Quyết định 45/2018/QĐ-TTg). "
        "Nếu họp gấp, hãy đánh dấu họp gấp và ghi lý do."
    )


class AlreadyPast(Refused):
    """An invitation to hours that are over."""

    code = "already_past"
    sentence = _("Giờ họp đã qua; hãy chọn ngày giờ khác rồi gửi giấy mời.")


class PaperStands(Refused):
    """Drafts of a series cannot be planned anew: one of them has a Giấy mời with a number, which is never deleted."""

    code = "paper_stands"
    sentence = _(
        "Một phiên sau của chuỗi họp đã có giấy mời mang số nên không lập lại được lịch. Hãy hủy chuỗi họp này rồi lập "
        "chuỗi mới."
    )


class ChangedMeanwhile(Refused):
    """The page is older than the meeting; saving it would undo what somebody else changed."""

    code = "changed_meanwhile"
    sentence = _("Cuộc họp vừa được đổi ở nơi khác. Hãy mở lại trang này để thấy bản mới rồi đổi tiếp.")


class NothingChanged(Refused):
    """A change that changes nothing; nobody is written to."""

    code = "nothing_changed"
    sentence = _("Chưa có gì thay đổi so với giấy mời đã gửi.")


class DoesNotFit(Refused):
    """The days of a series cannot move so that its rhythm still names them."""

    code = "does_not_fit"
    sentence = _("Không dời được cả chuỗi họp sang ngày này; hãy dời từng phiên.")


class NotYourHall(NotAllowed):
    """A hall's list, sent by somebody else or for a seat that is no hall."""

    code = "not_your_hall"
    sentence = _("Chỉ điểm cầu gửi danh sách của điểm cầu mình.")


class ListClosed(Refused):
    """The meeting has opened, or is over: who is there is told by the roll now."""

    code = "list_closed"
    sentence = _("Cuộc họp đã khai mạc hoặc đã kết thúc, không nhận danh sách nữa.")


class NoMoreItems(Refused):
    """The last agenda item is already open."""

    code = "no_more_items"
    sentence = _("Đã hết chương trình họp.")


class BadChat(Unreadable):
    """An empty or over-long chat line, or one with control characters."""

    code = "bad_chat"
    sentence = _("Tin nhắn trống, quá dài hoặc có ký tự không hợp lệ.")


class BadPlan(Unreadable):
    """A plan with faults; `faults` lists them all."""

    code = "bad_plan"
    sentence = _("Kế hoạch cuộc họp chưa đúng.")

    def __init__(self, faults: Sequence[Fault | Offbeat]) -> None:
        super().__init__()
        self.faults = tuple(faults)
