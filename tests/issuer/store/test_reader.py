"""The few questions of the public process, on both engines."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import insert

from issuer.store.reader import Reader
from issuer.store.session import begin_write, open_engine
from issuer.store.tables import checkpoint, log_entry, log_tile, public_record
from keys.encoding import sha256
from keys.errors import CredentialError
from tests.cast import FOUNDED

CODE = sha256(b"code")


@pytest.fixture
def filled(engine):
    with begin_write(engine) as connection:
        connection.execute(insert(public_record), [{"code_digest": CODE, "sealed_record": b"r"}])
        entry = {"kind": "batch", "time": FOUNDED, "sealed_body": None}
        connection.execute(insert(log_entry), [{"place": 7, "leaf": b"leaf", **entry}])
        connection.execute(insert(log_tile), [{"level": 0, "index": 3, "hashes": b"h" * 64}])
        heads = [{"size": size, "note": f"note {size}", "at": FOUNDED} for size in (9, 10, 8)]
        connection.execute(insert(checkpoint), heads)
    return engine


def test_each_question_has_its_answer_and_its_miss(filled):
    reader = Reader(filled)
    assert (reader.record(CODE), reader.record(sha256(b"other"))) == (b"r", None)
    assert (reader.holds(CODE), reader.holds(sha256(b"other"))) == (True, False)
    assert (reader.leaf(7), reader.leaf(6)) == (b"leaf", None)
    assert (reader.tile(0, 3), reader.tile(1, 3)) == (b"h" * 64, b"")
    assert reader.checkpoint() == (10, "note 10")


def test_before_the_first_checkpoint_there_is_none(engine):
    assert Reader(engine).checkpoint() is None


def test_a_later_writer_is_seen_at_once_and_never_waits(filled):
    reader = Reader(filled)
    assert reader.holds(CODE)
    with begin_write(filled) as connection:
        connection.execute(public_record.delete())
        assert reader.holds(CODE)
    assert not reader.holds(CODE)


def test_a_broken_connection_is_made_anew_once(filled):
    reader = Reader(filled)
    reader.holds(CODE)
    reader._here.line.connection.dbapi_connection.close()
    assert reader.holds(CODE)


def test_a_database_that_does_not_answer_is_told_and_tried_again(tmp_path, filled):
    reader = Reader(open_engine(f"sqlite:///{tmp_path / 'missing' / 'office.db'}"))
    for _ in range(2):
        with pytest.raises(CredentialError, match="records.unavailable"):
            reader.holds(CODE)


def test_each_thread_has_its_own_connection_and_the_engine_ends_them(filled):
    reader, found = Reader(filled), []
    reader.holds(CODE)
    ours = reader._here.line

    def other():
        reader.holds(CODE)
        found.append(reader._here.line)

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert found[0] is not ours
    filled.dispose()
    assert not hasattr(reader._here, "line")
    assert reader.holds(CODE)
