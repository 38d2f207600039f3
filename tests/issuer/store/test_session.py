"""Transactions: durable, one writer after another, readers undisturbed."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from issuer.store import counters, log, settings
from issuer.store.session import begin_write, open_engine, read
from issuer.store.tables import person, person_identity
from keys.errors import Refused


def test_what_is_committed_stays_and_what_fails_is_undone(engine):
    with begin_write(engine) as connection:
        settings.keep(connection, "kept", "yes")
    with pytest.raises(RuntimeError), begin_write(engine) as connection:
        settings.keep(connection, "undone", "yes")
        raise RuntimeError
    with read(engine) as connection:
        assert settings.find(connection, "kept") == "yes"
        assert settings.find(connection, "undone") is None


def test_sqlite_survives_a_power_cut_and_keeps_its_references(engine):
    if engine.dialect.name != "sqlite":
        return
    with read(engine) as connection:
        asked = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_neither_a_log_nor_an_error_holds_what_a_statement_was_given(engine, caplog):
    with caplog.at_level("INFO", logger="sqlalchemy"):
        with begin_write(engine) as connection:
            settings.keep(connection, "诸葛清照", "371000189101017001")
        with pytest.raises(DBAPIError) as refused, begin_write(engine) as connection:
            connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "诸葛清照"})
    assert "INSERT INTO" in caplog.text
    assert "INSERT INTO" in str(refused.value)
    for said in (caplog.text, str(refused.value)):
        assert "诸葛" not in said
        assert "371000189101017001" not in said


def test_a_document_without_its_person_is_refused(engine):
    with pytest.raises(IntegrityError), begin_write(engine) as connection:
        row = {
            "blind": "x",
            "person_id": "nobody",
            "sealed_identity": b"",
            "at": log.head(connection).time,
        }
        connection.execute(person_identity.insert(), [row])


def test_a_reader_sees_one_moment(engine):
    with read(engine) as reader:
        assert settings.find(reader, "name") is None
        with begin_write(engine) as writer:
            settings.keep(writer, "name", "new")
        assert settings.find(reader, "name") is None
    with read(engine) as reader:
        assert settings.find(reader, "name") == "new"


def test_what_a_reader_writes_is_not_kept(engine):
    with pytest.raises((DBAPIError, RuntimeError)), read(engine) as connection:
        settings.keep(connection, "name", "sneaked in")
        raise RuntimeError
    with read(engine) as connection:
        assert settings.find(connection, "name") is None


def test_writers_come_one_after_another(engine):
    """Eight threads read a value, add to it and write it back: none is lost."""

    def add():
        for _ in range(5):
            with begin_write(engine) as connection:
                count = int(settings.find(connection, "count") or 0)
                settings.keep(connection, "count", str(count + 1))

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with read(engine) as connection:
        assert settings.find(connection, "count") == "40"


def test_counters_have_no_gaps_and_no_doubles(engine):
    got = []

    def draw():
        for n in (1, 3, 2):
            with begin_write(engine) as connection:
                first = counters.reserve(connection, "number", n)
            got.extend(range(first, first + n))

    threads = [threading.Thread(target=draw) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == list(range(36))
    with read(engine) as connection:
        assert counters.used(connection, "number") == 36
        assert counters.used(connection, "another") == 0


def test_an_undone_transaction_gives_its_numbers_back(engine):
    with pytest.raises(RuntimeError), begin_write(engine) as connection:
        counters.reserve(connection, "number", 5)
        raise RuntimeError
    with begin_write(engine) as connection:
        assert counters.reserve(connection, "number") == 0


@pytest.mark.parametrize(
    "url", ["mysql://host/db", "sqlite://", "sqlite:///:memory:", "no address", ""]
)
def test_another_kind_of_database_is_refused(url):
    with pytest.raises(Refused) as refused:
        open_engine(url)
    assert refused.value.code == "store.url"


def test_a_moment_without_a_time_zone_is_refused(engine):
    with pytest.raises(Exception, match="time zone"), begin_write(engine) as connection:
        row = {"id": "someone", "at": datetime(2025, 6, 18)}  # noqa: DTZ001 - what is refused
        connection.execute(person.insert(), [row])
    with read(engine) as connection:
        assert connection.execute(select(person)).all() == []
