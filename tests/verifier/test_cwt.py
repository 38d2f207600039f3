"""The CWT of the offline QR: small, one spelling, and no key but the right one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.encoding import unb64
from keys.errors import CredentialError, Malformed, TooLarge, Untrusted
from keys.public_key import Keyring, TrustedKey
from keys.roles import Role
from keys.signer import MemorySigner
from tests.verifier.sample import AT, CERTIFICATE, ISSUER, KEYS, MAPPING, PLAIN, REGION, SIGNER
from verifier import cwt
from verifier.certificate import Certificate
from verifier.profile import CWT_PRIVATE, MAX_CWT_BYTES, CwtClaim
from verifier.titles import Level, Scope, ScopeKind

FULL = replace(
    CERTIFICATE, mapping=MAPPING, scope=Scope(ScopeKind.TARGETED, "3710", "荣成市乡镇"), version=2
)
DATA = cwt.encode(FULL, SIGNER, region=REGION)


def carried(certificate: Certificate) -> Certificate:
    """What a CWT can carry of it."""
    return replace(
        certificate,
        evidence=None,
        committee=None,
        method=None,
        approval_doc_no=None,
        employer=None,
        mapping=None,
        mapping_id=certificate.mapping_rule,
    )


def read(data: bytes) -> Certificate:
    return cwt.issued_by(cwt.read(cwt.take_apart(data)), ISSUER)


def sealed(payload: bytes) -> bytes:
    """Any payload, signed by the right key, as a careless issuer might."""
    protected = cbor2.dumps({1: -9, 4: unb64(SIGNER.kid)[:8]})
    signature = SIGNER.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))


def claims() -> dict[Any, Any]:
    found: dict[Any, Any] = cbor2.loads(cwt.take_apart(DATA).payload)
    return found


def test_all_that_fits_reads_back() -> None:
    assert read(DATA) == carried(FULL)
    assert read(cwt.encode(CERTIFICATE, SIGNER, region=REGION)) == carried(CERTIFICATE)


def test_region_stands_for_the_issuer_until_the_key_tells() -> None:
    certificate = cwt.read(cwt.take_apart(DATA))
    assert certificate.issuer == "CN-371000"
    assert certificate.committee_id == "marine-equipment"


def test_committee_under_another_entity_keeps_its_whole_id() -> None:
    foreign = replace(FULL, committee_id="https://other.example/committees/x")
    assert read(cwt.encode(foreign, SIGNER, region=REGION)) == carried(foreign)


def test_claims_and_headers_have_the_numbers_of_the_standards() -> None:
    tagged = cbor2.loads(DATA)
    protected, unprotected, payload, signature = tagged.value
    assert tagged.tag == 18
    assert cbor2.loads(protected) == {1: -9, 4: unb64(SIGNER.kid)[:8]}
    assert (unprotected, len(signature)) == ({}, 64)
    assert cbor2.dumps(cbor2.loads(payload), canonical=True) == payload
    assert claims() == {
        1: "CN-371000",
        6: int(AT.timestamp()),
        65535: {"status_list": {"idx": 112345, "uri": f"{ISSUER}/status/1"}},
        -65537: {
            1: FULL.certificate_no,
            2: "欧阳文博",
            3: "高级工程师",
            4: "ENGINEERING",
            5: "海洋装备与新材料",
            6: 2,
            7: "marine-equipment",
            8: 20250618,
            9: 371000,
            10: MAPPING.rule,
            11: 5,
            12: "3710",
            13: "荣成市乡镇",
            14: 2,
            15: 1,
        },
    }


def test_the_right_key_opens_and_its_digest_is_of_all_bytes() -> None:
    parts = cwt.take_apart(DATA)
    assert cwt.open_cwt(parts, KEYS).public == SIGNER.public
    assert len(unb64(parts.digest)) == 32
    assert parts.digest != cwt.take_apart(cwt.encode(FULL, SIGNER, region=REGION)).digest


def test_a_stranger_a_status_key_and_a_changed_fact_are_refused() -> None:
    parts = cwt.take_apart(DATA)
    status = MemorySigner.generate(Role.STATUS)
    with pytest.raises(Untrusted, match=r"key\.unknown"):
        cwt.open_cwt(parts, Keyring([]))
    with pytest.raises(Untrusted, match=r"key\.role"):
        cwt.encode(FULL, status, region=REGION)
    posing = replace(parts, kid_prefix=unb64(status.kid)[:8])
    with pytest.raises(Untrusted, match=r"key\.role"):
        cwt.open_cwt(posing, Keyring([TrustedKey(status.public, Role.STATUS, None, AT)]))
    with pytest.raises(Untrusted, match=r"signature\.wrong"):
        cwt.open_cwt(replace(parts, payload=parts.payload.replace(b"CN-37", b"CN-36")), KEYS)


def test_keys_that_collide_in_the_prefix_are_all_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    def trusted(signer: MemorySigner) -> TrustedKey:
        return TrustedKey(signer.public, Role.CREDENTIAL, None, AT)

    right, other = trusted(SIGNER), trusted(MemorySigner.generate(Role.CREDENTIAL))

    def colliding(*keys: TrustedKey) -> Keyring:
        def find(_ring: Keyring, _first8: bytes) -> tuple[TrustedKey, ...]:
            return keys

        monkeypatch.setattr(Keyring, "find_by_prefix", find)
        return Keyring(keys)

    parts = cwt.take_apart(DATA)
    assert cwt.open_cwt(parts, colliding(right, other)) is right
    assert cwt.open_cwt(parts, colliding(other, right)) is right
    with pytest.raises(Untrusted, match=r"signature\.wrong"):
        cwt.open_cwt(parts, colliding(other))


@pytest.mark.parametrize(
    "member", ["name", "certificate_no", "specialty", "committee_id", "award_date"]
)
def test_incomplete_certificate_is_not_signed(member: str) -> None:
    lacking: dict[str, Any] = {member: None}
    with pytest.raises(Malformed, match=rf"credential\.incomplete \(member={member}\)"):
        cwt.encode(replace(FULL, **lacking), SIGNER, region=REGION)


@pytest.mark.parametrize("region", ["", "CN", "3", "371", "0371", "37100000", "37 000"])
def test_region_that_is_no_code_is_refused(region: str) -> None:
    with pytest.raises(Malformed, match=r"credential\.region"):
        cwt.encode(FULL, SIGNER, region=region)


def test_what_no_scanner_would_read_is_not_written_nor_looked_at() -> None:
    with pytest.raises(TooLarge, match=r"cwt\.too-large"):
        cwt.encode(replace(FULL, name="字" * 400), SIGNER, region=REGION)
    with pytest.raises(TooLarge, match=r"cwt\.too-large"):
        cwt.take_apart(bytes(MAX_CWT_BYTES + 1))


BENT: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: data[:0],
    "cut": lambda data: data[:-1],
    "longer": lambda data: data + b"\0",
    "untagged": lambda data: data[1:],
    "other tag": lambda data: b"\xd1" + data[1:],
    "other algorithm": lambda data: data.replace(b"\xa2\x01\x28", b"\xa2\x01\x26"),
    "unprotected header": lambda data: data[:16] + b"\xa1\x04\x40" + data[17:],
    "long header": lambda data: b"\xd8\x12" + data[1:],
    "headers only": lambda data: data[:16],
    "indefinite array": lambda data: data.replace(b"\xd2\x84", b"\xd2\x9f") + b"\xff",
}


@pytest.mark.parametrize("bend", BENT.values(), ids=BENT.keys())
def test_bent_forms_are_malformed(bend: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Malformed, match=r"cwt\.form"):
        cwt.take_apart(bend(DATA))


def changed(top: Mapping[Any, Any] | None = None, **private: object) -> bytes:
    told = claims()
    inner = told[CWT_PRIVATE]
    for name, value in private.items():
        inner[CwtClaim[name].value] = value
    told.update(top or {})
    ordered = {key: told[key] for key in (1, 6, 65535, -65537, *(set(told) - set(claims())))}
    ordered[CWT_PRIVATE] = dict(sorted(inner.items()))
    return sealed(cbor2.dumps(ordered))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (changed(FORMAT=2), "cwt.version"),
        (changed(REGION=370000), "credential.region"),
        (changed({1: "CN-999"}), "credential.region"),
        (changed({1: "DE-371000"}), "credential.region"),
        (changed({1: "CN-3710000"}), "document.member"),
        (changed({7: b"x"}), "cwt.cbor"),
        (changed({8: 1}), "document.unknown-member"),
        (changed(LEVEL=0), "document.member"),
        (changed(LEVEL=6), "document.member"),
        (changed(SCOPE_KIND=6), "document.member"),
        (changed(AWARD_DATE=20250231), "document.member"),
        (changed(AWARD_DATE=2**60), "document.member"),
        (changed(NAME=7), "document.member"),
        (changed(NAME=""), "document.member"),
        (changed(NAME="王\u202e二"), "document.member"),
        (changed(NAME="e\u0301"), "encoding.nfc"),
        (changed(VERSION=0), "document.member"),
        (changed(VERSION=-1), "document.member"),
        (changed({6: 1.5}), "cwt.cbor"),
        (changed({6: True}), "cwt.cbor"),
        (changed({6: cbor2.CBORTag(1, 5)}), "cwt.cbor"),
        (changed({CWT_PRIVATE: 5, 65535: 5}), "document.not-an-object"),
        (sealed(cbor2.dumps([1])), "cwt.cbor"),
        (sealed(cbor2.dumps(1)), "document.not-an-object"),
        (sealed(cbor2.dumps({1: {2: {3: {4: {5: 6}}}}})), "cwt.cbor"),
        (sealed(b"\xa1" * 400), "cwt.cbor"),
        (sealed(b"\xbb" + b"\xff" * 8), "cwt.cbor"),
        (sealed(b"\x7b" + b"\xff" * 8), "cwt.cbor"),
        (sealed(b"\x62\xff\xfe"), "cwt.cbor"),
        (sealed(b"\xa2\x01\x01\x01\x01"), "cwt.cbor"),
        (sealed(b"\xbf\xff"), "cwt.cbor"),
        (sealed(b""), "cwt.cbor"),
    ],
)  # fmt: skip
def test_signed_but_unruly_claims_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        cwt.read(cwt.take_apart(data))
    assert refusal.value.code == code


def test_same_claims_in_other_bytes_are_refused() -> None:
    payload = cwt.take_apart(DATA).payload
    turned = cbor2.dumps(dict(reversed(claims().items())))
    for other in (payload + b"\0", payload.replace(b"\x06\x02", b"\x06\x18\x02"), turned):
        assert other != payload
        with pytest.raises(Malformed, match=r"cwt\.canonical"):
            cwt.read(cwt.take_apart(sealed(other)))


def test_the_unchanged_claims_of_the_helper_are_read() -> None:
    """So that the refusals above are refusals of what was changed."""
    assert cwt.read(cwt.take_apart(changed())) == cwt.read(cwt.take_apart(DATA))


@settings(max_examples=300)
@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_one_changed_byte_never_reads_as_another_genuine_certificate(place: int, flip: int) -> None:
    bent = DATA[:place] + bytes([DATA[place] ^ flip]) + DATA[place + 1 :]
    try:
        parts = cwt.take_apart(bent)
        cwt.open_cwt(parts, KEYS)
        certificate = cwt.read(parts)
    except CredentialError:
        return
    pytest.fail(f"read as {certificate}")


@settings(max_examples=50)
@given(
    name=PLAIN,
    title=PLAIN,
    level=st.sampled_from(Level),
    kind=st.sampled_from(ScopeKind),
    award=st.dates(date(1980, 1, 1), date(2100, 1, 1)),
    version=st.integers(1, 999),
    region=st.sampled_from(["37", "3710", "371000"]),
)
def test_any_words_read_back(
    *, name: str, title: str, level: Level, kind: ScopeKind, award: date, version: int, region: str
) -> None:
    certificate = replace(
        FULL,
        name=name,
        title=title,
        level=level,
        award_date=award,
        version=version,
        scope=Scope(kind, "37"),
    )
    assert read(cwt.encode(certificate, SIGNER, region=region)) == carried(certificate)
