"""The rule book of an authority: logged when it changes, and the one that is judged by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from issuer import publication
from issuer.fsck import fsck
from issuer.fsck.file_checks import check_files
from issuer.registrar import Registrar
from issuer.store import log, session, settings
from tests.cast import DIGITAL, recognised
from tests.verifier.rules.books import OWN_GRADES, with_own
from tests.verifier.rules.test_own_rules import OWN
from verifier.bundle import open_bundle
from verifier.bundle_file import BundleFile
from verifier.log import EntryKind, read_entry
from verifier.rules import load_rules
from verifier.verdict import VerdictCode


def books(province):
    """Digests of the books in the log, in their order."""
    with session.read(province.office.engine) as connection:
        leaves = [each.leaf for each in log.entries(connection, 0, log.head(connection).size)]
    entries = [read_entry(leaf) for leaf in leaves]
    return [entry.digest for entry in entries if getattr(entry, "kind", None) is EntryKind.BOOK]


def kept(province):
    with session.read(province.office.engine) as connection:
        return settings.find(connection, settings.BOOK)


def test_a_changed_book_enters_the_log_once_and_is_published(province):
    rules = with_own(OWN)
    before = books(province)
    registrar = Registrar(replace(province.office, rules=rules))
    registrar.publish(at=province.at)
    registrar.publish(at=province.at)
    assert books(province) == [*before, rules.digest]
    assert kept(province) == rules.digest
    assert rules.digest in (province.office.public_dir / "trust" / "rules.json").read_text()
    province.check()


def test_the_same_book_is_not_entered_again(province):
    before = books(province)
    Registrar(province.office).publish(at=province.at)
    assert books(province) == before


def published(province):
    data = (province.office.public_dir / "bundle.json").read_bytes()
    return open_bundle(data, province.office.anchor, at=province.at)


def test_every_book_that_was_in_force_stays_published_whole(province):
    rules = with_own(OWN)
    Registrar(replace(province.office, rules=rules)).publish(at=province.at)
    Registrar(province.office).publish(at=province.at)
    folder = province.office.public_dir / "rules" / "book"
    for book in (province.office.rules, rules):
        assert (folder / f"{book.digest}.json").read_bytes() == book.content
    province.check()


def test_the_bundle_carries_the_authoritys_own_entries_and_no_book_without_any(province):
    rules = with_own(OWN)
    Registrar(replace(province.office, rules=rules)).publish(at=province.at)
    (view,) = published(province).authorities.values()
    assert view.has_book(rules.digest)
    assert view.book(rules.digest).rule("notice.result-days.weihai-own")
    assert not view.has_book(load_rules().digest)


def test_a_published_book_that_no_row_accounts_for_is_a_defect(province):
    Registrar(province.office).publish(at=province.at)
    folder = province.office.public_dir / "rules" / "book"
    (folder / f"{'x' * 43}.json").write_text("{}")
    office = province.office
    with session.read(office.engine) as connection:
        found = list(check_files(connection, office.public_dir))
    assert [(each.code, each.facts) for each in found] == [
        ("fsck.file-unknown", {"file": f"rules/book/{'x' * 43}.json"})
    ]


def test_a_title_by_an_own_rule_is_valid_to_a_stranger_who_has_the_bundle(province):
    office = replace(province.office, rules=with_own(OWN_GRADES))
    there = replace(province, office=office)
    rule = "correspondence.digital-engineer.weihai-own"
    paper = there.paper(DIGITAL, [replace(recognised(71), mapping=rule)])
    there.hand_in(paper)
    there.declare(paper)
    there.confirm(paper)
    (title,) = there.mint(paper)
    verdict = there.verify(title.number)
    assert verdict.code is VerdictCode.VALID
    assert verdict.claimed is not None
    assert verdict.claimed.mapping_rule == rule
    # A QR code has no room to name the book.
    assert [each.code for each in there.verify(title.number, "offline").against] == [
        "rules.unknown-rule"
    ]


@pytest.mark.parametrize("kind", [settings.BOOK_CONTENT, settings.BOOK_BRIEF])
def test_a_kept_book_that_was_changed_is_a_defect(province, kind):
    rules = with_own(OWN)
    office = replace(province.office, rules=rules)
    Registrar(office).publish(at=province.at)
    for changed in ('{"own/own.toml":{}}', "{"):
        with session.begin_write(office.engine) as connection:
            settings.keep(connection, kind + rules.digest, changed)
        found = [(each.code, each.facts) for each in fsck(office.engine, None)]
        assert found == [("fsck.book", {"digest": rules.digest})]


def test_a_bundle_never_carries_more_books_than_are_read_and_always_the_one_in_force(
    province, monkeypatch
):
    monkeypatch.setattr(publication, "MAX_BOOKS", 2)
    for number in range(900, 904):
        rules = with_own(OWN.replace("900号", f"{number}号"))
        Registrar(replace(province.office, rules=rules)).publish(at=province.at)
        (view,) = published(province).authorities.values()
        assert view.has_book(rules.digest)
        data = (province.office.public_dir / "bundle.json").read_bytes()
        (part,) = BundleFile.from_bytes(data).authorities
        assert len(part.books) <= 2
