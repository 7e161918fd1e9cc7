import re
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory

from conferencing.refusals import RefusalsInWords
from conferencing.templatetags.shell import UnknownIcon, icon, icon_names
from rooms.refusals import NotAllowed, NotFound, Refused, Unreadable
from tests.factories.people import an_official, the_secretary

TEMPLATES = [
    path
    for folder in ("conferencing", "rooms")
    for path in sorted((settings.BASE_DIR / folder).rglob("*.html"))
    if "templates" in path.parts
]
STYLES = settings.BASE_DIR / "frontend" / "src" / "styles"


def template_name(path: Path) -> str:
    return "/".join(path.parts[path.parts.index("templates") + 1 :])


@pytest.mark.parametrize("path", TEMPLATES, ids=template_name)
def test_every_template_can_be_read_and_asks_only_for_known_icons(path):
    engines["django"].get_template(template_name(path))
    asked = re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))
    assert set(asked) <= icon_names()


@pytest.mark.parametrize("path", TEMPLATES, ids=template_name)
def test_no_template_writes_script_or_style_into_the_page_or_asks_another_host(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*(type=\"application/json\"|src=))", text)
    if not path.name.endswith(".mail.html"):
        assert not re.search(r"(src|href)=\"(https?:)?//", text)


def test_an_unknown_icon_is_an_error_and_a_known_one_is_hidden_from_readers():
    with pytest.raises(UnknownIcon):
        icon("no-such-drawing")
    assert 'aria-hidden="true"' in icon("mic-off")
    assert 'role="img" aria-label="Micro tắt"' in icon("mic-off", "Micro tắt")


def test_raw_colours_stand_only_in_the_tokens():
    for path in STYLES.glob("*.scss"):
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{;]*\{)|rgba?\(", path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize(
    ("refusal", "status"), [(NotFound(), 404), (NotAllowed("Không."), 403), (Unreadable(), 400), (Refused(), 409)]
)
@pytest.mark.django_db
def test_a_refusal_becomes_a_status_in_words_or_json(refusal, status):
    door = RefusalsInWords(HttpResponse)
    factory = RequestFactory()
    page = factory.get("/")
    page.user = the_secretary()
    page._messages = []
    assert door.process_exception(page, refusal).status_code == status
    script = factory.get("/", headers={"Accept": "application/json"})
    answer = door.process_exception(script, refusal)
    assert answer.status_code == status
    assert f'"code": "{refusal.code}"' in answer.content.decode()
    assert door.process_exception(page, ValueError()) is None


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "409.html", "500.html"])
def test_error_pages_speak_without_any_context(name):
    words = engines["django"].get_template(name).render({})
    assert "<h1>" in words
    assert "Về lịch họp" in words


@pytest.mark.django_db
def test_the_page_is_vietnamese_first_english_by_the_switch_and_has_a_strict_policy(client):
    client.force_login(the_secretary())
    page = client.get("/")
    assert '<html lang="vi">' in page.content.decode()
    policy = page.headers["Content-Security-Policy"]
    assert {"script-src 'self'", "style-src 'self'"} <= set(policy.split("; "))
    switched = client.post("/ngon-ngu/setlang/", {"language": "en", "next": "/"})
    assert switched.status_code == 302
    assert '<html lang="en">' in client.get("/").content.decode()


@pytest.mark.parametrize(
    "address", ["/", "/hop/", "/hop/moi/", "/bien-ban/", "/danh-ba/", "/tai-khoan/toi/", "/khong-co/"]
)
@pytest.mark.django_db
def test_every_page_forbids_scripts_styles_and_frames_of_others(client, address):
    client.force_login(the_secretary())
    page = client.get(address)
    policy = set(page.headers["Content-Security-Policy"].split("; "))
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= policy
    assert page.headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/%00", "/hop/%00/giay-moi/thu/", "/tra-loi/%00/", "/hop/a%00b/"])
def test_a_path_with_a_nul_names_nothing(client, address):
    client.force_login(an_official())
    assert client.get(address).status_code == 404
