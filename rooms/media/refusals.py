"""Why a browser's offer is not taken."""

from django.utils.translation import gettext_lazy as _

from rooms.refusals import Refused, Unreadable


class MediaAway(Refused):
    """No media node is up; the room goes on without pictures and sound."""

    code = "media_away"
    sentence = _("Máy chủ hình ảnh, âm thanh đang tạm ngừng; sẽ tự thử lại.")


class MediaFull(Refused):
    """The node serves as many browsers as it can."""

    code = "media_full"
    sentence = _("Máy chủ hình ảnh, âm thanh đã đủ số kết nối; xin thử lại sau.")


class BadOffer(Unreadable):
    """The offer is garbage, too long, or not one that this node can answer."""

    code = "bad_offer"
    sentence = _("Trình duyệt gửi mô tả kết nối hình ảnh, âm thanh không hợp lệ.")


REFUSALS: dict[str, type[Refused]] = {each.code: each for each in (MediaAway, MediaFull, BadOffer)}


def words_of(code: str) -> str:
    """The sentence for a code, in the active language."""
    refusal = REFUSALS.get(code, Refused)
    return refusal().words
