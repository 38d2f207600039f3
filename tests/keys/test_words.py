from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

import keys
from keys import errors
from keys.console import LOCALE
from keys.errors import CredentialError, Malformed, Untrusted
from keys.words import LANGUAGES, MissingWords, Words

PACKAGE = Path(keys.__file__).parent
KINDS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, CredentialError)
}
CHINESE = re.compile("[\u4e00-\u9fff]")
RIM = ("cli.py", "anchor_cli.py", "console.py")


def raised():
    """Every code that the package raises, with the names of its facts."""
    found = []
    for path in sorted(PACKAGE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in KINDS:
                code, *_ = node.args
                assert isinstance(code, ast.Constant), f"{path}:{node.lineno}: a code in plain"
                found.append((code.value, frozenset(each.arg for each in node.keywords)))
    return found


def said():
    """Every Chinese sentence of the command line that goes through the catalogues."""
    found = set()
    for name in RIM:
        for node in ast.walk(ast.parse((PACKAGE / name).read_text("utf-8"))):
            # Help texts stand in both languages at once, parted by a dot.
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                if CHINESE.search(text) and "\u00b7" not in text and "\n" not in text:
                    found.add(text)
    return sorted(found)


def placeholders(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_the_package_raises_something():
    assert ("envelope.threshold", {"needed", "found"}) in raised()
    assert len({code for code, _ in raised()}) > 50


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("code", "facts"), sorted(set(raised()), key=str))
def test_every_code_has_words_that_need_no_more_than_its_facts(language, code, facts):
    sentence = Words(language, LOCALE)(code, **dict.fromkeys(facts, "FACT"))
    assert sentence != code
    assert "{" not in sentence
    assert bool(CHINESE.search(sentence)) == (language == "zh_CN")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted({code for code, _ in raised()}))
def test_every_code_tells_the_mend(language, code):
    """What is wrong, and then what to do: never one sentence alone."""
    words = Words(language, LOCALE)
    sentence = words._find(code)
    assert len(re.findall(r"。|；" if language == "zh_CN" else r"[.;](?: |$)", sentence)) >= 2


@pytest.mark.parametrize("sentence", said())
def test_every_sentence_of_the_command_line_has_its_english(sentence):
    english = Words("en", LOCALE).text(sentence)
    assert english
    assert not CHINESE.search(english)
    assert placeholders(english) == placeholders(sentence)
    assert Words("zh_CN", LOCALE).text(sentence) == sentence


def test_an_error_says_itself():
    error = Untrusted("envelope.threshold", needed=2, found=1)
    assert Words("en", LOCALE).from_error(error).startswith("2 people must sign, and 1 did")
    assert Words("zh_CN", LOCALE).from_error(error).startswith("需要 2 人签名，目前只有 1 人")


def test_an_unknown_code_is_a_warning_and_then_the_code():
    words = Words("en", LOCALE)
    assert not words.knows("no.such")
    with pytest.warns(MissingWords, match=r"no\.such"):
        assert words("no.such") == "no.such"
    with pytest.raises(MissingWords):
        words.from_error(Malformed("no.such"))


def test_an_unknown_sentence_is_a_warning_in_english_and_itself_in_chinese():
    assert Words("zh_CN", LOCALE).text("没有这句话") == "没有这句话"
    with pytest.warns(MissingWords):
        assert Words("en", LOCALE).text("没有这句话") == "没有这句话"


def test_a_missing_fact_is_a_warning_and_then_its_name():
    with pytest.warns(MissingWords, match="needed"):
        assert "{needed}" in Words("en", LOCALE)("envelope.threshold", found=1)


def test_a_fact_is_never_read_as_a_placeholder():
    assert "{path}" in Words("en", LOCALE)("key-file.missing", path="{path}")
    assert "{0.__class__}" in Words("en", LOCALE)("key-file.missing", path="{0.__class__}")


def test_the_header_of_a_catalogue_is_no_sentence():
    assert Words("en", LOCALE).text("") == ""


def test_the_first_catalogue_that_knows_is_heard(tmp_path):
    first = tmp_path / "en" / "LC_MESSAGES"
    first.mkdir(parents=True)
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    catalogue = Catalog(locale="en")
    catalogue.add("key.private", "Ours.")
    with (first / "ours.mo").open("wb") as file:
        write_mo(file, catalogue)
    words = Words("en", (tmp_path, "ours"), LOCALE)
    assert words("key.private") == "Ours."
    assert words.knows("signature.wrong")


def test_a_language_we_do_not_speak_and_a_catalogue_that_is_not_there():
    with pytest.raises(ValueError, match="language"):
        Words("fr", LOCALE)
    with pytest.raises(FileNotFoundError):
        Words("en", (PACKAGE / "locale", "nothing"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_can_be_explained_without_a_case(language):
    outline = Words(language, LOCALE).outline("envelope.threshold")
    assert "…" in outline
    assert "{" not in outline
    assert Words(language, LOCALE).outline("no.such") == "no.such"
