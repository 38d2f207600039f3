"""Status lists and revocations: packed as the draft packs, and refused when bent."""

from __future__ import annotations

import zlib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.encoding import Json, b64, unb64
from keys.envelope import open_compact
from keys.errors import Malformed, Untrusted
from keys.public_key import Keyring, TrustedKey
from keys.roles import Role, Typ
from keys.signer import MemorySigner
from verifier import status
from verifier.acts import Cause
from verifier.profile import LIST_BYTES, LIST_SIZE, MAX_STATUS_BYTES, Status
from verifier.status import Revocation, RevocationKind, StatusList

AT = datetime(2025, 7, 1, 8, tzinfo=UTC)
URI = "https://zc.weihai.example/status/1"
ISSUER = "https://zc.weihai.example"
SIGNER = MemorySigner.generate(Role.STATUS)
KEYS = Keyring([TrustedKey(SIGNER.public, Role.STATUS, None, AT)])
# The examples of Token Status List draft-21, section 4.
ONE_BIT = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
TWO_BIT = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]


def issued(statuses: dict[int, int], seq: int = 1, prev: str | None = None) -> str:
    return status.issue_status_list(
        URI,
        seq,
        prev=status.token_digest(prev) if prev else None,
        statuses=statuses,
        issuer=ISSUER,
        at=AT,
        signer=SIGNER,
    )


def document(token: str) -> dict[str, Json]:
    return open_compact(token, Typ.STATUS_LIST, KEYS, at=AT, limit=MAX_STATUS_BYTES).document


