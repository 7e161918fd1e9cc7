"""make_demo: the demo province, once; making it again changes nothing but opens a meeting if none is open."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from rooms import clock
from rooms.demo.accounts import ACCOUNTS, PASSWORD
from rooms.demo.actions import make_province


class Command(BaseCommand):
    help = "Tạo tỉnh mẫu: cơ quan, điểm cầu, tài khoản và hai cuộc họp (chỉ khi DEMO=1)."

    def handle(self, **_options: Any) -> None:  # noqa: ANN401 - Django's own options
        if not settings.DEMO:
            raise CommandError("make_demo works only with DEMO=1: its accounts have a password that everybody knows")
        meeting = make_province(clock.now())
        self.stdout.write(f"Tài khoản thử (mật khẩu: {PASSWORD}):")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.email:28} {account.full_name}, {account.tries}")
        self.stdout.write(f"Cuộc họp đang mở: {settings.PUBLIC_URL}{reverse('meeting_page', args=[meeting.slug])}")
