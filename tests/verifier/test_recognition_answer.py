"""A signed answer is kept for years: genuine, bound to its request, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from keys.encoding import b64, canonical, parse, unb64
from keys.envelope import peek, seal
from keys.errors import CredentialError, Malformed, TooLarge, Untrusted
from keys.roles import Role, Typ
from keys.signer import MemorySigner
from tests.verifier.asking import RULES
from tests.verifier.desk import Desk
from tests.verifier.test_cli import run
from tests.verifier.world import ENTITY, NOW, World
from verifier import wire
from verifier.recognition import Purpose, recognise, title_of
from verifier.recognition.answer import (
    Replied,
    demand_bound,
    open_answer,
    sign_answer,
)
from verifier.recognition.request import (
    MAX_ITEMS,
    MAX_REQUEST_BYTES,
    ByCode,
    ByDoor,
    RecognitionRequest,
    Unregistered,
)
from verifier.verify import verify

REQUEST = RecognitionRequest(
    region="3702",
    purpose=Purpose.EMPLOYMENT,
    case_no="青人社核〔2024〕17号（示例）",
    items=(ByCode("3Q7ZK9M2XWATV4R8C5HNJEBG1D"), ByDoor("ZC37", "欧阳文博", "7M4K2X")),
    on=date(2024, 7, 1),
    same_work=True,
    nonce="5b1f",
)


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


def signed(world: World, request: RecognitionRequest = REQUEST, **changed) -> str:
    bundle = world.bundle()
    shown = title_of(verify(world.full(world.copy), bundle, NOW), bundle)
    place = request.receiving(today=date(2024, 7, 1))
    replied = Replied(shown, recognise(shown, place, rules=RULES))
    told = {"signer": world.signers[Role.ANSWER], "at": NOW, **changed}
    return sign_answer(
        [replied] * len(request.items), request, Unregistered(), receiving=place,
        issuer=ENTITY, book=RULES.digest, **told,
    )  # fmt: skip


def refusal(token: str, world: World, *, at=NOW) -> str:
    with pytest.raises(CredentialError) as caught:
        open_answer(token, world.bundle(at=at), at=at)
    return caught.value.code


def test_an_answer_says_what_counts_where_and_no_person():
    world = World()
    token = signed(world)
    found = open_answer(token, world.bundle(), at=NOW)
    demand_bound(found, REQUEST)
    assert [each.answer for each in found.items] == ["RECOGNISED", "RECOGNISED"]
    assert found.items[0].rule in found.rules
    assert (found.asker, found.case_no, found.region) == ("unregistered", REQUEST.case_no, "3702")
    assert found.items[0].title["scope"] == {"kind": "PROVINCE", "region": "37"}
    assert "欧阳文博" not in canonical(peek(token)).decode()


def test_an_answer_answers_no_other_request():
    world = World()
    found = open_answer(signed(world), world.bundle(), at=NOW)
    for other in (
        replace(REQUEST, region="3306"),
        replace(REQUEST, items=REQUEST.items[:1]),
        replace(REQUEST, case_no="另案"),
        replace(REQUEST, nonce="5b1e"),
    ):
        with pytest.raises(Untrusted, match=r"answer\.request"):
            demand_bound(found, other)


def test_an_answer_with_fewer_items_than_its_request_is_refused():
    world = World()
    found = open_answer(signed(world), world.bundle(), at=NOW)
    with pytest.raises(Untrusted, match=r"answer\.request"):
        demand_bound(replace(found, items=found.items[:1]), REQUEST)


def test_an_answer_is_believed_from_the_answer_key_alone():
    world = World()
    payload = canonical(peek(signed(world)))
    stranger = MemorySigner.generate(Role.ANSWER)
    assert refusal(seal(payload, Typ.RECOGNITION, stranger), world) == "key.unknown"
    for role in (Role.CREDENTIAL, Role.STATUS):
        with pytest.raises(Untrusted, match=r"key\.role"):
            seal(payload, Typ.RECOGNITION, world.signers[role])
    as_receipt = seal(payload, Typ.RECEIPT, world.signers[Role.ANSWER])
    assert refusal(as_receipt, world) == "envelope.typ"


def test_an_answer_is_no_certificate():
    with pytest.raises(Malformed):
        wire.read(signed(World()))


def test_an_altered_answer_is_refused():
    world = World()
    head, body, tail = signed(world).split(".")
    altered = unb64(body).replace(b'"RECOGNISED"', b'"NOT_VALID_HERE"')
    assert refusal(f"{head}.{b64(altered)}.{tail}", world) == "signature.wrong"


def test_an_answer_from_the_future_is_refused():
    world = World()
    late = signed(world, at=NOW + timedelta(hours=1))
    assert refusal(late, world) == "answer.future"


def test_an_answer_of_a_stolen_key_is_refused_whenever_it_says_it_was_signed():
    world = World()
    token = signed(world)
    world.revoke_key(Role.ANSWER, revoked_at=NOW - timedelta(minutes=1), at=NOW)
    assert refusal(token, world) == "key.revoked"


def test_an_answer_of_another_authority_is_refused():
    world, other = World(), World()
    assert refusal(signed(other), world) == "key.unknown"


# -- requests --------------------------------------------------------------------------------------


def test_a_request_is_read_as_it_was_written_in_any_order():
    told = parse(REQUEST.to_bytes(), limit=MAX_REQUEST_BYTES)
    shuffled = json.dumps(dict(reversed(told.items())), ensure_ascii=False, indent=4).encode()
    assert RecognitionRequest.from_bytes(shuffled) == REQUEST
    assert RecognitionRequest.from_bytes(shuffled).digest == REQUEST.digest


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"items": []}, "request.items"),
        ({"items": [{"code": "X"}] * (MAX_ITEMS + 1)}, "request.items"),
        ({"items": "X"}, "document.member"),
        ({"items": [{"number": "ZC37", "name": "某"}]}, "document.missing"),
        ({"items": [{"code": "X", "name": "某"}]}, "document.unknown-member"),
        ({"same_work": "yes"}, "document.member"),
        ({"purpose": "CURIOSITY"}, "document.member"),
        ({"peer": "33"}, "document.unknown-member"),
    ],
)
def test_a_request_of_another_shape_is_refused_by_name(changed, code):
    told = {**parse(REQUEST.to_bytes(), limit=MAX_REQUEST_BYTES), **changed}
    with pytest.raises(Malformed) as caught:
        RecognitionRequest.from_bytes(json.dumps(told).encode())
    assert caught.value.code == code


def test_a_request_of_five_hundred_is_read_and_a_larger_file_is_not():
    longest = ByDoor("ZC37100020230550000012", "欧阳文博", "7M4K2X")
    many = replace(REQUEST, items=(longest,) * MAX_ITEMS)
    assert len(RecognitionRequest.from_bytes(many.to_bytes()).items) == MAX_ITEMS
    with pytest.raises(TooLarge):
        RecognitionRequest.from_bytes(b" " * (MAX_REQUEST_BYTES + 1))


# -- zc-verify answer ------------------------------------------------------------------------------


def check(desk: Desk, kept: str, *more: str) -> int:
    return run(["answer", *desk.arguments(desk.file("answer.jwt", kept), *more)])


def test_a_kept_answer_is_checked_against_its_request(desk, capsys):
    sent = desk.file("request.json", REQUEST.to_bytes())
    assert check(desk, signed(desk.world), "--request", sent) == 0
    told = capsys.readouterr().out
    assert told.startswith(
        "答复真实，由威海市示例人力资源和社会保障局于 2024-07-01 10:00:00 签发。"
    )
    assert "答复与所给的请求相符" in told
    assert "1. 认可 · 高级工程师" in told


def test_without_its_request_an_answer_answers_nothing(desk, capsys):
    assert check(desk, signed(desk.world), "--lang", "en") == 2
    assert "No request was shown" in capsys.readouterr().out


def test_another_request_is_told(desk, capsys):
    sent = desk.file("request.json", replace(REQUEST, case_no="另案").to_bytes())
    assert check(desk, signed(desk.world), "--request", sent) == 1
    assert "答的不是所给的请求" in capsys.readouterr().err


def test_the_whole_reply_of_the_interface_may_be_kept(desk, capsys):
    sent = desk.file("request.json", REQUEST.to_bytes())
    whole = json.dumps({"recognition": signed(desk.world), "items": []})
    assert check(desk, whole, "--request", sent, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["genuine"], told["bound"], told["to"]) == (True, True, "3702")


def test_what_is_no_answer_is_told(desk, capsys):
    assert check(desk, "{}") == 3
    assert check(desk, "a.b.c") == 3
