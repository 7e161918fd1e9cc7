"""The demo's persons: who a newcomer may be. All names are invented; one password for all, printed everywhere."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Not a secret: it opens nothing but the demo, and make_demo refuses to work elsewhere.
PASSWORD = "diem-cau-2026"  # noqa: S105
DOMAIN = "phutho.example"


@dataclass(frozen=True, slots=True)
class Account:
    """One demo person: what they sign in with, what they are, what a newcomer can try as them."""

    local_part: str
    full_name: str
    position: str
    role: str
    tries: str | Promise
    site: str = ""
    phone: str = ""

    @property
    def email(self) -> str:
        return f"{self.local_part}@{DOMAIN}"


SECRETARY = Account(
    "thuky", "Nguyễn Thị Hồng Nhung", "Chuyên viên Văn phòng UBND tỉnh", "secretary", _("lập cuộc họp, gửi giấy mời")
)
CHAIR = Account("chutri", "Trần Quang Vịnh", "Phó Chủ tịch UBND tỉnh", "official", _("mở phòng họp, trao quyền, ký"))
TAM_DUONG = Account(
    "tamduong",
    "Đỗ Xuân Trường",
    "Kỹ thuật viên",
    "technician",
    _("điểm cầu Xã Tam Dương"),
    "Xã Tam Dương",
    "0912 000 101",
)
LAP_THACH = Account(
    "lapthach",
    "Phan Đức Toàn",
    "Kỹ thuật viên",
    "technician",
    _("điểm cầu Xã Lập Thạch"),
    "Xã Lập Thạch",
    "0912 000 102",
)
OFFICIAL = Account("daibieu", "Tạ Thị Thu Hà", "Giám đốc Sở Tài chính", "official", _("dự họp, xin phát biểu"))
ADMINISTRATOR = Account(
    "quantri", "Lưu Công Sơn", "Phó Chánh Văn phòng UBND tỉnh", "administrator", _("danh bạ, tài khoản")
)

ACCOUNTS = [SECRETARY, CHAIR, TAM_DUONG, LAP_THACH, OFFICIAL, ADMINISTRATOR]
