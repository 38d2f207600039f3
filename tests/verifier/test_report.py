"""The words of verdicts and findings: all there, in both languages, with every fact brought."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from keys.roles import Role
from keys.words import LANGUAGES, Words
from tests.verifier.judging import edited
from tests.verifier.world import ENTITY, MARINE, NOW, World, moment
from verifier import report
from verifier.acts import Cause
from verifier.cli_rim import CATALOGUES
from verifier.rules import load_rules
from verifier.titles import ScopeKind
from verifier.verdict import Verdict, VerdictCode
from verifier.verify import verify

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", list(VerdictCode))
def test_every_verdict_has_a_look_and_words(language, code):
    words = Words(language, *CATALOGUES)
    shape, colour = report.LOOKS[code]
    assert shape
    assert (colour == report.GREEN) is code.is_valid
    assert report.heading(Verdict(code, (), NOW), words)


def test_no_two_colours_share_a_shape():
    """A shape alone tells green from amber from red from grey."""
    colours: dict[str, set[str]] = {}
    for shape, colour in report.LOOKS.values():
        colours.setdefault(shape, set()).add(colour)
    assert all(len(found) == 1 for found in colours.values())


FOUND = re.compile(r'case\.(?:valid|invalid|unknown|skipped)\(\s*[A-Z]+,\s*"([a-z.-]+)"')
CODED = re.compile(r'"((?:batch|rules|status)\.(?!toml)[a-z-]+)"')
RAISED = re.compile(r'(?:Malformed|TooLarge|Untrusted|Refused|RolledBack)\(\s*"([a-z.-]+)"')
OWN = (
    *("committee", "correspondence/digital", "calendar", "received", "bundle", "bundle_file"),
    "verdict",
    *("checks/presented", "checks/evidence", "checks/standing", "rules/building", "rules/reading"),
    *("rules/catalogue", "rules/entries"),
)


def own_codes() -> list[str]:
    sources = [(ROOT / f"verifier/{name}.py").read_text("utf-8") for name in OWN]
    found = {
        code for text in sources for each in (FOUND, CODED, RAISED) for code in each.findall(text)
    }
    return sorted(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_and_refusal_has_words(language):
    words = Words(language, *CATALOGUES)
    assert len(own_codes()) > 90
    assert [code for code in own_codes() if not words.knows(code)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_ask_for_no_fact_that_a_finding_does_not_bring(language):
    """Missing facts are warnings, and warnings are errors here."""
    world = World()
    texts = [world.full(world.copy), world.copy.offline, world.copy.link, world.recognised.offline]
    texts += [edited(world.copy.credential, version=3), world.copy.credential]
    world.take_back(world.recognised, Cause.ERROR)
    world.withdraw(MARINE, at=moment(6, 20))
    words, rules = Words(language, *CATALOGUES), load_rules()
    for text in texts:
        for late in (timedelta(), timedelta(days=3), timedelta(days=8)):
            at = NOW + late
            verdict = verify(text, world.bundle(at=at), at)
            told = report.lines(verdict, words, rules=rules, official=ENTITY)
            assert not any("{" in each.text for each in told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code",
    [
        VerdictCode.REVOKED,
        VerdictCode.CANCELLED,
        VerdictCode.NO_AUTHORITY,
        VerdictCode.STALE_OFFLINE,
    ],
)
def test_a_verdict_without_its_facts_has_a_plain_line(language, code):
    words = Words(language, *CATALOGUES)
    assert "{" not in report.line(Verdict(code, (), NOW), words)


def test_a_series_that_nobody_knows_is_shown_by_its_code():
    world = World()
    certificate = replace(world.copy.certificate, series="QUANTUM")
    told = report.fields(certificate, Words("zh_CN", *CATALOGUES), rules=load_rules())
    assert ("系列", "QUANTUM") in told


def test_words_under_a_stolen_key_are_not_shown():
    """The signature holds, and the certificate came after the theft: a forger wrote it."""
    world = World()
    genuine = verify(world.full(world.copy), world.bundle(), NOW)
    assert report.shown(genuine) == world.copy.certificate
    world.revoke_key(Role.CREDENTIAL, revoked_at=moment(6, 1), at=moment(6, 2))
    forged = verify(world.full(world.copy), world.bundle(), NOW)
    assert forged.code is VerdictCode.FORGED
    assert [each.code for each in forged.against] == ["key.revoked"]
    assert forged.claimed == world.copy.certificate
    assert report.shown(forged) is None


def test_words_under_a_stolen_key_are_not_shown_at_the_address_of_a_strange_site_either():
    world = World()
    strange = world.copy.offline.replace("zc.weihai.example", "zc.weihai.examplg")
    kept = verify(strange, world.bundle(), NOW)
    assert report.shown(kept) is not None
    world.revoke_key(Role.CREDENTIAL, revoked_at=moment(6, 1), at=moment(6, 2))
    forged = verify(strange, world.bundle(), NOW)
    assert forged.code is VerdictCode.NOT_OFFICIAL_QR
    assert "key.revoked" in {each.code for each in forged.against}
    assert report.shown(forged) is None


@pytest.mark.parametrize(("language", "chooser"), [("zh_CN", "用人单位"), ("en", "employer")])
@pytest.mark.parametrize("kind", [each.value.lower() for each in ScopeKind])
def test_a_title_is_not_an_appointment_and_the_verdict_says_so(language, chooser, kind):
    """鲁人社字〔2019〕208号 二、（三）: 用人单位可根据单位实际择优使用."""
    words = Words(language, *CATALOGUES)
    assert chooser in words(f"scope.{kind}", region="山东省", target="医疗器械")
