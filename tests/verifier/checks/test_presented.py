"""Steps 1 to 4: text, key, signature, document. Each step has tests that fail without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from keys.encoding import b64, canonical, parse, unb64
from keys.envelope import seal
from keys.errors import Malformed
from keys.public_key import Keyring
from keys.roles import Role, Typ
from keys.signer import MemorySigner
from tests.verifier.judging import against, codes, edited, falsified, judge
from tests.verifier.world import (
    ENTITY,
    HOST,
    NOW,
    World,
)
from verifier import cwt, sd_jwt, wire
from verifier.certificate import StatusReference
from verifier.verdict import NotValid, VerdictCode
from verifier.verify import verify

V = VerdictCode


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("text", ["", "hello", "x" * 300_000, "https://zc.weihai.example/v/short"])
def test_a_text_that_is_nothing_raises(world, text):
    with pytest.raises(Malformed):
        judge(world, text)


def test_step_1_a_link_to_another_host_is_not_official(world):
    forged = wire.offline_link("zc-weihai.example", world.copy.code, world.copy.cwt)
    for text in (forged, wire.qr_link("zc-weihai.example", world.copy.code)):
        verdict = judge(world, text)
        assert verdict.code is V.NOT_OFFICIAL_QR
        assert verdict.deciding.facts == {"host": "zc-weihai.example"}


def test_step_1_a_bare_link_carries_nothing_to_judge(world):
    verdict = judge(world, world.copy.link)
    assert verdict.code is V.CANNOT_TELL
    assert against(verdict) == ["read.link-only"]
    assert [each.step for each in verdict.findings] == list(range(1, 11))
    with pytest.raises(NotValid):
        _ = verdict.certificate


def test_step_2_an_issuer_off_the_list_is_named(world):
    stranger = World()
    certificate = replace(stranger.copy.certificate, issuer="https://zc.fake.example")
    text = sd_jwt.encode(certificate, stranger.signers[Role.CREDENTIAL])
    verdict = judge(world, text)
    assert verdict.code is V.WRONG_ISSUER
    assert verdict.deciding.facts == {"issuer": "https://zc.fake.example"}


def test_step_2_an_offline_code_of_an_unlisted_region_has_a_wrong_issuer(world):
    signer = MemorySigner.generate(Role.CREDENTIAL)
    sealed = cwt.encode(world.copy.certificate, signer, region="110000")
    verdict = judge(world, wire.offline_link(HOST, world.copy.code, sealed))
    assert verdict.code is V.WRONG_ISSUER


@pytest.mark.parametrize("form", ["sd-jwt", "cwt"])
def test_step_2_a_key_that_nobody_published_is_a_forgers(world, form):
    signer = MemorySigner.generate(Role.CREDENTIAL)
    text = sd_jwt.encode(world.copy.certificate, signer)
    if form == "cwt":
        sealed = cwt.encode(world.copy.certificate, signer, region="371000")
        text = wire.offline_link(HOST, world.copy.code, sealed)
    verdict = judge(world, text)
    assert verdict.code is V.FORGED
    assert "key.unknown" in against(verdict)


@pytest.mark.parametrize("days", [0, 3])
@pytest.mark.parametrize("form", ["sd-jwt", "cwt"])
def test_step_2_another_key_of_the_authority_signs_no_certificates(world, form, days):
    """The status key is the authority's too; it is named for what it is, however old the bundle."""
    signer = world.signers[Role.STATUS]
    posing = MemorySigner(signer._material, Role.CREDENTIAL)
    at = NOW + timedelta(days=days)
    certificate = replace(world.copy.certificate, issued_at=at)
    text = sd_jwt.encode(certificate, posing)
    if form == "cwt":
        sealed = cwt.encode(certificate, posing, region="371000")
        text = wire.offline_link(HOST, world.copy.code, sealed)
    verdict = verify(text, world.bundle(at=at), at)
    assert verdict.code is V.FORGED
    assert codes(verdict, 2) == ["key.role"]
    assert codes(verdict, 3) == ["signature.nothing"]
    assert verdict.deciding.facts == {"role": "status", "typ": "dc+sd-jwt"}


def test_step_2_an_old_bundle_does_not_call_a_newer_key_a_forgers(world):
    signer = MemorySigner.generate(Role.CREDENTIAL)
    later = NOW + timedelta(days=3)
    certificate = replace(world.copy.certificate, issued_at=NOW + timedelta(days=2))
    verdict = verify(sd_jwt.encode(certificate, signer), world.bundle(at=later), later)
    assert verdict.code is V.CANNOT_TELL
    assert "key.newer-than-bundle" in against(verdict)
    fresh = verify(sd_jwt.encode(certificate, signer), world.bundle(), NOW)
    assert fresh.code is V.FORGED


def test_step_3_an_edited_title_is_forged(world):
    text = edited(world.copy.credential, title="正高级工程师", level="FULL_SENIOR")
    verdict = judge(world, text)
    assert verdict.code is V.FORGED
    assert codes(verdict, 3) == ["signature.wrong"]
    assert verdict.claimed.title == "正高级工程师"
    with pytest.raises(NotValid):
        _ = verdict.certificate


def test_step_3_an_edited_offline_code_is_forged(world):
    parts = cwt.take_apart(world.copy.cwt)
    other = cwt.take_apart(world.recognised.cwt)
    mixed = world.copy.cwt.replace(parts.signature, other.signature)
    verdict = judge(world, wire.offline_link(HOST, world.copy.code, mixed))
    assert verdict.code is V.FORGED
    assert codes(verdict, 3) == ["signature.wrong"]


