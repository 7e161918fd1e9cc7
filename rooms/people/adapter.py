"""How allauth meets this house: accounts are made by an administrator, never by a visitor."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ClosedHouse(DefaultAccountAdapter):  # type: ignore[misc] # allauth carries no types
    """No sign-up; refusals in our words; the rest is allauth's."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đang khóa."),
        "email_password_mismatch": _("Thư điện tử hoặc mật khẩu không đúng."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "enter_current_password": _("Hãy nhập mật khẩu đang dùng."),
        "too_many_login_attempts": _("Sai nhiều lần quá. Xin đợi 5 phút rồi thử lại, hoặc đặt lại mật khẩu."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False
