import pytest

from rooms.invitations.place import NoPlace, read_place


def test_a_mailbox_is_read_from_its_address():
    place = read_place(
        "imaps://hop%40phutho.example:m%3At%2Fkh%C3%A1%25u@thu.phutho.example/Th%C6%B0%20%C4%91%E1%BA%BFn?kept=A"
    )
    assert (place.host, place.port, place.at_once) == ("thu.phutho.example", 993, True)
    assert (place.user, place.password) == ("hop@phutho.example", "m:t/khá%u")
    assert (place.folder, place.kept, place.aside) == ("Thư đến", "A", "Khong-phai-tra-loi")


def test_starttls_and_a_password_apart():
    place = read_place("imap+tls://hop@thu.phutho.example:1143", "bí mật")
    assert (place.port, place.at_once, place.password, place.folder) == (1143, False, "bí mật", "INBOX")
    assert read_place("") is None


@pytest.mark.parametrize(
    "url",
    [
        "imap://hop:secret-word@thu.phutho.example",
        "imaps://thu.phutho.example",
        "imaps://hop@thu.phutho.example",
        "imaps://hop:secret-word@",
        "imaps://hop:secret-word@thu.phutho.example:port",
        "thu.phutho.example",
        "imaps://[",
    ],
)
def test_a_mailbox_without_tls_or_a_login_is_refused_and_its_password_not_said(url):
    with pytest.raises(NoPlace) as refused:
        read_place(url)
    assert "secret-word" not in str(refused.value)


def test_a_password_is_never_shown():
    assert "secret-word" not in repr(read_place("imaps://hop:secret-word@thu.phutho.example"))
