"""What the public process finds, and with how little."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from issuer.public_records import PublicRecord, StoredRecords
from issuer.store.session import open_engine
from keys.errors import CredentialError, Malformed
from keys.secret import Pepper

AT = datetime(2025, 7, 1, tzinfo=UTC)


def test_a_record_is_read_as_it_was_written():
    record = PublicRecord(credential="a.b.c~d~", cwt=b"\xd2\x84", log_index=7)
    assert PublicRecord.from_bytes(record.to_bytes()) == record


def test_a_record_with_more_in_it_is_refused():
    data = PublicRecord("a.b.c~", b"x", 1).to_bytes().replace(b'"log_index"', b'"log_indes"')
    with pytest.raises(Malformed, match="document.missing"):
        PublicRecord.from_bytes(data)


def test_a_database_that_does_not_answer_is_no_miss(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'missing' / 'office.db'}")
    found = StoredRecords(
        engine, Pepper.generate(), anchor=None, public_dir=tmp_path, clock=lambda: AT
    )
    with pytest.raises(CredentialError, match="records.unavailable"):
        found.find("3Q7ZK8M2W5XG9TBVN4RCJ6HPD0")
    with pytest.raises(CredentialError, match="records.unavailable"):
        found.find_by_door("ZC1", name="n", check_code="c")