@pytest.mark.parametrize(
    ("bits", "values", "packed"),
    [(1, ONE_BIT, "eNrbuRgAAhcBXQ"), (2, TWO_BIT, "eNo76fITAAPfAgc")],
)
def test_packing_is_that_of_the_draft(bits: int, values: list[int], packed: str) -> None:
    assert b64(status.pack(dict(enumerate(values)), size=len(values), bits=bits)) == packed
    entries = status.unpack(unb64(packed), length=len(values) * bits // 8)
    read = [entries[i * bits // 8] >> i * bits % 8 & (1 << bits) - 1 for i in range(len(values))]
    assert read == values


@given(st.dictionaries(st.integers(0, LIST_SIZE - 1), st.integers(0, 3), max_size=20))
def test_every_entry_reads_back_and_the_others_are_valid(statuses: dict[int, int]) -> None:
    entries = status.unpack(status.pack(statuses))
    listed = StatusList(ISSUER, URI, 1, None, AT, AT, timedelta(), entries)
    for index, value in statuses.items():
        assert listed.get(index) == value
        for beside in {index - 1, index + 1} - statuses.keys():
            if 0 <= beside < LIST_SIZE:
                assert listed.get(beside) is Status.VALID


def test_signed_list_reads_back_with_its_chain() -> None:
    first = issued({7: 1, 8: 2, 131071: 3})
    second = issued({}, 2, first)
    listed = status.read_status_list(document(first))
    assert [listed.get(index) for index in (6, 7, 8, 131071)] == [0, 1, 2, 3]
    assert (listed.uri, listed.issuer, listed.seq, listed.prev) == (URI, ISSUER, 1, None)
    assert listed.expires_at - listed.issued_at == timedelta(days=7)
    assert listed.ttl == timedelta(minutes=10)
    assert status.read_status_list(document(second)).prev == status.token_digest(first)


@pytest.mark.parametrize("index", [-1, LIST_SIZE, 2**40])
def test_index_outside_the_list_is_refused_on_both_sides(index: int) -> None:
    with pytest.raises(Malformed, match=r"status\.index"):
        status.read_status_list(document(issued({}))).get(index)
    with pytest.raises(Malformed, match=r"status\.index"):
        issued({index: 1})


@pytest.mark.parametrize("value", [-1, 4])
def test_status_wider_than_its_bits_is_refused(value: int) -> None:
    with pytest.raises(Malformed, match=r"status\.value"):
        status.pack({0: value})


def packed_wrongly() -> list[bytes]:
    whole = zlib.compress(bytes(LIST_BYTES), 9)
    return [
        zlib.compress(bytes(2**28), 9),  # a bomb: 256 MiB from a quarter of one
        zlib.compress(bytes(LIST_BYTES + 1)),
        zlib.compress(bytes(LIST_BYTES - 1)),
        whole[:-1],
        whole + b"\0",
        whole[:-1] + bytes([whole[-1] ^ 1]),
        b"",
        bytes(LIST_BYTES),
    ]


@pytest.mark.parametrize("packed", packed_wrongly(), ids=range(8))
def test_bombs_and_lists_of_another_length_are_refused(packed: bytes) -> None:
    with pytest.raises(Malformed, match=r"status\.list"):
        status.unpack(packed)


def test_unpacking_stops_one_byte_past_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = zlib.decompressobj

    class Watched:
        def __init__(self) -> None:
            self.inner = real()
            self.eof, self.unused_data = False, b""

        def decompress(self, data: bytes, most: int) -> bytes:
            asked.append(most)
            return self.inner.decompress(data, most)

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    with pytest.raises(Malformed, match=r"status\.list"):
        status.unpack(zlib.compress(bytes(2**24)))
    assert asked == [LIST_BYTES + 1]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status_list": {"bits": 1, "lst": b64(status.pack({}))}}, "status.list"),
        ({"status_list": {"bits": 2, "lst": "eNo76fITAAPfAgc"}}, "status.list"),
        ({"status_list": {"bits": 2, "lst": "eNo76fITAAPfAgc="}}, "encoding.base64"),
        ({"aggregation_uri": "https://x.example"}, "document.unknown-member"),
        ({"seq": 0}, "document.member"),
        ({"seq": 2}, "document.chain"),
        ({"prev": "A" * 43}, "document.chain"),
        ({"ttl": None}, "document.member"),
    ],
)
def test_bent_claims_are_refused(change: dict[str, Json], code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        status.read_status_list({**document(issued({})), **change})
    assert refusal.value.code == code


def test_only_a_status_key_signs_a_list() -> None:
    with pytest.raises(Untrusted, match=r"key\.role"):
        status.issue_status_list(
            URI,
            1,
            prev=None,
            statuses={},
            issuer=ISSUER,
            at=AT,
            signer=MemorySigner.generate(Role.CREDENTIAL),
        )


NUMBER = "ZC37100020250130000017"


def revocation(cause: Cause, on: date = date(2025, 6, 30), number: str = NUMBER) -> Revocation:
    return Revocation(number, on, "威海市人力资源和社会保障局", "威人社撤〔2025〕1号", cause)


def revocations(*listed: Revocation) -> dict[str, Json]:
    token = status.issue_revocations(listed, 1, prev=None, issuer=ISSUER, at=AT, signer=SIGNER)
    return open_compact(token, Typ.REVOCATIONS, KEYS, at=AT, limit=MAX_STATUS_BYTES).document


@pytest.mark.parametrize("cause", Cause)
def test_a_revocation_reads_back_under_the_name_of_its_cause(cause: Cause) -> None:
    read = status.read_revocations(revocations(revocation(cause)))
    assert read.revocations == (revocation(cause),)
    blamed = cause in (Cause.IMPROPER_MEANS, Cause.COURT)
    expected = RevocationKind.REVOKED if blamed else RevocationKind.CANCELLED
    assert read.revocations[0].status is expected


def test_revocations_are_listed_by_day_and_the_latest_about_a_number_is_told() -> None:
    early = revocation(Cause.ERROR, date(2025, 1, 2))
    late = revocation(Cause.COURT, date(2025, 3, 4))
    other = revocation(Cause.REQUEST, date(2025, 2, 3), "ZC37100020250130000025")
    read = status.read_revocations(revocations(late, other, early))
    assert read.revocations == (early, other, late)
    assert read.about(NUMBER) == late
    assert read.about("ZC37100020250130000033") is None


def test_a_cancellation_cannot_be_shown_as_a_revocation() -> None:
    told = revocations(revocation(Cause.REQUEST))
    line = dict(revocation(Cause.REQUEST).to_dict()) | {"status": "REVOKED"}
    with pytest.raises(Malformed, match=r"document\.member"):
        status.read_revocations({**told, "revocations": [line]})


def test_a_name_has_no_place_in_the_revocations() -> None:
    told = revocations(revocation(Cause.ERROR))
    line = dict(revocation(Cause.ERROR).to_dict()) | {"name": "欧阳文博"}
    with pytest.raises(Malformed, match=r"document\.unknown-member"):
        status.read_revocations({**told, "revocations": [line]})
