"""Parts of a certificate on the wire."""

from __future__ import annotations

import pytest

from keys.encoding import Json, sha256
from keys.errors import Malformed
from verifier.certificate import Evidence, StatusReference
from verifier.members import Members

EVIDENCE = Evidence(
    batch=sha256(b"batch"), row=sha256(b"row"), log="zc.weihai.example/log", book=sha256(b"book")
)
STATUS = StatusReference("https://zc.weihai.example/status/1", 412345)


def test_evidence_and_status_read_back_as_written() -> None:
    assert Evidence.from_members(Members(EVIDENCE.to_dict(), "evidence")) == EVIDENCE
    assert StatusReference.from_members(Members(STATUS.to_dict(), "status")) == STATUS


@pytest.mark.parametrize("member", ["batch_sha256", "row_hash", "log", "book"])
def test_evidence_without_a_member_or_with_a_foreign_one_is_refused(member: str) -> None:
    document = dict(EVIDENCE.to_dict())
    place: dict[str, Json] = {**document, "line": 7}
    with pytest.raises(Malformed, match=r"document\.unknown-member"):
        Evidence.from_members(Members(place, "evidence"))
    del document[member]
    with pytest.raises(Malformed, match=r"document\.missing"):
        Evidence.from_members(Members(document, "evidence"))


@pytest.mark.parametrize("index", [-1, True, "7", None, 2**53])
def test_status_index_is_a_number_from_zero(index: Json) -> None:
    document: Json = {"status_list": {"idx": index, "uri": STATUS.uri}}
    with pytest.raises(Malformed, match=r"document\.member"):
        StatusReference.from_members(Members(document, "status"))


def test_a_second_kind_of_status_is_refused() -> None:
    document: Json = {**STATUS.to_dict(), "identifier_list": {}}
    with pytest.raises(Malformed, match=r"document\.unknown-member"):
        StatusReference.from_members(Members(document, "status"))
