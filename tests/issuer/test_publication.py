"""Rows become files whole, in a safe order, and never an older file over a newer one."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, update

from issuer import ledger, publication
from issuer.public_folder import PublicFolder
from issuer.publication import BUNDLE, CHECKPOINT, not_rolled_back, publish
from issuer.store import lists, tables
from issuer.store.session import begin_write, open_engine, read
from keys.errors import Malformed, Refused, RolledBack, Unavailable, Untrusted
from tests.issuer.office_rows import digest
from tests.issuer.small_office import ENTITY, KEYS, ORIGIN
from verifier.acts import Cause
from verifier.bundle_file import BundleFile
from verifier.checkpoint import open_checkpoint
from verifier.log import open_proof
from verifier.merkle import leaf_hash, root_of
from verifier.proof import LogProof
from verifier.status import Revocation

REVOCATION = Revocation("ZC1", date(2025, 6, 18), "威海市人社局", "D9", Cause.IMPROPER_MEANS)


@pytest.fixture
def public(tmp_path):
    return tmp_path / "public"


def contents(public):
    return {
        path.relative_to(public).as_posix(): path.read_bytes()
        for path in public.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def test_everything_is_published_under_its_name(small_office, public):
    small_office.issue()
    written = publish(small_office.engine, public)
    assert set(written) == set(contents(public))
    assert {name for name in written if not name.startswith("log/tile/")} == {
        ".well-known/openid-federation",
        f"batches/{digest('first')}.json",
        "bundle.json",
        "log/checkpoint",
        "revocations",
        "status/1",
        "trust/1.jwt",
        "trust/anchor.json",
        "trust/authorities.jwt",
        "trust/authorities/1.jwt",
        "trust/list.jwt",
        "trust/rules.json",
    }


def test_what_a_file_points_to_is_there_before_it(small_office, public):
    small_office.issue()
    written = publish(small_office.engine, public)
    tiles = [place for place, name in enumerate(written) if name.startswith("log/tile/")]
    assert max(tiles) < written.index(CHECKPOINT)
    assert written[-1] == BUNDLE


def test_the_same_rows_twice_write_nothing(small_office, public):
    small_office.issue()
    publish(small_office.engine, public)
    assert publish(small_office.engine, public) == ()
    assert publish(small_office.engine, public, whole=True) == ()


def test_an_empty_office_publishes_nothing(engine, public):
    assert publish(engine, public) == ()
    with read(engine) as connection, pytest.raises(Refused) as refused:
        publication.current_bundle(connection)
    assert refused.value.code == "publication.no-trust-list"


def test_a_stranger_rebuilds_the_log_from_the_files(small_office, public):
    for n in range(3):
        small_office.issue(name=f"b{n}", number=f"2025-{n}", size=100, first=100 * n)
        publish(small_office.engine, public)
    checkpoint = open_checkpoint((public / CHECKPOINT).read_text("utf-8"), KEYS, origin=ORIGIN)
    leaves = []
    for tile, width in ledger.widths(checkpoint.size).items():
        hashes = (public / "log" / ledger.tile_path(tile, width)).read_bytes()
        assert len(hashes) == 32 * width
        if tile.level == 0:
            bundle = (public / "log" / ledger.bundle_path(tile.index, width)).read_bytes()
            entries = [leaf_hash(entry) for entry in ledger.unbundle(bundle)]
            assert b"".join(entries) == hashes
            leaves += entries
    assert root_of(leaves) == checkpoint.root


def test_partial_tiles_go_when_the_tile_is_full(small_office, public):
    small_office.issue(size=10)
    publish(small_office.engine, public)
    folder = public / "log/tile/0"
    assert [path.name for path in folder.iterdir()] == ["000.p"]
    small_office.issue(name="second", number="2025-2", size=300, first=10)
    publish(small_office.engine, public)
    assert sorted(path.name for path in folder.iterdir()) == ["000", "001.p"]


def test_each_publication_writes_only_what_grew(small_office, public):
    small_office.issue(size=300)
    publish(small_office.engine, public)
    small_office.issue(name="second", number="2025-2", size=3, first=300)
    written = publish(small_office.engine, public)
    assert "log/tile/0/000" not in written
    assert "trust/anchor.json" not in written


def test_a_lost_file_comes_back(small_office, public):
    small_office.issue(size=300)
    publish(small_office.engine, public)
    before = contents(public)
    for name in ("log/tile/0/000", "status/1", BUNDLE, CHECKPOINT):
        (public / name).unlink()
        publish(small_office.engine, public, whole=True)
        assert contents(public) == before


def test_the_bundle_carries_the_lists_and_proves_when_a_batch_came(small_office, public):
    small_office.issue()
    publish(small_office.engine, public)
    bundle = BundleFile.from_bytes((public / BUNDLE).read_bytes())
    (part,) = bundle.authorities
    assert part.entity == ENTITY
    assert part.revocations == (public / "revocations").read_text()
    assert list(part.status_lists) == [(public / "status/1").read_text()]
    kept = part.batches[digest("first")]
    proof = open_proof(LogProof.from_text(kept.proof), KEYS, origin=ORIGIN)
    assert proof.entry.digest == digest("first")


@pytest.mark.parametrize("fails_at", range(12))
def test_a_publication_that_dies_anywhere_is_finished_by_the_next(
    small_office, public, monkeypatch, fails_at
):
    """Lost before the rename, at each file in turn: readers never see a half, and nothing stays
    behind."""
    small_office.issue()
    publish(small_office.engine, public)
    before = contents(public)
    small_office.issue(name="second", number="2025-2", size=5, first=10)
    real, count = os.fsync, iter(range(10**6))

    def fsync(descriptor):
        if next(count) == fails_at:
            raise OSError(errno.ENOSPC, "no space left")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(Unavailable, match="publication.disk-full"):
        publish(small_office.engine, public)
    monkeypatch.undo()
    half = contents(public)
    assert not [name for name in half if name.endswith(".new")]
    checkpoint = open_checkpoint(half[CHECKPOINT].decode(), KEYS, origin=ORIGIN)
    for tile, width in ledger.widths(checkpoint.size).items():
        assert f"log/{ledger.tile_path(tile, width)}" in half
    publish(small_office.engine, public)
    after = contents(public)
    assert set(before) <= set(after)
    with read(small_office.engine) as connection:
        assert all(after[name] == data for name, data in publication.files(connection))


def test_an_old_database_under_a_newer_checkpoint_is_refused(small_office, public):
    small_office.issue()
    publish(small_office.engine, public)
    with begin_write(small_office.engine) as connection:
        connection.execute(update(tables.log_head).values(size=2))
    for act in (not_rolled_back, publish):
        with pytest.raises(RolledBack) as refused:
            act(small_office.engine, public)
        assert refused.value.code == "publication.rolled-back"
        assert refused.value.facts["file"] == CHECKPOINT
        assert refused.value.facts["held"] == 2


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("status/1", "status/1"),
        (lists.REVOCATIONS, "revocations"),
        (lists.TRUST, "trust/list.jwt"),
        (lists.AUTHORITIES, "trust/authorities.jwt"),
    ],
)
def test_an_old_list_under_a_newer_file_is_refused(small_office, public, name, file):
    """A restored backup would take a revocation back."""
    plans = small_office.issue()
    small_office.revoke(plans[0], replace(REVOCATION, certificate_no=plans[0].number))
    publish(small_office.engine, public)
    before = contents(public)
    with begin_write(small_office.engine) as connection:
        newest = lists.latest(connection, name)
        table = tables.signed_list
        connection.execute(delete(table).where(table.c.name == name, table.c.seq == newest.seq))
    for act in (not_rolled_back, publish):
        with pytest.raises(RolledBack) as refused:
            act(small_office.engine, public)
        assert refused.value.facts["file"] == file
        assert refused.value.facts["published"] == newest.seq
    assert contents(public) == before


def test_another_log_of_the_same_length_is_refused(small_office, public, tmp_path, vault):
    from issuer.store import schema
    from tests.issuer.small_office import SmallOffice

    small_office.issue()
    publish(small_office.engine, public)
    other = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    schema.upgrade(other)
    office = SmallOffice(other, vault)
    office.found()
    office.issue(name="forged")
    with pytest.raises(Untrusted) as refused:
        not_rolled_back(other, public)
    assert refused.value.code == "publication.forked"
    other.dispose()


def test_another_list_of_the_same_number_is_refused(small_office, public):
    small_office.issue()
    publish(small_office.engine, public)
    with begin_write(small_office.engine) as connection:
        table = tables.signed_list
        newest = lists.latest(connection, "status/1")
        connection.execute(
            update(table)
            .where(table.c.name == "status/1", table.c.seq == newest.seq)
            .values(token=lists.latest(connection, lists.REVOCATIONS).token)
        )
    with pytest.raises(Untrusted) as refused:
        not_rolled_back(small_office.engine, public)
    assert refused.value.code == "publication.forked"


@pytest.mark.parametrize("file", [CHECKPOINT, "status/1", "trust/list.jwt", "revocations"])
def test_a_published_file_that_cannot_be_read_is_named(small_office, public, file):
    small_office.issue()
    publish(small_office.engine, public)
    (public / file).write_bytes(b"\xff nonsense")
    with pytest.raises(Malformed) as refused:
        not_rolled_back(small_office.engine, public)
    assert refused.value.code == "publication.unreadable"
    assert refused.value.facts == {"file": file}


def test_a_fresh_folder_is_not_rolled_back(small_office, public):
    not_rolled_back(small_office.engine, public)


def test_a_list_that_another_process_publishes_meanwhile_is_no_rollback(
    small_office, public, monkeypatch
):
    plans = small_office.issue()
    publish(small_office.engine, public)
    read_file, to_revoke = PublicFolder.read, [plans[0]]

    def meanwhile(folder, name):
        if name == "status/1" and to_revoke:
            plan = to_revoke.pop()
            small_office.revoke(plan, replace(REVOCATION, certificate_no=plan.number))
            publish(small_office.engine, public)
        return read_file(folder, name)

    monkeypatch.setattr(PublicFolder, "read", meanwhile)
    not_rolled_back(small_office.engine, public)
    assert not to_revoke


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.EDQUOT, "publication.disk-full"),
        (errno.EIO, "publication.disk (reason=EIO)"),
    ],
)
def test_a_disk_that_fails_is_told(small_office, public, monkeypatch, number, told):
    def fsync(_: int) -> None:
        raise OSError(number, "fails")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(Unavailable) as refused:
        publish(small_office.engine, public)
    assert str(refused.value) == told
