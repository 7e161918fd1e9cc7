"""Why a paper is not issued."""

from django.utils.translation import gettext_lazy as _

from rooms.refusals import NotAllowed, NotFound, Refused


class NotTheClerk(NotAllowed):
    """A number is given by the meeting's secretary, a clerk of the agency, or an administrator."""

    code = "not_the_clerk"
    sentence = _("Chỉ thư ký cuộc họp, văn thư của cơ quan mời họp hoặc quản trị được đánh số và ban hành giấy mời.")


class NumberTaken(Refused):
    """Another paper of this agency bears this number this year."""

    code = "number_taken"
    sentence = _("Số này đã dùng cho một giấy mời khác của cơ quan trong năm. Hãy xem lại sổ văn bản.")


class IssuedMeanwhile(Refused):
    """Another page issued the paper while this one was being filled in."""

    code = "issued_meanwhile"
    sentence = _("Giấy mời vừa được ban hành ở một cửa sổ khác. Hãy xem lại trước khi ban hành giấy thay thế.")


class MeetingChanged(Refused):
    """The meeting changed while its paper was drawn; nothing was issued."""

    code = "meeting_changed"
    sentence = _("Cuộc họp vừa thay đổi. Hãy xem lại giấy mời rồi ban hành.")


class NoPaper(NotFound):
    """Nothing was issued, or it is no longer true."""

    code = "no_paper"
    sentence = _("Giấy mời chưa ban hành, hoặc đang được thay bằng bản mới.")
