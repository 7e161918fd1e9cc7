"""Whether every string of the interface has its English: pages by Django's catalogue, scripts by lit-localize's.

Reads the code itself, so that a machine without gettext or Node finds a forgotten string too. `make words` mends.
"""

import ast
import gettext
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.utils.translation import template

from tests.factories.people import the_secretary

ROOT = Path(settings.BASE_DIR)
ENGLISH = ROOT / "conferencing" / "locale" / "en" / "LC_MESSAGES"
XLIFF = ROOT / "frontend" / "locale" / "en.xlf"
GENERATED = ROOT / "frontend" / "locale" / "generated" / "en.ts"
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
XLIFF_NAMES = "{urn:oasis:names:tc:xliff:document:1.2}"
LITERAL = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def sources(*suffixes: str) -> list[Path]:
    return [
        path
        for folder in ("rooms", "conferencing")
        for path in sorted((ROOT / folder).rglob("*.*"))
        if path.suffix in suffixes and "migrations" not in path.parts
    ]


def named(message: str, context: str = "") -> str:
    """As compiled catalogues do."""
    return f"{context}\x04{message}" if context else message


def said_in_python(path: Path) -> set[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    asking = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in CALLS and call.args]
    return {call.args[0].value for call in asking if isinstance(call.args[0], ast.Constant)}


def said_in_template(path: Path) -> set[str]:
    code = template.templatize(path.read_text(encoding="utf-8"), origin=str(path))
    plain = {ast.literal_eval(found) for found in re.findall(rf"(?:\bn?gettext|\b_)\(\s*u?({LITERAL})", code)}
    with_context = re.findall(rf"\bn?pgettext\(\s*({LITERAL}),\s*({LITERAL})", code)
    return plain | {named(ast.literal_eval(message), ast.literal_eval(context)) for context, message in with_context}


def said_in_django() -> set[str]:
    in_python = [said_in_python(path) for path in sources(".py")]
    return set().union(*in_python, *(said_in_template(path) for path in sources(".html", ".txt")))


def catalogue() -> dict[str, list[str]]:
    """What django.po says: every form of every message."""
    found: dict[str, list[str]] = {}
    for block in (ENGLISH / "django.po").read_text(encoding="utf-8").split("\n\n"):
        fields: list[list[str]] = []
        for line in block.splitlines():
            keyword, quote, text = line.partition('"')
            if not quote or keyword.startswith("#"):
                continue
            if keyword:
                fields.append([keyword.strip(), ""])
            fields[-1][1] += ast.literal_eval('"' + text)
        asked = dict(fields)
        found[named(asked["msgid"], asked.get("msgctxt", ""))] = [
            text for keyword, text in fields if keyword.startswith("msgstr")
        ]
    return found


def compiled() -> gettext.GNUTranslations:
    class Silent(gettext.NullTranslations):
        """A message that the catalogue lacks has no words, instead of its Vietnamese."""

        def gettext(self, message: str) -> str:
            del message
            return ""

    with (ENGLISH / "django.mo").open("rb") as file:
        translations = gettext.GNUTranslations(file)
    translations.add_fallback(Silent())
    return translations


def test_every_string_of_python_and_templates_has_its_english():
    english = catalogue()
    said = said_in_django()
    assert len(said) > 400
    assert sorted(message for message in said if not all(english.get(message, [""]))) == []


def test_no_translation_waits_to_be_read_or_loses_what_is_put_into_it():
    assert ", fuzzy" not in (ENGLISH / "django.po").read_text(encoding="utf-8")
    for message, forms in catalogue().items():
        asked = set(PLACEHOLDER.findall(message))
        assert all(set(PLACEHOLDER.findall(form)) == asked for form in forms if message), message


def test_the_compiled_catalogue_says_what_the_written_one_says():
    english = compiled()
    for message, forms in catalogue().items():
        says = (
            [english.gettext(message)] if len(forms) == 1 else [english.ngettext(message, message, n) for n in (1, 2)]
        )
        assert says == forms, message


def units() -> list[ET.Element]:
    return list(ET.parse(XLIFF).iter(f"{XLIFF_NAMES}trans-unit"))


def shape(part: ET.Element | None) -> str:
    """The words with `{}` in the place of each value."""
    return "" if part is None else (part.text or "") + "".join("{}" + (value.tail or "") for value in part)


def values(part: ET.Element) -> list[str]:
    return sorted(value.attrib["id"] for value in part)


def said_in_scripts() -> set[str]:
    scripts = [path for path in (ROOT / "frontend" / "src").rglob("*.ts") if not path.name.endswith(".test.ts")]
    called = re.compile(r"\bmsg\(\s*(?:str)?(\"(?:[^\"\\]|\\.)*\"|`[^`]*`)")
    calls = [found[1:-1] for path in scripts for found in called.findall(path.read_text(encoding="utf-8"))]
    return {re.sub(r"\$\{[^}]*\}", "{}", call).replace('\\"', '"') for call in calls}


def test_every_string_of_the_scripts_has_its_english():
    for unit in units():
        source, target = unit.find("{*}source"), unit.find("{*}target")
        assert shape(target).strip(), f"no English: {shape(source)}"
        assert values(target) == values(source), shape(source)
    said = said_in_scripts()
    assert len(said) > 200
    assert sorted(said - {shape(unit.find("{*}source")) for unit in units()}) == []


def test_the_generated_words_of_the_scripts_are_those_of_the_translator():
    generated = dict(
        re.findall(r"^\s*'([\w-]+)': (?:str)?`(.*?)`,$", GENERATED.read_text(encoding="utf-8"), re.MULTILINE)
    )
    written = {unit.attrib["id"]: shape(unit.find("{*}target")) for unit in units()}
    assert {name: re.sub(r"\$\{\d+\}", "{}", text) for name, text in generated.items()} == written


class Words(HTMLParser):
    """What a page shows and reads out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.found += [text or "" for name, text in attrs if name in {"aria-label", "placeholder", "title", "alt"}]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


@pytest.mark.parametrize("address", ["/tai-khoan/vao/", "/", "/hop/"])
@pytest.mark.django_db
def test_an_english_page_has_no_vietnamese_but_names(client, address):
    secretary = the_secretary()
    if address != "/tai-khoan/vao/":
        client.force_login(secretary)
    client.post("/ngon-ngu/setlang/", {"language": "en", "next": "/"})
    page = Words()
    page.feed(client.get(address).content.decode())
    text = "\n".join(page.found)
    for name in ("Tiếng Việt", "Điểm Cầu", unescape(secretary.full_name)):
        text = text.replace(name, "")
    assert [line.strip() for line in text.splitlines() if VIETNAMESE.search(line)] == []