def test_step_4_a_disclosure_that_nobody_signed_is_forged(world):
    mine = world.copy.credential.split("~")
    theirs = world.recognised.credential.split("~")
    name = next(each for each in theirs[1:] if each and sd_jwt.disclosure.name_of(each) == "name")
    verdict = judge(world, "~".join([*mine[:-1], name, ""]))
    assert verdict.code is V.FORGED
    assert codes(verdict, 3) == ["signature.right"]
    assert codes(verdict, 4) == ["credential.unreferenced"]


def test_step_4_a_changed_name_is_forged(world):
    parts = world.copy.credential.split("~")
    place = next(
        i for i, each in enumerate(parts[1:-1], 1) if sd_jwt.disclosure.name_of(each) == "name"
    )
    parts[place] = b64(unb64(parts[place]).replace("欧阳文博".encode(), "欧阳文搏".encode()))
    verdict = judge(world, "~".join(parts))
    assert verdict.code is V.FORGED


def test_step_4_a_certificate_that_points_to_another_status_list_is_forged(world):
    copy = falsified(world, status=StatusReference("https://zc.fake.example/status/1", 5))
    verdict = judge(world, world.full(copy))
    assert verdict.code is V.FORGED
    assert codes(verdict, 4) == ["document.misdirected"]


def test_step_4_a_certificate_that_points_to_another_log_is_forged(world):
    evidence = replace(world.copy.certificate.evidence, log="log.fake.example")
    verdict = judge(world, falsified(world, evidence=evidence).credential)
    assert verdict.code is V.FORGED
    assert against(verdict) == ["document.misdirected"]


def test_step_4_an_offline_code_of_another_region_is_forged(world):
    sealed = cwt.encode(world.copy.certificate, world.signers[Role.CREDENTIAL], region="370000")
    verdict = judge(world, wire.offline_link(HOST, world.copy.code, sealed))
    assert verdict.code is V.FORGED
    assert against(verdict) == ["document.misdirected"]


def test_step_4_a_newer_format_is_unknown_and_not_a_lie(world):
    text = world.copy.credential
    signer = world.signers[Role.CREDENTIAL]
    document = parse(unb64(text.split(".")[1]), limit=10_000)
    newer = {**document, "vct": f"{ENTITY}/vct/zc-title/2"}
    jwt = seal(canonical(newer), Typ.CREDENTIAL, signer)
    verdict = judge(world, jwt + text[text.index("~") :])
    assert verdict.code is V.CANNOT_TELL
    assert codes(verdict, 4) == ["document.newer"]


def sealed(world: World, payload: bytes) -> str:
    """Anything, signed by the authority's own key."""
    return seal(payload, Typ.CREDENTIAL, world.signers[Role.CREDENTIAL]) + "~"


def test_step_2_what_names_no_issuer_is_refused(world):
    for payload in (b"{}", b"[]", b'{"iss":5}'):
        verdict = judge(world, sealed(world, payload))
        assert verdict.code is V.FORGED
        assert len(codes(verdict, 2)) == 1
        assert codes(verdict, 10) == ["scope.nothing"]


def test_step_2_a_damaged_offline_code_of_nobody_is_forged(world):
    parts = cwt.take_apart(world.copy.cwt)
    damaged = cwt._sealed(cwt._protected(bytes(8)), parts.payload[:-1], parts.signature)
    verdict = judge(world, wire.offline_link(HOST, world.copy.code, damaged))
    assert verdict.code is V.FORGED
    assert codes(verdict, 3) == ["signature.nothing"]


def test_step_2_an_old_bundle_does_not_excuse_a_damaged_text(world):
    signer = MemorySigner.generate(Role.CREDENTIAL)
    text = seal(canonical({"iss": ENTITY}), Typ.CREDENTIAL, signer) + "~"
    later = NOW + timedelta(days=3)
    verdict = verify(text, world.bundle(at=later), later)
    assert "key.unknown" in against(verdict)


def test_step_3_a_signature_of_another_length_is_forged(world):
    jwt, _, rest = world.copy.credential.partition("~")
    for cut in (jwt[:-1], jwt[:-4], jwt + "AAAA"):
        verdict = judge(world, f"{cut}~{rest}")
        assert verdict.code is V.FORGED
        assert codes(verdict, 3) != ["signature.right"]


def test_step_4_a_type_of_another_host_is_forged(world):
    text = world.copy.credential
    document = parse(unb64(text.split(".")[1]), limit=10_000)
    other = {**document, "vct": "https://zc.fake.example/vct/zc-title/1"}
    verdict = judge(world, sealed(world, canonical(other))[:-1] + text[text.index("~") :])
    assert verdict.code is V.FORGED
    assert against(verdict) == ["document.misdirected"]


def test_step_4_a_code_of_one_authority_under_the_host_of_another_is_forged(world):
    bundle = world.bundle()
    view = bundle.authority(ENTITY)
    other = replace(
        view,
        entity="https://zc.qingdao.example",
        profile=replace(view.profile, hosts=("zc.qingdao.example",)),
        credential_keys=Keyring([]),
    )
    both = replace(bundle, authorities={other.entity: other, ENTITY: view})
    link = wire.offline_link("zc.qingdao.example", world.copy.code, world.copy.cwt)
    verdict = verify(link, both, NOW)
    assert verdict.code is V.FORGED
    assert verdict.deciding.facts == {"member": "host"}
    assert verify(world.copy.offline, both, NOW).code is V.VALID
