"""The rule book of an authority: logged when it changes, and the one that is judged by."""

from __future__ import annotations

from dataclasses import replace

from issuer.registrar import Registrar
from issuer.store import log, session, settings
from tests.verifier.rules.books import with_own
from tests.verifier.rules.test_own_rules import OWN
from verifier.log import EntryKind, read_entry


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
