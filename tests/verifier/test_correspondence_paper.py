"""对应关系证明: believed for what it is, and never taken for a certificate."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from keys.encoding import b64, unb64
from keys.envelope import seal
from keys.errors import CredentialError, Malformed, Refused, Untrusted
from keys.roles import MAY_SIGN, Role, Typ
from keys.words import LANGUAGES, Words
from tests.verifier.asking import RULES
from tests.verifier.desk import Desk
from tests.verifier.test_cli import run
from tests.verifier.world import ENTITY, HOST, NOW, World
from verifier import correspondence_paper, wire
from verifier.answers import paper_lines
from verifier.cli_rim import CATALOGUES
from verifier.correspondence import Held, Question, equivalent
from verifier.correspondence_paper import (
    MAX_LINK,
    Paper,
    is_paper,
    open_paper,
    paper_link,
    sign_paper,
    write_paper,
)
from verifier.verify import verify

ASKED = Question(
    held=Held.DIGITAL_GRADE,
    grade="JUNIOR",
    region="2111",
    on=date(2024, 6, 28),
    name="2-02-38-01",
    obtained_on=date(2024, 5, 20),
    met=frozenset({"provincial-programme", "education", "years"}),
)


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


def written(question: Question = ASKED, **changed) -> Paper:
    told = {
        "holder": "欧阳文博", "certificate_no": "S000021202400001",
        "number": "盘人社对应〔2024〕1号（示例）", **changed,
    }  # fmt: skip
    return write_paper(question, issuer=ENTITY, rules=RULES, at=NOW, **told)


def signed(world: World, paper: Paper | None = None) -> str:
    return sign_paper(paper or written(), world.signers[Role.ANSWER])


def refusal(text: str, world: World) -> str:
    with pytest.raises(CredentialError) as caught:
        open_paper(text, world.bundle(), at=NOW)
    return caught.value.code


def test_a_paper_says_what_a_certificate_corresponds_to():
    world = World()
    paper = open_paper(signed(world), world.bundle(), at=NOW)
    assert paper == written()
    assert (paper.title, paper.document) == ("助理工程师", "盘人社发〔2024〕34号")
    assert open_paper(paper_link(HOST, signed(world)), world.bundle(), at=NOW) == paper


@pytest.mark.parametrize(
    "changed",
    [
        {"met": frozenset({"education", "years"})},
        {"not_met": frozenset({"years"})},
        {"grade": "SENIOR"},
        {"on": date(2025, 1, 1)},
        {"region": "3710"},
        {"held": Held.SKILL_LEVEL, "grade": "SKILL_TECHNICIAN"},
    ],
)
def test_no_paper_is_written_where_nothing_corresponds_as_it_is(changed):
    with pytest.raises(Refused, match=r"paper\.not-equivalent"):
        written(replace(ASKED, **changed))


def test_no_paper_is_written_where_several_titles_are_possible(monkeypatch):
    def undecided(question, *, rules):
        found = equivalent(question, rules=rules)
        return replace(found, options=found.options * 2)

    monkeypatch.setattr(correspondence_paper, "equivalent", undecided)
    with pytest.raises(Refused, match=r"paper\.choice"):
        written()


def test_a_paper_is_no_certificate_anywhere():
    world = World()
    token = signed(world)
    for text in (token, paper_link(HOST, token)):
        assert is_paper(text)
        with pytest.raises(Malformed):
            wire.read(text)
        with pytest.raises(Malformed):
            verify(text, world.bundle(), NOW)
    assert MAY_SIGN[Typ.CORRESPONDENCE] == {Role.ANSWER}
    assert not is_paper(world.copy.credential)
    assert not is_paper(world.copy.link)


def test_a_credential_key_signs_no_paper_and_an_answer_key_no_credential():
    world = World()
    with pytest.raises(Untrusted, match=r"key\.role"):
        sign_paper(written(), world.signers[Role.CREDENTIAL])
    with pytest.raises(Untrusted, match=r"key\.role"):
        seal(b"{}", Typ.CREDENTIAL, world.signers[Role.ANSWER])


def test_a_link_that_is_longer_than_any_of_ours_is_not_read():
    world = World()
    endless = paper_link("a" * MAX_LINK, signed(world))
    assert refusal(endless, world) == "envelope.form"
    assert refusal(paper_link("elsewhere.example", signed(world)), world) == "paper.foreign-host"


def test_an_altered_paper_is_refused():
    world = World()
    head, body, tail = signed(world).split(".")
    altered = unb64(body).replace("欧阳文博".encode(), "欧阳文斌".encode())
    assert refusal(f"{head}.{b64(altered)}.{tail}", world) == "signature.wrong"


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "高级工程师"},
        {"series": "ECONOMICS"},
        {"clause": "二"},
        {"question": replace(ASKED, met=frozenset())},
        {"question": replace(ASKED, grade="SENIOR")},
        {"question": replace(ASKED, on=date(2025, 1, 1))},
        {"rule": "correspondence.digital-engineer.weihai-junior"},
    ],
)
def test_a_paper_that_says_more_than_its_rule_is_refused_whoever_signed(changed):
    world = World()
    assert refusal(signed(world, replace(written(), **changed)), world) == "paper.rule"


def test_a_paper_by_a_rule_that_nobody_knows_here_is_left_open():
    world = World()
    unknown = signed(world, replace(written(), rule="own.rule"))
    assert refusal(unknown, world) == "paper.unknown-rule"


def test_a_link_to_another_site_is_refused():
    world = World()
    link = paper_link("zc-weihai.example", signed(world))
    assert refusal(link, world) == "paper.foreign-host"


def test_a_paper_from_the_future_or_of_a_lost_key_is_refused():
    world = World()
    late = replace(written(), issued_at=NOW + timedelta(hours=1))
    assert refusal(signed(world, late), world) == "answer.future"
    token = signed(world)
    world.revoke_key(Role.ANSWER, revoked_at=NOW - timedelta(minutes=1), at=NOW)
    assert refusal(token, world) == "key.revoked"


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_first_words_say_what_it_is_not(language):
    lines = paper_lines(written(), Words(language, *CATALOGUES), rules=RULES)
    assert lines[0] in (
        "对应关系证明，不是职称证书",
        "A proof of correspondence, not a certificate of title",
    )


def check(desk: Desk, *named: str, text: str, more: tuple[str, ...] = ()) -> int:
    return run([*named, *desk.arguments(desk.text(text), *more)])


@pytest.mark.parametrize("as_link", [False, True])
def test_zc_verify_says_that_it_is_no_certificate(desk, capsys, as_link):
    token = signed(desk.world)
    text = paper_link(HOST, token) if as_link else token
    # The question was whether this is a valid certificate: the answer is never yes.
    assert check(desk, text=text) == 2
    assert capsys.readouterr().out.startswith("对应关系证明，不是职称证书\n")
    assert check(desk, "correspondence", text=text) == 0
    told = capsys.readouterr().out
    assert "可以对应  助理工程师" in told
    assert "盘人社发〔2024〕34号 一、（一）" in told


def test_zc_verify_tells_a_machine(desk, capsys):
    assert check(desk, "correspondence", text=signed(desk.world), more=("--json",)) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["is_title"], told["title"]) == (False, "助理工程师")


@pytest.mark.parametrize("command", [(), ("correspondence",)])
def test_zc_verify_refuses_a_false_paper(desk, capsys, command):
    false = signed(desk.world, replace(written(), title="高级工程师"))
    assert check(desk, *command, text=false) == 1
    assert "不予采信" in capsys.readouterr().err
