"""The small set-up with a mailbox: `serve` starts the poller as its child, and leaves with it."""

import pytest

from tests import houses
from tests.mail.postoffice import POLLED
from tests.servers import until

pytestmark = pytest.mark.grown  # starts the whole house


def test_serve_looks_into_the_mailbox_that_imap_url_names(office):
    folder = "Thu-nha-nho"
    with office.mailbox("hop") as box:
        box.folder.create(folder)
        box.append(b"Subject: nham\r\n\r\nkhong phai tra loi", folder)
    env = {
        "MAIL_DOMAIN": POLLED,
        "MAIL_AUTHORITIES": str(office.authority),
        "IMAP_URL": f"imaps://hop@localhost:{office.imaps}/{folder}?aside={folder}-khac",
        "IMAP_PASSWORD": office.password,
        "IMAP_EVERY_S": "1",
    }
    with houses.small_house(**env) as house:
        until(lambda: office.letters("hop", f"{folder}-khac"), f"the mail to be laid aside\n{house.logs()}")
        assert office.letters("hop", folder) == []
        assert office.password not in house.logs()
