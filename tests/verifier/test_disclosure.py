"""Disclosures that were signed, and are refused all the same."""

from __future__ import annotations

import json

import pytest

from keys.encoding import Json, b64, canonical, sha256, unb64
from keys.envelope import seal
from keys.errors import Malformed
from keys.roles import Typ
from tests.verifier.sample import CERTIFICATE, MAPPING, SIGNER
from verifier import sd_jwt

TEXT = sd_jwt.encode(CERTIFICATE, SIGNER)
SALT = b64(bytes(16))


def written(*triple: Json) -> str:
    return b64(canonical(list(triple)))


def signed_with(disclosures: list[str]) -> str:
    """A credential whose signed part names these disclosures, as a careless issuer might sign."""
    claims = json.loads(unb64(TEXT.split(".")[1]))
    claims["_sd"] = sorted(sha256(each.encode()) for each in disclosures)
    return "~".join([seal(canonical(claims), Typ.CREDENTIAL, SIGNER), *disclosures, ""])


def test_disclosures_of_the_helper_are_read_when_they_are_in_order() -> None:
    """So that the refusals below are refusals of what is wrong with each."""
    assert sd_jwt.read(signed_with([written(SALT, "name", "王二")])).name == "王二"
    assert sd_jwt.read(signed_with([])).name is None


def test_two_names_in_one_certificate_are_refused_even_when_signed() -> None:
    with pytest.raises(Malformed, match=r"credential\.duplicate-claim"):
        sd_jwt.read(signed_with([written(SALT, "name", "王一"), written(SALT, "name", "王二")]))


@pytest.mark.parametrize(
    ("disclosure", "code"),
    [
        (written(SALT, "_sd", ["x"]), "credential.reserved-name"),
        (written(SALT, "...", "x"), "credential.reserved-name"),
        (written(SALT, "title", "正高级工程师"), "credential.reserved-name"),
        (written(SALT, "status", {}), "credential.reserved-name"),
        (written(SALT, "cnf", {}), "credential.reserved-name"),
        (written(SALT, "id_no", "371000199001010000"), "credential.unknown-claim"),
        (written(SALT, "工作单位", "x"), "credential.unknown-claim"),
        (written(SALT, "name"), "credential.disclosure"),
        (written(SALT, "name", "王二", 1), "credential.disclosure"),
        (written(SALT, ["name"], "王二"), "credential.disclosure"),
        (written("short", "name", "王二"), "credential.disclosure"),
        (written(1, "name", "王二"), "credential.disclosure"),
        (written("*" * 22, "name", "王二"), "credential.disclosure"),
        (written("A" * 21 + "B", "name", "王二"), "credential.disclosure"),
        (b64(b'{"name":"x"}'), "credential.disclosure"),
        (b64(b'["' + SALT.encode() + b'", "name","x"]'), "credential.disclosure"),
        (b64(b'["' + SALT.encode() + b'","name","x"],["' + SALT.encode() + b'","employer","y"]'),
         "credential.disclosure"),
        (b64(b'1],"more":[2'), "credential.disclosure"),
        (b64(b"["), "encoding.json"),
        (written(SALT, "name", ["王二"]), "document.member"),
        (written(SALT, "name", {"_sd": ["x"]}), "document.member"),
        (written(SALT, "name", None), "document.member"),
        (written(SALT, "name", ""), "document.member"),
        (written(SALT, "name", "王" * 61), "document.member"),
        (written(SALT, "name", "王\u202e二"), "document.member"),
        (written(SALT, "method", "GIFT"), "document.member"),
        (written(SALT, "award_date", "2025-6-18"), "document.member"),
        (written(SALT, "mapping", "correspondence"), "document.not-an-object"),
        (written(SALT, "mapping", {**MAPPING.to_dict(), "_sd": ["x"]}), "document.unknown-member"),
    ],
)  # fmt: skip
def test_signed_but_unruly_disclosures_are_refused(disclosure: str, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        sd_jwt.read(signed_with([disclosure]))
    assert refusal.value.code == code
