"""Batches and their rows: kept once, moved by compare and set, sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from issuer.store import batches, decisions, notices, rows
from issuer.store.decisions import KeptDecision
from issuer.store.notices import KeptNotice
from issuer.store.rows import Publication, RowState
from issuer.store.session import begin_write, read
from keys.errors import Refused, Untrusted
from tests.issuer.office_rows import COMMITTEE, LATER, NOON, admit, digest, new_batch, row
from verifier.batch import row_hash
from verifier.merkle import root_of
from verifier.titles import Level


def test_a_batch_comes_back_as_it_was_handed_in(engine, vault):
    batch = replace(new_batch(), findings=b'["a finding"]')
    with begin_write(engine) as connection:
        kept = batches.keep(connection, batch, vault=vault)
    with read(engine) as connection:
        assert batches.get(connection, batch.digest) == kept
        assert batches.by_number(connection, COMMITTEE, "2025-1") == kept
        assert batches.header(connection, batch.digest) == batch.header
        assert batches.body(connection, batch.digest, vault=vault) == batch.body
        assert batches.findings(connection, batch.digest, vault=vault) == batch.findings
        assert batches.in_state(connection, "ADMITTED") == (kept,)
        assert batches.in_state(connection) == (kept,)
        assert batches.in_state(connection, "MINTED") == ()
        assert batches.of_committee(connection, COMMITTEE) == (kept,)


def test_the_same_batch_again_is_the_same_batch(engine, vault):
    with begin_write(engine) as connection:
        batches.keep(connection, new_batch(), vault=vault)
        batches.move(connection, digest("first"), before="ADMITTED", after="CONFIRMED")
        again = batches.keep(connection, replace(new_batch(), received_at=LATER), vault=vault)
        assert (again.state, again.received_at) == ("CONFIRMED", NOON)


def test_a_number_stands_for_one_batch_for_ever(engine, vault):
    with begin_write(engine) as connection:
        batches.keep(connection, new_batch(), vault=vault)
        with pytest.raises(Refused) as refused:
            batches.keep(connection, new_batch("second"), vault=vault)
    assert refused.value.code == "store.batch-number"
    assert refused.value.facts == {"number": "2025-1"}


def test_another_committee_may_use_the_same_number(engine, vault):
    with begin_write(engine) as connection:
        batches.keep(connection, new_batch(), vault=vault)
        other = replace(new_batch("second"), committee=COMMITTEE + "-2")
        assert batches.keep(connection, other, vault=vault).number == "2025-1"


def test_an_unknown_batch_is_refused(engine, vault):
    with read(engine) as connection:
        assert batches.find(connection, digest("none")) is None
        for ask in (batches.get, batches.header):
            with pytest.raises(Refused) as refused:
                ask(connection, digest("none"))
            assert refused.value.code == "store.unknown-batch"


def test_a_batch_that_was_moved_meanwhile_is_not_moved(engine, vault):
    with begin_write(engine) as connection:
        batches.keep(connection, new_batch(), vault=vault)
        batches.move(connection, digest("first"), before="ADMITTED", after="CONFIRMED")
        with pytest.raises(Refused) as refused:
            batches.move(connection, digest("first"), before="ADMITTED", after="REFUSED")
    assert refused.value.code == "store.moved-meanwhile"


def test_findings_can_be_written_again(engine, vault):
    with begin_write(engine) as connection:
        batches.keep(connection, new_batch(), vault=vault)
        assert batches.findings(connection, digest("first"), vault=vault) is None
        batches.keep_findings(connection, digest("first"), b"new", vault=vault)
        assert batches.findings(connection, digest("first"), vault=vault) == b"new"


def test_only_batches_with_rows_show_their_header(engine, vault):
    with begin_write(engine) as connection:
        batches.keep(connection, new_batch("refused", "2025-9"), vault=vault)
        admitted = admit(connection, vault)
        assert batches.headers(connection) == {admitted: b"header of first"}


def test_rows_come_back_in_the_order_of_the_list(engine, vault):
    with begin_write(engine) as connection:
        batch = batches.keep(connection, new_batch(), vault=vault).digest
        given = [row(2), row(0), row(1)]
        rows.keep(connection, batch, given, vault=vault)
        kept = rows.find(connection, batch, vault=vault)
        assert [each.row for each in kept] == [row(0), row(1), row(2)]
        assert {each.state for each in kept} == {RowState.ADMITTED}
        assert rows.get(connection, row_hash(row(1)), vault=vault) == kept[1]


def test_leaves_are_the_tree_that_the_committee_signed(engine, vault):
    with begin_write(engine) as connection:
        batch = admit(connection, vault, size=7)
        leaves = rows.leaves(connection, batch)
        assert list(leaves) == sorted(leaves)
        kept = rows.find(connection, batch, vault=vault)
    from keys.encoding import b64
    from verifier.batch import rows_root

    assert b64(root_of(leaves)) == rows_root([each.row for each in kept])
    for each in kept:
        assert b64(leaves[each.position]) == each.row_hash


def test_a_row_is_handed_in_once(engine, vault):
    with begin_write(engine) as connection:
        admit(connection, vault)
        other = batches.keep(connection, new_batch("second", "2025-2"), vault=vault).digest
        with pytest.raises(Refused) as refused:
            rows.keep(connection, other, [row(7), row(1)], vault=vault)
        assert refused.value.code == "store.row-known"
        assert refused.value.facts == {"line": 3}
        assert rows.known(connection, [row_hash(row(1)), row_hash(row(7))]) == {row_hash(row(1))}


def test_a_row_twice_in_one_batch_is_refused(engine, vault):
    with begin_write(engine) as connection:
        batch = batches.keep(connection, new_batch(), vault=vault).digest
        with pytest.raises(Refused) as refused:
            rows.keep(connection, batch, [row(1), row(1)], vault=vault)
    assert refused.value.code == "store.row-known"


def test_a_title_under_way_is_seen(engine, vault):
    def claim(n, level=Level.INTERMEDIATE):
        who = vault.identity(row(n).id_type, row(n).id_no)
        return vault.claim(who, series="ENGINEERING", specialty="机械", level=level)

    with begin_write(engine) as connection:
        batch = admit(connection, vault)
        asked = [claim(0), claim(1, Level.ASSISTANT), claim(9)]
        assert rows.claimed(connection, asked) == {claim(0): batch}
        assert rows.claimed(connection, asked, other_than=batch) == {}
        rows.move(
            connection, [row_hash(row(0))], before=[RowState.ADMITTED], after=RowState.DROPPED
        )
        assert rows.claimed(connection, asked) == {}


def test_an_objection_holds_a_row_and_not_the_batch(engine, vault):
    with begin_write(engine) as connection:
        batch = batches.keep(connection, new_batch(), vault=vault).digest
        rows.keep(connection, batch, [row(0), row(1), row(2)], vault=vault)
        held = row_hash(row(1))
        one = Publication("D1", batch, "公布1", date(2025, 6, 17), NOON)
        assert rows.publish(connection, one, withheld=[held]) == 2
        waiting = rows.unplanned(connection, batch, limit=10, vault=vault)
        assert [each.row for each in waiting] == [row(0), row(2)]
        two = Publication("D2", batch, "公布2", date(2025, 7, 1), LATER)
        assert rows.publish(connection, two) == 1
        assert rows.publications(connection, batch) == (one, two)
        assert rows.get(connection, held, vault=vault).publication == "D2"
        assert rows.get(connection, row_hash(row(0)), vault=vault).publication == "D1"
        assert len(rows.unplanned(connection, batch, limit=2, vault=vault)) == 2


def test_rows_move_together_or_not_at_all(engine, vault):
    with begin_write(engine) as connection:
        batch = admit(connection, vault)
        rows.move(
            connection, [row_hash(row(0))], before=[RowState.ADMITTED], after=RowState.WITHHELD
        )
        with pytest.raises(Refused) as refused:
            rows.move(
                connection,
                [row_hash(row(0)), row_hash(row(1))],
                before=[RowState.ADMITTED],
                after=RowState.PLANNED,
            )
        assert refused.value.code == "store.moved-meanwhile"
        assert rows.counts(connection, batch)[RowState.WITHHELD] == 1


def test_a_row_moved_to_another_place_does_not_open(engine, vault):
    """The ciphertext is bound to its row: swapping two rows in the database is noticed."""
    from sqlalchemy import select, update

    from issuer.store.tables import batch_row

    with begin_write(engine) as connection:
        admit(connection, vault)
        sealed = connection.scalar(
            select(batch_row.c.sealed_row).where(batch_row.c.row_hash == row_hash(row(0)))
        )
        connection.execute(
            update(batch_row)
            .where(batch_row.c.row_hash == row_hash(row(1)))
            .values(sealed_row=sealed)
        )
        with pytest.raises(Untrusted) as refused:
            rows.get(connection, row_hash(row(1)), vault=vault)
    assert refused.value.code == "data.sealed"


def test_a_notice_is_kept_once(engine, vault):
    with begin_write(engine) as connection:
        batch = admit(connection, vault)
        notice = KeptNotice(
            digest("notice"), batch, b"token", date(2025, 6, 2), date(2025, 6, 9), NOON
        )
        notices.keep(connection, notice)
        notices.keep(connection, replace(notice, at=LATER))
        assert notices.of_batch(connection, batch) == (notice,)


def test_a_decision_is_carried_out_once(engine, vault):
    decision = KeptDecision("威人社决〔2025〕1号", "confirm", NOON, digest("decision"), b"sealed")
    with begin_write(engine) as connection:
        assert decisions.keep(connection, decision, vault=vault) is True
        assert decisions.keep(connection, replace(decision, at=LATER), vault=vault) is False
        with pytest.raises(Refused) as refused:
            decisions.keep(connection, replace(decision, digest=digest("other")), vault=vault)
        assert refused.value.code == "store.decision-number"
        assert decisions.find(connection, decision.number, vault=vault) == decision
        assert decisions.every(connection, vault=vault) == (decision,)
        assert decisions.find(connection, "none", vault=vault) is None
