"""The page over a real world: nothing is stood in for, from the code to the verdict."""

from __future__ import annotations

import pytest
from flask import Flask

from keys.encoding import parse
from tests.verifier.world import HOST, NOW, RULES, World
from verifier import wire
from verifier.acts import Cause
from verifier.verdict import VerdictCode
from verifier.web import Site, VerifyDesk, harden


@pytest.fixture
def world():
    return World()


def desk_of(world):
    texts = {copy.code: copy for copy in (world.copy, world.recognised)}
    return VerifyDesk(
        lambda code: world.full(texts[code]) if code in texts else None,
        bundle=world.bundle,
        clock=lambda: NOW,
        site=Site(HOST, world.profile.name),
        rules=RULES,
    )


def page_of(world, path):
    app = Flask(__name__)
    harden(app)
    app.register_blueprint(desk_of(world).blueprint())
    return app.test_client().get(path)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_genuine_certificate_is_green_with_all_its_fields(world, language):
    text = page_of(world, f"/v/{world.recognised.code}?lang={language}").text
    said = world.recognised.certificate
    assert 'class="verdict ok"' in text
    for fact in (said.name, said.title, said.committee, said.certificate_no, said.approval_doc_no):
        assert fact in text
    assert said.mapping.document in text
    assert said.mapping.clause in text
    assert f'href="{RULES.rule(said.mapping.rule).address}' in text


def test_a_revoked_certificate_is_red_on_the_next_look(world):
    assert "verdict ok" in page_of(world, f"/v/{world.copy.code}").text
    world.take_back(world.copy, Cause.IMPROPER_MEANS)
    text = page_of(world, f"/v/{world.copy.code}").text
    assert 'class="verdict bad"' in text
    assert "威人社撤〔2024〕3号" in text


def test_the_downloaded_file_is_what_a_stranger_verifies(world):
    text = page_of(world, f"/v/{world.copy.code}?format=text").text
    assert desk_of(world).judge_text(text).verdict.code is VerdictCode.VALID
    alone = page_of(world, f"/v/{world.copy.code}?format=sd-jwt").text
    assert wire.read(alone).text == alone


def test_the_answer_for_machines_is_the_report_of_the_command_line(world):
    answer = page_of(world, f"/v/{world.copy.code}?format=json&lang=en")
    document = parse(answer.data, limit=2**20)
    assert document["verdict"] == "VALID"
    assert [finding["step"] for finding in document["findings"]] == sorted(
        finding["step"] for finding in document["findings"]
    )
    assert document["credential"] == world.full(world.copy)


def test_both_qr_codes_lead_to_the_record(world):
    for text in (world.copy.link, world.copy.offline):
        answer = desk_of(world).judge_text(text)
        assert (answer.verdict.code, answer.code) == (VerdictCode.VALID, world.copy.code)


def test_an_offline_code_joined_to_the_link_of_another_is_no_certificate(world):
    joined = wire.offline_link(HOST, world.recognised.code, world.copy.cwt)
    assert desk_of(world).judge_text(joined).verdict.code is VerdictCode.FORGED


def test_a_link_to_another_host_is_told_and_not_opened(world):
    answer = desk_of(world).judge_text(wire.qr_link("zc-weihai.example.net", world.copy.code))
    assert answer.verdict.code is VerdictCode.NOT_OFFICIAL_QR
    assert answer.code is None
