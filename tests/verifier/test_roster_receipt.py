"""The receipt of a roster is kept for years: genuine, about two files, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from keys.encoding import b64, canonical, sha256, unb64
from keys.envelope import peek, seal
from keys.errors import CredentialError, Malformed, Untrusted
from keys.roles import Role, Typ
from keys.signer import MemorySigner
from tests.verifier.desk import Desk
from tests.verifier.test_cli import run
from tests.verifier.world import ENTITY, NOW, World
from verifier import wire
from verifier.roster_receipt import Editions, RosterReceipt, demand_files, open_receipt

ROSTER, RESULT = b"name,number\n", b"name,number,verdict\n"


def receipt_of(world: World) -> RosterReceipt:
    bundle = world.bundle()
    return RosterReceipt(
        issuer=ENTITY,
        issued_at=NOW,
        number="5b1f",
        unit="示例用人单位有限公司",
        uscc="91371000MA3EXB010U",
        purpose="岗位聘用核验（示例）",
        roster=sha256(ROSTER),
        result=sha256(RESULT),
        rows=3,
        counts={"VALID": 2, "NOT_FOUND": 1},
        lists=Editions.of(bundle, bundle.authority(ENTITY)),
    )


def signed(world: World, **changed) -> str:
    return replace(receipt_of(world), **changed).seal(world.signers[Role.ANSWER])


def refusal(token: str, world: World) -> str:
    with pytest.raises(CredentialError) as caught:
        open_receipt(token, world.bundle(), at=NOW)
    return caught.value.code


def test_a_receipt_is_read_as_it_was_written():
    world = World()
    assert open_receipt(signed(world), world.bundle(), at=NOW) == receipt_of(world)


def test_a_receipt_names_the_editions_of_every_list():
    world = World()
    lists, view = receipt_of(world).lists, world.bundle().authority(ENTITY)
    assert (lists.authorities, lists.committees) == (world.bundle().anchor_list.seq, view.trust.seq)
    assert set(lists.status) == set(view.status_lists)
    assert lists.book == world.bundle().rules.digest


def test_files_that_differ_in_one_byte_are_not_those_of_the_receipt():
    found = receipt_of(World())
    demand_files(found, roster=ROSTER, result=RESULT)
    with pytest.raises(Untrusted, match=r"receipt\.roster"):
        demand_files(found, roster=ROSTER + b" ")
    with pytest.raises(Untrusted, match=r"receipt\.result"):
        demand_files(found, roster=ROSTER, result=ROSTER)


def test_a_receipt_is_believed_from_the_answer_key_alone():
    world = World()
    payload = canonical(peek(signed(world)))
    stranger = MemorySigner.generate(Role.ANSWER)
    assert refusal(seal(payload, Typ.ROSTER_RECEIPT, stranger), world) == "key.unknown"
    with pytest.raises(Untrusted, match=r"key\.role"):
        seal(payload, Typ.ROSTER_RECEIPT, world.signers[Role.CREDENTIAL])
    as_answer = seal(payload, Typ.RECOGNITION, world.signers[Role.ANSWER])
    assert refusal(as_answer, world) == "envelope.typ"


def test_a_receipt_is_no_certificate():
    with pytest.raises(Malformed):
        wire.read(signed(World()))


def test_an_altered_receipt_is_refused():
    world = World()
    head, body, tail = signed(world).split(".")
    altered = unb64(body).replace(b'"NOT_FOUND":1', b'"NOT_FOUND":0')
    assert refusal(f"{head}.{b64(altered)}.{tail}", world) == "signature.wrong"


def test_a_receipt_from_the_future_or_of_a_stolen_key_is_refused():
    world = World()
    assert refusal(signed(world, issued_at=NOW + timedelta(hours=1)), world) == "answer.future"
    token = signed(world)
    world.revoke_key(Role.ANSWER, revoked_at=NOW - timedelta(minutes=1), at=NOW)
    assert refusal(token, world) == "key.revoked"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"counts": {"VALID": 2}}, "document.member"),
        ({"counts": {"VALID": True, "NOT_FOUND": 2}}, "document.member"),
        ({"counts": ["VALID"]}, "document.member"),
        ({"rows": 0}, "document.member"),
        ({"roster_sha256": "x"}, "document.member"),
        ({"names": ["欧阳文博"]}, "document.unknown-member"),
    ],
)
def test_a_receipt_of_another_shape_is_refused(changed, code):
    world = World()
    payload = canonical({**peek(signed(world)), **changed})
    token = seal(payload, Typ.ROSTER_RECEIPT, world.signers[Role.ANSWER])
    assert refusal(token, world) == code


# -- zc-verify receipt -----------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


def check(desk: Desk, *more: str, kept: str | None = None) -> int:
    token = desk.file("receipt.jwt", kept or signed(desk.world))
    return run(["receipt", *desk.arguments(token, *more)])


def test_a_kept_receipt_is_checked_against_its_files(desk, capsys):
    roster = ("--roster", desk.file("roster.csv", ROSTER))
    result = ("--result", desk.file("result.csv", RESULT))
    assert check(desk, *roster, *result) == 0
    told = capsys.readouterr().out
    assert told.startswith("回执属实，与名册和结果文件一致。")
    assert "示例用人单位有限公司" in told
    assert check(desk, *roster, "--json") == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"NOT_FOUND": 1, "VALID": 2}


def test_other_files_are_no_and_no_files_are_no_answer(desk, capsys):
    other = desk.file("other.csv", RESULT)
    assert check(desk, "--roster", other) == 1
    assert check(desk) == 2
    assert check(desk, "--result", other) == 2
    assert check(desk, kept="nonsense") == 3
    assert check(desk, "--roster", str(desk.folder / "nowhere")) == 3
    assert "没有出示名册" in capsys.readouterr().out


def test_a_receipt_is_told_in_english(desk, capsys):
    assert check(desk, "--roster", desk.file("roster.csv", ROSTER), "--lang", "en") == 0
    assert capsys.readouterr().out.startswith("The receipt is genuine, and about this roster.")
