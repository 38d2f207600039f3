"""The SD-JWT VC: everything reads back, and no claim can be slipped in, doubled or changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.encoding import Json, b64, canonical, sha256, unb64
from keys.envelope import open_compact, seal
from keys.errors import CredentialError, Malformed, TooLarge, Untrusted
from keys.roles import Role, Typ
from keys.signer import MemorySigner
from tests.verifier.sample import AT, CERTIFICATE, HOST, KEYS, MAPPING, PLAIN, SIGNER
from verifier import sd_jwt
from verifier.certificate import Certificate
from verifier.disclosure import DISCLOSABLE, REQUIRED
from verifier.profile import MAX_CREDENTIAL_BYTES
from verifier.titles import Level

FULL = replace(CERTIFICATE, mapping=MAPPING)
TEXT = sd_jwt.encode(FULL, SIGNER)
JWT, *DISCLOSURES = TEXT[:-1].split("~")


def claims_of(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unb64(text.split(".")[1]))
    return found


def opened(disclosure: str) -> list[Any]:
    found: list[Any] = json.loads(unb64(disclosure))
    return found


def written(*triple: Json) -> str:
    return b64(canonical(list(triple)))


def signed(claims: dict[str, Any], disclosures: list[str]) -> str:
    """What a careless holder of the right key might sign."""
    return "~".join([seal(canonical(claims), Typ.CREDENTIAL, SIGNER), *disclosures, ""])


def test_everything_reads_back() -> None:
    assert sd_jwt.read(TEXT) == FULL
    assert sd_jwt.read(sd_jwt.encode(CERTIFICATE, SIGNER)) == CERTIFICATE
    optional = replace(CERTIFICATE, employer=None, approval_doc_no=None)
    assert sd_jwt.read(sd_jwt.encode(optional, SIGNER)) == optional


def test_signed_part_opens_with_the_envelope_and_has_the_claims_of_the_profile() -> None:
    document = open_compact(
        sd_jwt.issuer_jwt(TEXT), Typ.CREDENTIAL, KEYS, at=AT, limit=MAX_CREDENTIAL_BYTES
    ).document
    assert document["vct"] == f"https://{HOST}/vct/zc-title/1"
    assert document["status"] == {"status_list": {"idx": 112345, "uri": f"https://{HOST}/status/1"}}
    assert set(document) & set(DISCLOSABLE) == set()
    assert document["_sd"] == sorted(sha256(each.encode()) for each in DISCLOSURES)
    parts = sd_jwt.take_apart(TEXT)
    assert parts.kid == SIGNER.kid
    assert parts.digest == sha256(JWT.encode())


def test_no_personal_fact_is_in_the_signed_part() -> None:
    shown = json.dumps(claims_of(TEXT), ensure_ascii=False)
    for hidden in (FULL.name, FULL.certificate_no, FULL.employer, FULL.committee, FULL.specialty):
        assert str(hidden) not in shown


def test_salts_are_128_bit_random_and_each_its_own() -> None:
    again = sd_jwt.encode(FULL, SIGNER)
    salts = [opened(each)[0] for text in (TEXT, again) for each in text.split("~")[1:-1]]
    assert {len(unb64(salt)) for salt in salts} == {16}
    assert len(set(salts)) == len(salts) == 2 * len(DISCLOSABLE)


def test_same_randomness_gives_the_same_disclosures() -> None:
    texts = {sd_jwt.encode(FULL, SIGNER, random=bytes).split("~", 1)[1] for _ in range(2)}
    assert len(texts) == 1


@given(st.sets(st.sampled_from(DISCLOSABLE)))
def test_a_presentation_says_what_is_kept_and_nothing_else(names: set[str]) -> None:
    shown = sd_jwt.present(TEXT, names)
    certificate = sd_jwt.read(shown)
    for field in fields(Certificate):
        if field.name in DISCLOSABLE and field.name not in names:
            assert getattr(certificate, field.name) is None
        else:
            assert getattr(certificate, field.name) == getattr(FULL, field.name)
    parts = sd_jwt.take_apart(shown)
    assert sd_jwt.withheld(parts) == len(DISCLOSABLE) - len(names)
    assert parts.digest == sd_jwt.take_apart(TEXT).digest


def test_what_is_not_disclosed_cannot_be_presented() -> None:
    for name in ("employer", "title", "_sd"):
        with pytest.raises(Malformed, match=r"credential\.not-disclosed"):
            sd_jwt.present(sd_jwt.present(TEXT, {"name"}), {name})


def test_disclosures_in_another_order_are_read_and_presented_in_ours() -> None:
    turned = "~".join([JWT, *DISCLOSURES[::-1], ""])
    assert sd_jwt.read(turned) == FULL
    assert sd_jwt.present(turned, DISCLOSABLE) == TEXT


@pytest.mark.parametrize("member", [*REQUIRED, "evidence"])
def test_incomplete_certificate_is_not_signed(member: str) -> None:
    lacking: dict[str, Any] = {member: None}
    with pytest.raises(Malformed, match=rf"credential\.incomplete \(member={member}\)"):
        sd_jwt.encode(replace(FULL, **lacking), SIGNER)


def test_only_a_credential_key_signs() -> None:
    with pytest.raises(Untrusted, match=r"key\.role"):
        sd_jwt.encode(FULL, MemorySigner.generate(Role.STATUS))


NAME = opened(DISCLOSURES[0])


def test_an_edited_name_is_named_by_no_digest() -> None:
    forged = written(NAME[0], "name", "王伪造")
    with pytest.raises(Malformed, match=r"credential\.unreferenced"):
        sd_jwt.read("~".join([JWT, forged, *DISCLOSURES[1:], ""]))


def test_a_disclosure_of_another_certificate_is_refused() -> None:
    other = sd_jwt.encode(FULL, SIGNER).split("~")[1]
    with pytest.raises(Malformed, match=r"credential\.unreferenced"):
        sd_jwt.read("~".join([JWT, *DISCLOSURES, other, ""]))


def test_a_disclosure_twice_is_refused() -> None:
    with pytest.raises(Malformed, match=r"credential\.duplicate-claim"):
        sd_jwt.read("~".join([JWT, DISCLOSURES[0], *DISCLOSURES, ""]))


DIGESTS = claims_of(TEXT)["_sd"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"vct": "https://zc.example/vct/zc-title/2"}, "credential.vct"),
        ({"vct": "http://zc.example/vct/zc-title/1"}, "credential.vct"),
        ({"vct": "https://zc.example/other/vct/zc-title/1"}, "credential.vct"),
        ({"_sd_alg": "sha-384"}, "credential.digest-algorithm"),
        ({"_sd": [*DIGESTS[:-1], DIGESTS[0]]}, "credential.duplicate-digest"),
        ({"_sd": [*DIGESTS[:-1], 7]}, "credential.duplicate-digest"),
        ({"_sd": [*DIGESTS, "A" * 43]}, "document.member"),
        ({"_sd": {}}, "document.member"),
        ({"exp": 1}, "document.unknown-member"),
        ({"name": "王二"}, "document.unknown-member"),
        ({"cnf": {"jwk": {}}}, "document.unknown-member"),
        ({"nbf": 1}, "document.member"),
        ({"iat": "1"}, "document.member"),
        ({"level": "SENIOR"}, "document.member"),
        ({"version": 0}, "document.member"),
        ({"scope": {"kind": "PROVINCE"}}, "document.missing"),
        ({"scope": {"kind": "PROVINCE", "region": "37", "_sd": []}}, "document.unknown-member"),
        ({"evidence": {}}, "document.missing"),
        ({"status": {}}, "document.missing"),
    ],
)
def test_unruly_signed_parts_are_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        sd_jwt.read(signed({**claims_of(TEXT), **change}, DISCLOSURES))
    assert refusal.value.code == code


@pytest.mark.parametrize("member", sorted(claims_of(TEXT)))
def test_no_claim_of_the_signed_part_may_lack(member: str) -> None:
    claims = claims_of(TEXT)
    del claims[member]
    with pytest.raises(Malformed, match=r"document\.missing"):
        sd_jwt.read(signed(claims, DISCLOSURES))


BENT: dict[str, tuple[Callable[[str], str], str]] = {
    "no tilde": (lambda text: text.split("~")[0], "credential.form"),
    "empty": (lambda text: text[:0], "credential.form"),
    "empty disclosure": (lambda text: text + "~", "credential.form"),
    "padding": (lambda text: text[:-1] + "=~", "credential.form"),
    "newline": (lambda text: text[:-1] + "\n~", "credential.form"),
    "four segments": (lambda text: "x." + text, "credential.form"),
    "key binding": (lambda text: text + "a.b.c", "credential.key-binding"),
    "last tilde lost": (lambda text: text[:-1], "credential.key-binding"),
}


@pytest.mark.parametrize(("bend", "code"), BENT.values(), ids=BENT.keys())
def test_bent_texts_are_malformed(bend: Callable[[str], str], code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        sd_jwt.take_apart(bend(TEXT))
    assert refusal.value.code == code


def test_text_beyond_its_limit_is_not_looked_at() -> None:
    with pytest.raises(TooLarge, match=r"credential\.too-large"):
        sd_jwt.take_apart("~" * (MAX_CREDENTIAL_BYTES + 1))


ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~.="


@settings(max_examples=300)
@given(st.integers(0, len(TEXT) - 1), st.sampled_from(ALPHABET))
def test_one_changed_character_never_reads_as_another_genuine_certificate(
    place: int, character: str
) -> None:
    changed = TEXT[:place] + character + TEXT[place + 1 :]
    if changed == TEXT:
        return
    try:
        certificate = sd_jwt.read(changed)
        jwt = sd_jwt.issuer_jwt(changed)
        open_compact(jwt, Typ.CREDENTIAL, KEYS, at=AT, limit=MAX_CREDENTIAL_BYTES)
    except CredentialError:
        return
    pytest.fail(f"read as {certificate}")


@settings(max_examples=50)
@given(
    name=PLAIN,
    title=PLAIN,
    level=st.sampled_from(Level),
    award=st.dates(date(1980, 1, 1), date(2100, 1, 1)),
    version=st.integers(1, 999),
)
def test_any_words_read_back(
    name: str, title: str, level: Level, award: date, version: int
) -> None:
    certificate = replace(
        FULL, name=name, title=title, level=level, award_date=award, version=version
    )
    assert sd_jwt.read(sd_jwt.encode(certificate, SIGNER)) == certificate
