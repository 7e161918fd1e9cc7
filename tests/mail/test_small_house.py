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
        # A server may show a moved mail in its new folder before it has taken it out of the old one (RFC 6851 3.3).
        until(lambda: office.letters("hop", f"{folder}-khac"), f"the mail to be laid aside\n{house.logs()}")
        until(lambda: not office.letters("hop", folder), f"the mail to leave its folder\n{house.logs()}")
        assert office.password not in house.logs()
