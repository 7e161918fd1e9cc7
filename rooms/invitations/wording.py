"""What the pages say of a mail that came: why it changed nothing, or why a person has to look at it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rooms.invitations.itip.reply import Reason

REASONS: dict[str, str | Promise] = {
    Reason.OTHER_TIME: _("Đề nghị dời giờ họp."),
    Reason.ANOTHER_ADDRESS: _("Trả lời đến từ một địa chỉ khác với địa chỉ được mời."),
    Reason.NOT_INVITED: _("Người trả lời không có trong thành phần của cuộc họp này."),
    Reason.DMARC_FAILED: _("Không xác minh được nơi gửi thư; câu trả lời chưa được ghi nhận."),
    Reason.COPY_ASKED: _("Xin gửi lại giấy mời."),
    Reason.COPY_TOO_OFTEN: _("Xin gửi lại giấy mời quá nhiều lần trong ngày."),
    Reason.ONE_INSTANCE: _("Trả lời cho một phiên không có trong chuỗi họp."),
    Reason.AND_FUTURE: _("Trả lời cho một phiên và mọi phiên sau đó."),
    Reason.UNKNOWN_PARTSTAT: _("Câu trả lời không phải là có, không hay chưa chắc."),
    Reason.BAD_SUBSTITUTE: _("Cử người dự thay nhưng không nêu một địa chỉ thư dùng được."),
    Reason.HALL_DELEGATES: _("Điểm cầu cử người dự thay; người đến điểm cầu ghi ở danh sách của điểm cầu."),
    Reason.SUBSTITUTE_REFUSES: _("Người được cử dự thay từ chối."),
    Reason.NO_ANSWER: _("Thư trả lời không nêu câu trả lời nào."),
    Reason.NO_METHOD: _("Phần lịch trong thư không nói rõ có phải là câu trả lời hay không."),
    Reason.RETURNED: _("Máy chủ thư báo giấy mời không đến nơi."),
    Reason.IN_WORDS: _("Trả lời bằng lời trong thư, không kèm trả lời của lịch."),
    Reason.NO_REPORT: _("Máy chủ thư trả lời nhưng không nói rõ thư có đến nơi hay không."),
    Reason.UNKNOWN_MEETING: _("Không có cuộc họp nào mang mã mà thư nêu."),
    Reason.BROKEN_CALENDAR: _("Phần lịch trong thư bị hỏng hoặc vượt giới hạn."),
    Reason.BROKEN_MAIL: _("Thư bị hỏng hoặc vượt giới hạn, không mở được."),
    Reason.WINMAIL: _(
        "winmail.dat: chương trình thư đã giấu câu trả lời trong định dạng riêng của Outlook. Hãy hỏi người gửi, "
        "hoặc nhờ họ trả lời trên trang web."
    ),
    Reason.SEALED: _("Thư được mã hóa hoặc đóng gói chữ ký số nên không đọc được câu trả lời bên trong."),
    Reason.FORWARDED: _("Câu trả lời nằm trong một thư chuyển tiếp đính kèm; cần xác định là của ai."),
    Reason.UNLABELLED: _("Trong thư có lịch nhưng không đúng dạng thư trả lời."),
    Reason.NOT_A_REPLY: _("Không phải là thư trả lời giấy mời."),
    Reason.FREE_BUSY: _("Thông báo giờ bận, rảnh; không phải là câu trả lời."),
    Reason.AUTO_REPLY: _("Thư trả lời tự động."),
    Reason.OUR_OWN: _("Thư của chính hệ thống quay lại."),
    Reason.STALE: _("Trả lời cho giờ họp cũ, đã thay đổi."),
    Reason.OLDER_ANSWER: _("Đã có câu trả lời mới hơn."),
    Reason.REPEATED: _("Câu trả lời này đã được ghi nhận."),
    Reason.MEETING_CANCELLED: _("Cuộc họp đã hủy khi thư đến."),
    Reason.MEETING_OVER: _("Cuộc họp đã kết thúc khi thư đến."),
}
_OTHERS = _("Không hiểu được câu trả lời trong thư.")


def reason_words(reason: str) -> str:
    """One sentence for a secretary; nothing where nothing is to be explained."""
    return str(REASONS.get(reason, _OTHERS)) if reason else ""
