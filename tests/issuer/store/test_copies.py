"""Planning and minting: rows first, nothing twice, nothing half."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from issuer.store import awards, copies, log, people, records, rows, statuses, tables
from issuer.store.copies import CopyState
from issuer.store.rows import RowState
from issuer.store.session import begin_write, read
from keys.errors import Refused
from tests.issuer.office_rows import LATER, NOON, admit, digest, mint, plan, plans_for, row, signed
from verifier.log_entry import CertificateEntry, read_entry


def count(connection, table):
    return connection.scalar(select(func.count()).select_from(table))


def test_a_plan_is_there_before_anything_is_signed(engine, vault):
    with begin_write(engine) as connection:
        batch = admit(connection, vault)
        made = plan(connection, vault, batch)
    with read(engine) as connection:
        waiting = copies.unminted(connection, limit=10, vault=vault, batch=batch)
        assert [each.number for each in waiting] == sorted(each.number for each in made)
        first = waiting[0]
        assert (first.code, first.check_code) == (made[0].code, made[0].check_code)
        assert first.facts == b"facts of 2"
        assert first.planned_at == NOON
        assert rows.leaves(connection, batch)[first.position]
        assert rows.counts(connection, batch) == {RowState.PLANNED: 3}
        assert rows.unplanned(connection, batch, limit=9, vault=vault) == ()
        assert len(copies.unminted(connection, limit=2, vault=vault)) == 2
        kept = copies.find(connection, first.copy_id)
        assert (kept.state, kept.status, kept.log_index) == (CopyState.PLANNED, 0, None)


def test_a_minted_copy_has_its_entry_its_record_and_its_door(engine, vault):
    with begin_write(engine) as connection:
        batch = admit(connection, vault)
        made = plan(connection, vault, batch)
        mint(connection, vault, batch)
    with read(engine) as connection:
        assert copies.unminted(connection, limit=10, vault=vault) == ()
        assert rows.counts(connection, batch) == {RowState.MINTED: 3}
        kept = copies.of_award(connection, made[1].number)
        assert len(kept) == 1
        assert kept[0].state is CopyState.MINTED
        entry = read_entry(log.entry(connection, kept[0].log_index).leaf)
        assert isinstance(entry, CertificateEntry)
        assert (entry.jwt, entry.cwt) == (kept[0].credential_digest, kept[0].cwt_digest)
        assert copies.by_credential(connection, entry.jwt) == kept[0]
        text = copies.text(connection, kept[0].copy_id, vault=vault)
        assert text.code == made[1].code
        assert digest(text.credential[:-1]) == entry.jwt
        record = records.find(connection, digest(f"code {made[1].code}"))
        assert record == b"sealed record of " + made[1].code.encode()
        door = digest(f"door {made[1].number} {made[1].check_code}")
        assert records.door(connection, door) == b"wrapped"
        assert records.find(connection, digest("unknown")) is None
        assert records.door(connection, digest("unknown")) is None


def test_a_copy_that_someone_else_minted_is_not_minted_again(engine, vault):
    """Two processes sign the same chunk; the second finds it done and leaves no trace."""
    with begin_write(engine) as connection:
        batch = admit(connection, vault)
        plan(connection, vault, batch)
    with read(engine) as connection:
        chunk = copies.unminted(connection, limit=10, vault=vault)
    with begin_write(engine) as connection:
        mint(connection, vault, batch)
    with pytest.raises(Refused) as refused, begin_write(engine) as connection:
        entries, minted = signed(connection, chunk, batch, take="2")
        log.append(connection, entries, vault=vault)
        copies.keep_minted(connection, minted, vault=vault)
    assert refused.value.code == "store.minted-meanwhile"
    with read(engine) as connection:
        assert log.head(connection).size == 3
        assert count(connection, tables.log_entry) == 3
        assert count(connection, tables.public_record) == 3
        assert count(connection, tables.door) == 3


def test_a_copy_that_was_never_planned_is_not_minted(engine, vault):
    with begin_write(engine) as connection:
        batch = admit(connection, vault)
        plan(connection, vault, batch)
        chunk = copies.unminted(connection, limit=1, vault=vault)
        _, minted = signed(connection, chunk, batch)
        with pytest.raises(Refused) as refused:
            copies.keep_minted(connection, [replace(minted[0], copy_id="other")], vault=vault)
    assert refused.value.code == "store.minted-meanwhile"


def test_minting_goes_on_where_it_stopped(engine, vault):
    with begin_write(engine) as connection:
        batch = admit(connection, vault, size=5)
        plan(connection, vault, batch)
    for left in (3, 1, 0):
        with begin_write(engine) as connection:
            mint(connection, vault, batch, limit=2)
        with read(engine) as connection:
            assert len(copies.unminted(connection, limit=9, vault=vault)) == left


def test_one_person_holds_one_title_once(engine, vault):
    with begin_write(engine) as connection:
        first = admit(connection, vault)
        made = plan(connection, vault, first)
        # The same persons and titles again, under new salts: other rows, the same claims.
        second = admit_again(connection, vault)
        with pytest.raises(Refused) as refused:
            plan(connection, vault, second)
    assert refused.value.code == "store.award-claimed"
    assert refused.value.facts == {"number": made[0].number}


def admit_again(connection, vault):
    from datetime import date

    from issuer.store import batches
    from tests.issuer.office_rows import new_batch

    batch = batches.keep(connection, new_batch("again", "2025-2"), vault=vault).digest
    again = [replace(row(n), salt=row(n + 50).salt) for n in range(3)]
    rows.keep(connection, batch, again, vault=vault)
    rows.publish(connection, rows.Publication("again", batch, "2号", date(2025, 7, 1), NOON))
    return batch


def test_a_title_that_is_gone_can_be_granted_again(engine, vault):
    with begin_write(engine) as connection:
        made = plan(connection, vault, admit(connection, vault))
        for each in made:
            awards.move(connection, each.number, before="VALID", after="REVOKED")
            awards.free_claim(connection, each.number)
        again = plan(connection, vault, admit_again(connection, vault))
        assert again[0].person_id == made[0].person_id
        claim = vault.claim(
            made[0].person_id, series="ENGINEERING", specialty="机械", level="INTERMEDIATE"
        )
        assert awards.holding(connection, [claim]) == {claim: again[0].number}
        with pytest.raises(Refused) as refused:
            awards.take_claim(connection, made[0].number, claim=claim)
        assert refused.value.code == "store.award-claimed"


def test_a_number_is_given_once(engine, vault):
    with begin_write(engine) as connection:
        taken = plan(connection, vault, admit(connection, vault))[0].number
        batch = admit(connection, vault, name="second", number="2025-2", first=20)
        made = plans_for(connection, vault, batch)
        with pytest.raises(Refused) as refused:
            copies.plan_copies(connection, [replace(made[0], number=taken)], vault=vault, at=NOON)
    assert refused.value.code == "store.number-taken"


def test_a_row_is_planned_once(engine, vault):
    with begin_write(engine) as connection:
        batch = admit(connection, vault)
        made = plan(connection, vault, batch)
        for each in made:
            awards.free_claim(connection, each.number)
        second = [replace(each, number=f"{each.number}X") for each in made]
        with pytest.raises(Refused) as refused:
            copies.plan_copies(connection, second, vault=vault, at=NOON)
    assert refused.value.code == "store.moved-meanwhile"


def test_an_award_and_its_versions(engine, vault):
    with begin_write(engine) as connection:
        batch = admit(connection, vault)
        made = plan(connection, vault, batch)
        mint(connection, vault, batch)
        slot = statuses.draw(connection, 1, key=vault.status_key())[0]
        corrected = replace(
            made[0],
            version=2,
            reason="NAME_CHANGE",
            facts=b"new facts",
            code="CODE2",
            check_code="ZZZ999",
            status_list=slot.status_list,
            status_index=slot.status_index,
        )
        copies.plan_copies(connection, [corrected], vault=vault, at=LATER)
        award = awards.get(connection, made[0].number, vault=vault)
        assert (award.specialty, award.year, award.state) == ("机械", 2025, "VALID")
        assert awards.of_person(connection, made[0].person_id, vault=vault) == (award,)
        said = awards.versions(connection, made[0].number, vault=vault)
        assert [(each.version, each.facts, each.reason) for each in said] == [
            (1, b"facts of 2", None),
            (2, b"new facts", "NAME_CHANGE"),
        ]
        assert [each.version for each in copies.of_award(connection, made[0].number)] == [1, 2]
        mint(connection, vault, batch)
        assert copies.of_award(connection, made[0].number)[1].state is CopyState.MINTED
        assert rows.counts(connection, batch) == {RowState.MINTED: 3}


def test_unknown_awards_and_unsigned_copies_are_refused(engine, vault):
    with begin_write(engine) as connection:
        made = plan(connection, vault, admit(connection, vault))
        with pytest.raises(Refused) as refused:
            awards.get(connection, "none", vault=vault)
        assert refused.value.code == "store.unknown-award"
        with pytest.raises(Refused) as refused:
            awards.move(connection, made[0].number, before="REVOKED", after="VALID")
        assert refused.value.code == "store.moved-meanwhile"
        with pytest.raises(Refused) as refused:
            copies.text(connection, made[0].copy_id, vault=vault)
        assert refused.value.code == "store.unknown-copy"


def test_status_places_are_never_shared_and_flip_together(engine, vault):
    with begin_write(engine) as connection:
        made = plan(connection, vault, admit(connection, vault))
        ids = [each.copy_id for each in made]
        assert statuses.in_use(connection) == (1,)
        statuses.change(connection, ids[:2], before=[0], after=1, at=LATER)
        assert statuses.of_list(connection, 1) == {
            made[0].status_index: 1,
            made[1].status_index: 1,
        }
        assert copies.find(connection, ids[0]).status_changed_at == LATER
        with pytest.raises(Refused) as refused:
            statuses.change(connection, ids, before=[0], after=2, at=LATER)
        assert refused.value.code == "store.moved-meanwhile"
        assert len({each.status_index for each in made}) == 3


def test_persons_are_found_by_any_of_their_documents(engine, vault):
    from issuer.store.people import Identity
    from verifier.batch import IdType

    card = Identity(IdType.RESIDENT_ID, "371000199001010000")
    passport = Identity(IdType.PASSPORT, "E00000000")
    with begin_write(engine) as connection:
        one, same = people.ensure(connection, [card, card], vault=vault, at=NOON)
        assert one == same
        people.add_identity(connection, one, identity=passport, vault=vault, at=LATER)
        people.add_identity(connection, one, identity=passport, vault=vault, at=LATER)
        assert people.ensure(connection, [passport], vault=vault, at=LATER) == (one,)
        assert people.identities(connection, one, vault=vault) == (card, passport)
        other = Identity(IdType.PASSPORT, "E11111111")
        (stranger,) = people.ensure(connection, [other], vault=vault, at=NOON)
        with pytest.raises(Refused) as refused:
            people.add_identity(connection, stranger, identity=card, vault=vault, at=LATER)
        assert refused.value.code == "store.identity-taken"


def test_an_integrity_record_stands_until_it_is_annulled(engine, vault):
    from datetime import date

    from issuer.store.people import Identity, IntegrityRecord
    from verifier.batch import IdType

    with begin_write(engine) as connection:
        card = Identity(IdType.RESIDENT_ID, "371000199001010000")
        (person,) = people.ensure(connection, [card], vault=vault, at=NOON)
        record = IntegrityRecord(
            "r1", person, "提供虚假材料", date(2025, 6, 18), date(2028, 6, 17), "D7"
        )
        people.keep_integrity_record(connection, record, vault=vault)
        assert people.integrity_records(connection, [person], vault=vault) == (record,)
        people.annul_integrity_record(connection, "r1", decision_no="D8")
        kept = people.integrity_records(connection, [person], vault=vault)
        assert kept[0].annulled_by == "D8"
