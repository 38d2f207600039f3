"""Whatever is changed behind the office's back, `fsck` names it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, insert, select, update

from issuer.fsck import fsck
from issuer.publication import publish
from issuer.store import tables
from issuer.store.session import begin_write
from keys.encoding import sha256
from keys.public_key import Keyring
from tests.issuer.small_office import KEYS
from tests.issuer.test_publication import REVOCATION


@pytest.fixture
def public(tmp_path):
    return tmp_path / "public"


@pytest.fixture
def office(small_office, public):
    plans = small_office.issue(size=5)
    small_office.issue(name="second", number="2025-2", size=2, first=10)
    small_office.revoke(plans[0], replace(REVOCATION, certificate_no=plans[0].number))
    publish(small_office.engine, public)
    return small_office


def codes(office, public=None, *, keys=KEYS):
    return {each.code for each in fsck(office.engine, public, keys=keys)}


def test_a_sound_office_has_no_defects(office, public):
    assert list(fsck(office.engine, public, keys=KEYS)) == []


def test_an_empty_office_has_no_defects(engine, public):
    assert list(fsck(engine, public)) == []


def test_planned_copies_are_no_defect(office, public):
    from tests.issuer import office_rows

    with begin_write(office.engine) as connection:
        batch = office_rows.admit(connection, office.vault, name="third", number="2025-3", first=30)
        office.enter(connection, "batch", batch)
        office.checkpoint(connection)
        office_rows.plan(connection, office.vault, batch)
    assert codes(office) == set()


def first_of(column):
    """The least value of a column: one row, chosen the same each time."""
    return select(func.min(column)).scalar_subquery()


T = tables
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MINTED_COPY = T.copy.c.id == first_of(T.copy.c.id)
NEWEST_STATUS = (T.signed_list.c.name == "status/1") & (
    T.signed_list.c.seq
    == select(func.max(T.signed_list.c.seq))
    .where(T.signed_list.c.name == "status/1")
    .scalar_subquery()
)
TAMPERED = {
    "an entry rewritten": (
        update(T.log_entry).where(T.log_entry.c.place == 5).values(leaf=b"{}"),
        {"fsck.log-entry", "fsck.log-tile", "fsck.log-head"},
    ),
    "an entry taken out": (
        delete(T.log_entry).where(T.log_entry.c.place == 3),
        {"fsck.log-gap"},
    ),
    "an entry's kind": (
        update(T.log_entry).where(T.log_entry.c.place == 1).values(kind="book"),
        {"fsck.log-entry"},
    ),
    "a tile": (
        update(T.log_tile).where(T.log_tile.c.level == 0).values(hashes=bytes(32)),
        {"fsck.log-tile"},
    ),
    "the head": (update(T.log_head).values(size=1), {"fsck.log-head"}),
    "a checkpoint's size": (
        update(T.checkpoint)
        .where(T.checkpoint.c.size == first_of(T.checkpoint.c.size))
        .values(note="nonsense"),
        {"fsck.checkpoint"},
    ),
    "the newest checkpoint gone": (
        delete(T.checkpoint).where(
            T.checkpoint.c.size == select(func.max(T.checkpoint.c.size)).scalar_subquery()
        ),
        {"fsck.checkpoint-behind"},
    ),
    "a certificate's digest": (
        update(T.copy).where(MINTED_COPY).values(credential_digest=sha256(b"forged")),
        {"fsck.copy-entry"},
    ),
    "a certificate's place in the log": (
        update(T.copy).where(MINTED_COPY).values(log_index=10**6),
        {"fsck.copy-entry", "fsck.entry-orphan"},
    ),
    "a certificate called planned": (
        update(T.copy).where(MINTED_COPY).values(state="PLANNED"),
        {"fsck.entry-orphan", "fsck.record-count"},
    ),
    "a row called admitted": (
        update(T.batch_row)
        .where(T.batch_row.c.row_hash == first_of(T.award.c.row_hash))
        .values(state="ADMITTED"),
        {"fsck.copy-row"},
    ),
    "a certificate deleted": (
        delete(T.copy).where(MINTED_COPY),
        {"fsck.entry-orphan", "fsck.record-count", "fsck.row-without-copy"},
    ),
    "a public record deleted": (
        delete(T.public_record).where(
            T.public_record.c.code_digest == first_of(T.public_record.c.code_digest)
        ),
        {"fsck.record-count"},
    ),
    "a door added": (
        insert(T.door).values(door_id="x", wrapped_code=b""),
        {"fsck.record-count"},
    ),
    "a revocation taken back in the rows": (
        update(T.copy).values(status=0),
        {"fsck.status-list", "fsck.revoked-copy-valid"},
    ),
    "a status flipped in the rows": (
        update(T.copy).where(T.copy.c.status == 0).values(status=2),
        {"fsck.status-list"},
    ),
    "a status token gone": (
        delete(T.signed_list).where(T.signed_list.c.name == "status/1"),
        {"fsck.status-missing"},
    ),
    "the newest status token gone": (
        delete(T.signed_list).where(NEWEST_STATUS),
        {"fsck.status-list"},
    ),
    "a status token rewritten": (
        update(T.signed_list).where(NEWEST_STATUS).values(token="e30.e30.e30"),
        {"fsck.status-list", "fsck.list-chain"},
    ),
    "an edition in the middle gone": (
        delete(T.signed_list).where(T.signed_list.c.seq == 2),
        {"fsck.list-chain"},
    ),
    "a revocation deleted": (delete(T.revocation), {"fsck.revocations"}),
    "a revocation's class": (
        update(T.revocation).values(cause="REQUEST"),
        {"fsck.revocations"},
    ),
    "a row of a batch swapped": (
        update(T.batch_row).where(T.batch_row.c.position == 0).values(position=99),
        {"fsck.entry-path"},
    ),
}


@pytest.mark.parametrize("tampering", TAMPERED)
def test_tampering_with_rows_is_named(office, tampering):
    statement, wanted = TAMPERED[tampering]
    with begin_write(office.engine) as connection:
        connection.execute(statement)
    assert wanted <= codes(office)


def test_an_entry_that_does_not_keep_time_is_named(office):
    with begin_write(office.engine) as connection:
        connection.execute(
            update(T.log_entry).where(T.log_entry.c.place == 4).values(time=LONG_AGO)
        )
    assert {"fsck.log-time", "fsck.log-entry"} <= codes(office)


def test_a_batch_that_was_never_logged_is_named(office):
    from tests.issuer import office_rows

    with begin_write(office.engine) as connection:
        office_rows.admit(connection, office.vault, name="third", number="2025-3", first=30)
    assert codes(office) == {"fsck.batch-unlogged"}


def test_a_batch_with_the_proof_of_another_is_named(office):
    from issuer.store import batches

    with begin_write(office.engine) as connection:
        first, second = batches.proofs(connection).items()
        batches.keep_proof(connection, first[0], second[1])
    assert codes(office) == {"fsck.batch-proof"}


def test_a_list_that_was_never_logged_is_named(office):
    from issuer.store import lists
    from issuer.store.lists import SignedList

    with begin_write(office.engine) as connection:
        last = lists.latest(connection, lists.TRUST)
        connection.execute(delete(T.signed_list).where(T.signed_list.c.name == lists.TRUST))
        token = lists.latest(connection, lists.REVOCATIONS).token
        forged = SignedList(lists.TRUST, 1, token, sha256(b"?"), last.at, last.expires_at)
        lists.keep(connection, forged)
    assert {"fsck.list-unlogged", "fsck.list-chain"} <= codes(office)


def test_signatures_of_unknown_keys_are_named(office):
    assert codes(office, keys=Keyring([])) == {"fsck.checkpoint-signature", "fsck.list-signature"}
    assert codes(office, keys=None) == set()


def test_sealed_texts_are_held_against_their_digests(office, vault):
    """The rows of these tests have records under other digests than their codes; the texts fit."""
    found = {each.code for each in fsck(office.engine, None, vault=vault)}
    assert found == {"fsck.copy-record"}
    with begin_write(office.engine) as connection:
        connection.execute(update(T.copy).where(MINTED_COPY).values(sealed_cwt=b"moved"))
    found = {each.code for each in fsck(office.engine, None, vault=vault)}
    assert "fsck.copy-sealed" in found


def test_a_signed_text_that_is_not_the_one_in_the_log_is_named(office, vault):
    with begin_write(office.engine) as connection:
        copy_id = connection.scalar(select(func.min(T.copy.c.id)))
        sealed = vault.seal(b"another~", table="copy", row=copy_id, column="credential")
        connection.execute(update(T.copy).where(MINTED_COPY).values(sealed_credential=sealed))
    assert "fsck.copy-text" in {each.code for each in fsck(office.engine, None, vault=vault)}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("status/1", None, "fsck.file-missing"),
        ("bundle.json", None, "fsck.file-missing"),
        ("log/checkpoint", b"changed", "fsck.file-differs"),
        ("log/tile/0/000.p/24", b"changed", "fsck.file-differs"),
        ("trust/list.jwt", b"changed", "fsck.file-differs"),
        ("status/7", b"slipped in", "fsck.file-unknown"),
        ("batches/other.json", b"slipped in", "fsck.file-unknown"),
    ],
)
def test_tampering_with_files_is_named(office, public, name, data, code):
    from issuer.store import log
    from issuer.store.session import read

    if name.startswith("log/tile"):
        with read(office.engine) as connection:
            name = f"log/tile/0/000.p/{log.head(connection).size}"
    if data is None:
        (public / name).unlink()
    else:
        (public / name).write_bytes(data)
    (found,) = fsck(office.engine, public, keys=KEYS)
    assert (found.code, found.facts) == (code, {"file": name})


def test_no_defect_names_a_person(office, public):
    """Names, identity numbers and codes of the rows, looked for in everything that is said."""
    for statement, _ in TAMPERED.values():
        try:
            with begin_write(office.engine) as connection:
                connection.execute(statement)
        except Exception:  # noqa: BLE001 - some undo what others need; enough remain
            continue
    (public / "status/1").unlink()
    said = repr(list(fsck(office.engine, public, keys=KEYS, vault=office.vault)))
    assert "fsck." in said
    assert not [word for word in ("测试", "371000", "CODE", "ABC234") if word in said]
