"""Step 8 with an authority's own entries: judged by the book that the certificate names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keys.encoding import canonical, parse
from keys.errors import CredentialError, Malformed, Untrusted
from keys.roles import Role
from tests.verifier.judging import against, codes
from tests.verifier.rules.books import OWN_GRADES, UNREADABLE, with_own
from tests.verifier.world import NOW, World
from verifier import sd_jwt
from verifier.bundle import open_bundle
from verifier.bundle_file import MAX_BOOKS, AuthorityPart
from verifier.rules import Brief, load_brief, load_rules
from verifier.rules.brief import MAX_OWN_BYTES
from verifier.verdict import VerdictCode as V
from verifier.verify import verify

PACKAGE = load_rules()
OWN = with_own(OWN_GRADES)


@pytest.fixture
def world():
    return World()


def by_own_rule(world, *, book=OWN, rule="correspondence.digital-engineer.weihai-own"):
    """The recognised title, as if the authority's own rule had recognised it."""
    of = world.recognised.certificate
    found = OWN.rule(rule)
    mapping = replace(of.mapping, rule=rule, document=found.document.reference, clause=found.clause)
    evidence = replace(of.evidence, book=book.digest)
    certificate = replace(of, mapping=mapping, evidence=evidence)
    return sd_jwt.encode(certificate, world.signers[Role.CREDENTIAL])


def judge(world, text, *books):
    bundle = open_bundle(
        world.bundle_bytes(world.part(books={each.digest: each for each in books})),
        world.anchor,
        at=NOW,
    )
    return verify(text, bundle, NOW)


def test_a_stranger_judges_by_the_book_of_the_certificate(world):
    verdict = judge(world, by_own_rule(world), OWN.brief)
    assert verdict.code is V.VALID
    assert "rules.mapping" in codes(verdict, 8)


def test_without_the_book_an_own_rule_is_open(world):
    verdict = judge(world, by_own_rule(world))
    assert verdict.code is V.CANNOT_TELL
    assert against(verdict) == ["rules.unknown-rule"]


def test_a_book_speaks_only_for_the_certificates_that_name_it(world):
    verdict = judge(world, by_own_rule(world, book=PACKAGE), OWN.brief)
    assert against(verdict) == ["rules.unknown-rule"]


def test_a_bundle_carries_books_only_where_there_are_some(world):
    part, other = world.part(), world.part(books={OWN.digest: OWN.brief})
    assert AuthorityPart.from_dict(parse(canonical(other.to_dict()), limit=2**24)).books
    assert "books" not in part.to_dict()


def test_an_own_rule_cannot_make_a_title_of_a_senior_grade(world):
    text = by_own_rule(world, rule="correspondence.digital-engineer.weihai-own-senior")
    assert against(judge(world, text, OWN.brief)) == ["rules.mapping-wrong"]


def test_an_own_rule_cannot_make_a_title_of_a_skill_level(world):
    text = by_own_rule(world, rule="correspondence.skill-level.weihai-own")
    assert against(judge(world, text, OWN.brief)) == ["rules.mapping-wrong"]


def test_an_own_rule_decides_in_its_days_only(world):
    ended = with_own(
        OWN_GRADES
        + """
[[end]]
rule = "correspondence.digital-engineer.weihai-own"
until = 2024-05-01
document = "weihai-own"
"""
    )
    text = by_own_rule(world, book=ended)
    assert against(judge(world, text, ended.brief, OWN.brief)) == ["rules.mapping-wrong"]


def test_a_book_that_cannot_be_read_leaves_it_open_and_harms_nobody_else(world):
    text = by_own_rule(world, book=UNREADABLE)
    verdict = judge(world, text, UNREADABLE, OWN.brief)
    assert verdict.code is V.CANNOT_TELL
    assert against(verdict) == ["rules.book-unreadable", "rules.unknown-rule"]
    assert judge(world, world.full(world.copy), UNREADABLE).code is V.VALID


def test_a_book_under_the_digest_of_another_refuses_the_bundle(world):
    file = world.part(books={OWN.digest: PACKAGE.brief})
    with pytest.raises(Untrusted) as caught:
        open_bundle(world.bundle_bytes(file), world.anchor, at=NOW)
    assert caught.value.code == "bundle.book"


@pytest.mark.parametrize(
    "change",
    [
        {"own/more.toml": {}},
        {"limits.toml": PACKAGE.digest},
        {"own/own.toml": {"document": [{"id": "weihai-own", "number": "x"}]}},
    ],
)
def test_whatever_is_changed_in_a_book_changes_its_digest(change):
    changed = {**OWN.brief.to_dict(), **change}
    assert Brief.from_dict(changed).digest != OWN.digest


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"limits.toml": "short"},
        {"limits.toml": {"rule": []}},
        {"own/a.toml": PACKAGE.digest},
        {"own/a.toml": {"rule": ["x" * MAX_OWN_BYTES]}},
        {f"own/{place}.toml": {} for place in range(201)},
    ],
)
def test_a_book_of_another_shape_or_size_is_refused(document):
    with pytest.raises(Malformed) as caught:
        Brief.from_dict(document)
    assert caught.value.code == "document.member"


def test_no_more_books_are_carried_than_are_bounded(world):
    books = {f"{place:043}": OWN.brief.to_dict() for place in range(MAX_BOOKS + 1)}
    document = {**world.part().to_dict(), "books": books}
    with pytest.raises(Malformed) as caught:
        AuthorityPart.from_dict(document)
    assert caught.value.code == "document.member"


def test_own_entries_that_no_bundle_can_carry_are_refused_when_they_are_read():
    quote = "述" * (MAX_OWN_BYTES // 3)
    with pytest.raises(CredentialError) as caught:
        with_own(OWN_GRADES.replace("可以认定中级职称（示例）", quote))
    assert caught.value.code == "rules.own-size"


def test_a_brief_says_the_same_book_and_survives_its_journey():
    brief = Brief.from_dict(parse(canonical(OWN.brief.to_dict()), limit=2**20))
    book = load_brief(brief)
    assert (brief.digest, book.digest) == (OWN.digest, OWN.digest)
    assert [each.id for each in book.all_rules] == [each.id for each in OWN.all_rules]
    assert book.rule("correspondence.digital-engineer.weihai-own") == OWN.rule(
        "correspondence.digital-engineer.weihai-own"
    )
    assert load_brief(PACKAGE.brief) is PACKAGE
