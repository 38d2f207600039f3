"""What a camera, a form or a file hands in: read by its form, forged or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import qrcode
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q

from keys.encoding import sha256
from keys.errors import CredentialError, Malformed, TooLarge
from keys.roles import Role
from keys.signer import MemorySigner
from tests.verifier.sample import AT, CERTIFICATE, CODE, HOST, ISSUER, KEYS, MAPPING, REGION, SIGNER
from verifier import cwt, merkle, sd_jwt, wire
from verifier.log import Checkpoint, DigestEntry, EntryKind, LogProof, sign_checkpoint

SEALED = cwt.encode(CERTIFICATE, SIGNER, region=REGION)
LINK = wire.offline_link(HOST, CODE, SEALED)
CREDENTIAL = sd_jwt.encode(CERTIFICATE, SIGNER)
ENTRY = DigestEntry(EntryKind.BATCH, AT + timedelta(seconds=1), sha256(b"x")).to_bytes()
PROOF = LogProof(
    ENTRY,
    0,
    (),
    sign_checkpoint(
        Checkpoint(f"{HOST}/log", 1, merkle.leaf_hash(ENTRY)), MemorySigner.generate(Role.LOG)
    ),
)


def version(text: str, correction: int) -> int:
    code = qrcode.QRCode(error_correction=correction)
    code.add_data(text)
    code.make(fit=True)
    return int(code.version)


def test_offline_qr_of_a_usual_certificate_stays_between_versions_14_and_16() -> None:
    assert len(HOST) == 25
    assert 14 <= version(LINK, ERROR_CORRECT_M) <= 16


def test_offline_qr_of_a_recognised_title_stays_readable_too() -> None:
    mapped = cwt.encode(replace(CERTIFICATE, mapping=MAPPING), SIGNER, region=REGION)
    assert version(wire.offline_link(HOST, CODE, mapped), ERROR_CORRECT_M) <= 17


def test_main_qr_is_small_at_the_strong_correction() -> None:
    assert version(wire.qr_link(HOST, CODE), ERROR_CORRECT_Q) <= 5


def test_link_has_the_three_parts_and_digits_only_behind_the_version() -> None:
    assert wire.qr_link(HOST, CODE) == f"https://{HOST}/v/{CODE}"
    link, _, fragment = LINK.partition("#")
    assert link == wire.qr_link(HOST, CODE)
    assert fragment[0] == "1"
    assert fragment.isdecimal()


def test_link_is_read_whatever_a_person_or_a_messenger_did_to_it() -> None:
    expected = wire.LinkPresented(HOST, CODE)
    for text in (
        f"https://{HOST}/v/{CODE}",
        f"  https://{HOST}/v/{CODE}\r\n",
        f"HTTPS://{HOST.upper()}/v/{CODE.lower()}",
        f"https://{HOST}/v/{CODE}?from=singlemessage",
        f"https://{HOST}/v/{CODE}#",
        f"https://{HOST}/v/{CODE[:5]}-{CODE[5:]}",
    ):
        assert wire.read(text) == expected
    assert expected.form == "link"


def test_offline_link_presents_the_certificate() -> None:
    presented = wire.read(LINK)
    assert isinstance(presented, wire.CwtPresented)
    assert (presented.form, presented.host, presented.code) == ("cwt", HOST, CODE)
    assert cwt.issued_by(presented.certificate, ISSUER).name == CERTIFICATE.name
    assert presented.digest == sha256(SEALED)
    assert presented.kid_prefix == cwt.take_apart(SEALED).kid_prefix
    cwt.open_cwt(presented.parts, KEYS)


def test_credential_is_read_with_and_without_its_proof() -> None:
    bare = wire.read(CREDENTIAL)
    assert isinstance(bare, wire.SdJwtPresented)
    assert (bare.form, bare.kid, bare.proof, bare.withheld) == ("sd-jwt", SIGNER.kid, None, 0)
    assert bare.certificate == CERTIFICATE
    assert bare.issuer_jwt == sd_jwt.issuer_jwt(CREDENTIAL)
    assert bare.digest == sha256(bare.issuer_jwt.encode())
    for text in (f"{CREDENTIAL}\n\n{PROOF.to_text()}", f"{CREDENTIAL}\n\n{PROOF.to_text()}\n\n"):
        presented = wire.read(text)
        assert isinstance(presented, wire.SdJwtPresented)
        assert presented.proof == PROOF
        assert presented.text == CREDENTIAL


def test_an_edited_certificate_is_still_presented_so_that_it_can_be_called_forged() -> None:
    jwt, first, *rest = CREDENTIAL.split("~")
    presented = wire.read("~".join([jwt, first[:-2] + "AA", *rest]))
    assert isinstance(presented, wire.SdJwtPresented)
    with pytest.raises(Malformed, match=r"credential\.unreferenced"):
        _ = presented.certificate
    bent = bytearray(SEALED)
    bent[-80] ^= 0x80
    offline = wire.read(wire.offline_link(HOST, CODE, bytes(bent)))
    assert isinstance(offline, wire.CwtPresented)
    with pytest.raises(Malformed):
        _ = offline.certificate


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "wire.form"),
        ("欧阳文博", "wire.form"),
        (f"http://{HOST}/v/{CODE}", "wire.form"),
        (f"https://{HOST}/x/{CODE}", "wire.code"),
        (f"https://{HOST}/v/{CODE[:-1]}", "wire.code"),
        (f"https://{HOST}/v/{CODE}0", "wire.code"),
        (f"https://{HOST}/v/8{CODE[1:]}", "wire.code"),
        (f"https://{HOST}/v/{CODE[:-1]}U", "wire.code"),
        (f"https://{HOST}/v/{CODE}/", "wire.code"),
        (f"https:///v/{CODE}", "wire.host"),
        (f"https://a@{HOST}/v/{CODE}", "wire.host"),
        (f"https://人社局.example/v/{CODE}", "wire.host"),
        (f"https://-a.example/v/{CODE}", "wire.host"),
        (f"https://{'a' * 250}.example/v/{CODE}", "wire.host"),
        (LINK.replace("#1", "#2"), "wire.version"),
        (LINK.replace("#1", "#"), "wire.version"),
        (LINK + "x", "wire.digits"),
        (LINK[:-1], "wire.digits"),
        (LINK[:-3], "cwt.form"),
        (f"https://{HOST}/v/{CODE}#1", "cwt.form"),
        (f"{CREDENTIAL}\n\nnothing", "proof.form"),
        (CREDENTIAL + "x.y.z", "credential.key-binding"),
        ("~", "credential.form"),
        ("a.b.c~", "envelope.header"),
    ],
)
def test_other_texts_are_refused_with_the_reason(text: str, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        wire.read(text)
    assert refusal.value.code == code


@pytest.mark.parametrize("text", [f"https://{'1' * 4000}", "~" * 40_000, " " * 300_000])
def test_texts_beyond_their_limit_are_not_looked_at(text: str) -> None:
    with pytest.raises(TooLarge):
        wire.read(text)


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    for whole in (text, f"https://{text}", f"{LINK}{text}", f"{CREDENTIAL}{text}", f"{text}~"):
        try:
            wire.read(whole)
        except Malformed:
            continue


OFFLINE = LINK.index("#") + 2


@settings(max_examples=200)
@given(st.integers(OFFLINE, len(LINK) - 1), st.sampled_from("0123456789"))
def test_one_changed_digit_never_reads_as_another_genuine_certificate(
    place: int, digit: str
) -> None:
    bent = LINK[:place] + digit + LINK[place + 1 :]
    if bent == LINK:
        return
    try:
        presented = wire.read(bent)
        assert isinstance(presented, wire.CwtPresented)
        cwt.open_cwt(presented.parts, KEYS)
    except CredentialError:
        return
    pytest.fail("a changed certificate was genuine")


@given(st.binary(min_size=16, max_size=16))
def test_codes_hold_all_128_bits_and_read_back(entropy: bytes) -> None:
    code = wire.new_code(lambda size: entropy[:size])
    number = 0
    for character in code:
        number = number * 32 + wire.CODE_ALPHABET.index(character)
    assert number == int.from_bytes(entropy, "big")
    assert wire.normalise_code(code) == code


def test_codes_are_random_and_easily_typed() -> None:
    assert len({wire.new_code() for _ in range(50)}) == 50
    typed = "3q7z k8m2-w5xg 9tbv-n4rc j6hp-do"
    assert wire.normalise_code(typed) == CODE
    assert wire.normalise_code("0123456789abcdefghjkmnpqri") == "0123456789ABCDEFGHJKMNPQR1"
    assert wire.normalise_code("0123456789abcdefghjkmnpqrL") == "0123456789ABCDEFGHJKMNPQR1"


@pytest.mark.parametrize(
    "text", ["", CODE + CODE[0], "U" * 26, "-" * 60, "３" + CODE[1:], CODE + "\n", CODE + " " * 27]
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match=r"wire\.code"):
        wire.normalise_code(text)


def test_links_are_only_written_for_hosts_and_codes_that_are_ones() -> None:
    for host in ("", "Zc.example", "zc.example/", "zc example", "zc..example", "zc.example:0"):
        with pytest.raises(Malformed, match=r"wire\.host"):
            wire.qr_link(host, CODE)
    for code in ("", CODE.lower(), CODE + "0"):
        with pytest.raises(Malformed, match=r"wire\.code"):
            wire.qr_link(HOST, code)
    assert wire.qr_link("localhost:8443", CODE).startswith("https://localhost:8443/v/")


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("HTTP://Evil.example:8443/x", "evil.example"),
        (" https://evil.example\n", "evil.example"),
        (f"https://{HOST}@evil.example/v/{CODE}", "evil.example"),
        ("https://zс.example/v/1", "xn--z-7tb.example"),  # a Cyrillic letter
        ("https://zc。example/", "zc.example"),
        ("weixin://evil.example", None),
        ("evil.example/v/1", None),
        ("https://[::1]/", None),
        ("https://[x/", None),
        (f"https://{'a' * 70}.example/", None),
        ("", None),
    ],
)
def test_the_host_of_an_address_is_named_in_ascii(text: str, host: str | None) -> None:
    assert wire.host_of(text) == host
