import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from rooms.people import queries
from tests.factories.people import PASSWORD, a_person, an_official, the_chair, the_secretary

pytestmark = pytest.mark.django_db
SIGN_IN = "/tai-khoan/vao/"


@pytest.fixture(autouse=True)
def _no_old_failures():
    cache.clear()


def words_of(response):
    return " ".join(response.content.decode().split())


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def test_a_person_signs_in_and_out(client):
    person = the_secretary()
    assert sign_in(client, person.email.upper()).url == "/"
    assert person.full_name in words_of(client.get("/"))
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get("/").status_code == 302


def test_sign_in_leads_back_to_the_page_that_was_asked_for_and_never_to_another_host(client):
    person = the_secretary()
    assert sign_in(client, person.email, next="/danh-ba/").url == "/danh-ba/"
    client.logout()
    assert sign_in(client, person.email, next="https://la.example/").url == "/"


def test_a_wrong_password_and_an_unknown_address_look_the_same(client):
    person = the_secretary()
    wrong = sign_in(client, person.email, "sai")
    unknown = sign_in(client, "la@vinhphuc.example", "sai")
    assert wrong.status_code == unknown.status_code == 200
    for answer in (wrong, unknown):
        assert "Thư điện tử hoặc mật khẩu không đúng." in words_of(answer)


def test_five_failures_lock_the_account_for_a_while_and_say_so(client):
    person, other = the_secretary(), the_chair()
    for _ in range(5):
        sign_in(client, person.email, "sai")
    locked = sign_in(client, person.email)
    assert "Sai nhiều lần quá." in words_of(locked)
    assert sign_in(client, other.email).status_code == 302  # a commune hides behind one address


def test_an_inactive_person_does_not_come_in(client):
    person = a_person(is_active=False)
    answer = sign_in(client, person.email)
    assert answer.url == reverse("account_inactive")
    assert "Tài khoản đang khóa" in words_of(client.get(answer.url))


@pytest.mark.parametrize(
    "bad",
    [{"login": "không phải thư"}, {"login": ""}, {"password": ""}, {"login": "x" * 5000}, {"login": "a\x00@b.vn"}],
)
def test_bad_input_at_the_door_is_refused_without_an_error(client, bad):
    answer = client.post(SIGN_IN, {"login": "an@vinhphuc.example", "password": "sai", **bad})
    assert answer.status_code == 200
    assert 'role="alert"' in words_of(answer)


def test_the_demo_accounts_stand_on_the_page_of_the_demo_alone(client, settings):
    assert "diem-cau-2026" not in words_of(client.get(SIGN_IN))
    settings.DEMO = True
    page = words_of(client.get(SIGN_IN))
    assert "thuky@phutho.example" in page
    assert "diem-cau-2026" in page


def test_a_lost_password_is_replaced_by_a_link_in_a_letter(client):
    person = the_secretary()
    answer = client.post(reverse("account_reset_password"), {"email": person.email})
    assert "Đã gửi thư" in words_of(client.get(answer.url))
    letter = mail.outbox[0]
    assert letter.subject.endswith("Đặt lại mật khẩu Điểm Cầu")
    link = next(word for word in letter.body.split() if word.startswith("http"))
    form = client.get(link, follow=True)
    assert "Đặt mật khẩu mới" in words_of(form)
    done = client.post(
        form.request["PATH_INFO"], {"password1": "Song-Lo-2026", "password2": "Song-Lo-2026"}, follow=True
    )
    assert "Đã đặt mật khẩu mới" in words_of(done)
    assert sign_in(client, person.email, "Song-Lo-2026").url == "/"


def test_an_unknown_address_gets_the_same_answer_and_a_broken_link_is_said(client):
    answer = client.post(reverse("account_reset_password"), {"email": "la@vinhphuc.example"})
    assert answer.url == reverse("account_reset_password_done")
    assert mail.outbox == []
    assert client.get("/tai-khoan/quen-mat-khau/1-khong-dung/").status_code == 200


def test_a_password_is_changed_by_who_knows_the_old_one(client):
    person = the_secretary()
    client.force_login(person)
    address = reverse("account_change_password")
    assert "Đổi mật khẩu" in words_of(client.get(address))
    typed = {"oldpassword": "sai", "password1": "Song-Lo-2026", "password2": "Song-Lo-2026"}
    assert "Có chỗ cần sửa" in words_of(client.post(address, typed))
    assert client.post(address, {**typed, "oldpassword": PASSWORD}).status_code == 302
    person.refresh_from_db()
    assert person.check_password("Song-Lo-2026")


def test_a_person_keeps_their_own_name_and_language(client):
    person = an_official()
    client.force_login(person)
    address = reverse("person_settings")
    typed = {
        "full_name": "Phạm  Thu Hà",
        "position": "Giám đốc",
        "phone": "0912",
        "language": "en",
        "role": "administrator",
    }
    assert client.post(address, typed).status_code == 302
    person.refresh_from_db()
    assert (person.full_name, person.folded, person.language, person.role) == (
        "Phạm Thu Hà",
        "pham thu ha",
        "en",
        "official",
    )
    assert '<html lang="en">' in words_of(client.get("/"))


@pytest.mark.parametrize("name", ["", "x" * 121, "Phạm\u200b Thu Hà"])
def test_a_name_that_cannot_be_kept_is_refused_and_the_old_one_stays(client, name):
    person = an_official()
    client.force_login(person)
    typed = {"full_name": name, "position": "", "phone": "", "language": "vi"}
    answer = client.post(reverse("person_settings"), typed)
    assert answer.status_code == 400
    assert "Có chỗ cần sửa" in words_of(answer)
    assert "Phạm Thu Hà" in words_of(answer)
    person.refresh_from_db()
    assert person.full_name == "Phạm Thu Hà"


def test_a_page_is_vietnamese_whatever_the_browser_prefers(client):
    client.force_login(the_secretary())
    assert '<html lang="vi">' in words_of(client.get("/", headers={"Accept-Language": "en-US"}))


def test_persons_are_listed_by_given_name(client):
    for number, name in enumerate(["Nguyễn Văn Ái", "Lê Đức", "Trần Dung", "Phạm Thị An"]):
        a_person(name, f"p{number}@vinhphuc.example")
    assert [person.full_name for person in queries.active()] == ["Nguyễn Văn Ái", "Phạm Thị An", "Trần Dung", "Lê Đức"]


def test_only_an_administrator_opens_the_administration(client):
    client.force_login(the_secretary())
    assert client.get("/quan-tri/").status_code == 302
    client.force_login(a_person(role="administrator", is_superuser=True))
    for page in [
        "",
        "people/person/",
        "people/person/add/",
        "directory/site/",
        "directory/site/add/",
        "directory/agency/",
    ]:
        assert client.get(f"/quan-tri/{page}").status_code == 200
    made = {
        "email": "moi@vinhphuc.example",
        "full_name": "Đỗ Mới",
        "role": "official",
        "language": "vi",
        "is_active": "on",
    }
    assert client.post("/quan-tri/people/person/add/", made).status_code == 302
    person = next(person for person in queries.active() if person.full_name == "Đỗ Mới")
    assert person.folded == "do moi"
    assert not person.has_usable_password()
