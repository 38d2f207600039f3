"""Many rows at once come to the same rows on either engine, and tell nothing of themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from issuer.store.bulk import insert_many, update_many
from issuer.store.session import begin_write, read
from issuer.store.tables import log_entry, person, revocation, setting

AT = datetime(2025, 7, 1, 8, 30, tzinfo=UTC)


def test_every_kind_of_value_is_read_as_it_was_written(engine):
    entries = [
        {"place": place, "kind": "journal", "time": AT, "leaf": leaf, "sealed_body": body}
        for place, leaf, body in ((7, b"\x00\xff\\\t\n", None), (8, b"", b"\\N"))
    ]
    revoked = {
        "seq": 1,
        "certificate_no": "ZC1",
        "on": date(2025, 7, 1),
        "authority": "甲\\局\t",
        "decision_no": "一",
        "cause": "ERROR",
        "at": AT,
        "ended_by": None,
    }
    with begin_write(engine) as connection:
        insert_many(connection, log_entry, entries)
        insert_many(connection, revocation, [revoked])
    with read(engine) as connection:
        found = connection.execute(select(log_entry).order_by(log_entry.c.place)).mappings()
        assert [dict(row) for row in found] == entries
        assert dict(connection.execute(select(revocation)).mappings().one()) == revoked


def test_no_rows_are_nothing_to_do(engine):
    with begin_write(engine) as connection:
        insert_many(connection, person, [])
        assert connection.scalar(select(person.c.id)) is None


def test_a_row_that_is_there_refuses_all_and_its_values_are_not_told(engine):
    rows = [{"name": "诸葛清照", "value": "371000189101017001"}]
    with begin_write(engine) as connection:
        insert_many(connection, setting, rows)
    with pytest.raises(IntegrityError) as refused, begin_write(engine) as connection:
        insert_many(connection, setting, [{"name": "other", "value": ""}, *rows])
    assert "371000189101017001" not in str(refused.value)
    with read(engine) as connection:
        assert connection.scalar(select(setting.c.value)) == rows[0]["value"]


def test_only_rows_that_meet_the_condition_are_changed_and_counted(engine):
    entries = [
        {"place": place, "kind": kind, "time": AT, "leaf": b"", "sealed_body": None}
        for place, kind in ((1, "journal"), (2, "batch"), (3, "journal"))
    ]
    changes = [{"place": place, "leaf": b"%d" % place} for place in (1, 2, 3, 4)]
    with begin_write(engine) as connection:
        insert_many(connection, log_entry, entries)
        assert update_many(connection, log_entry, changes, only="kind = 'journal'") == 2
        assert update_many(connection, log_entry, [], only="kind = 'journal'") == 0
        found = connection.execute(select(log_entry.c.leaf).order_by(log_entry.c.place))
        assert [row.leaf for row in found] == [b"1", b"", b"3"]
