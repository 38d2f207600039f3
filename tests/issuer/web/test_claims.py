"""The claim page over a real office: what a holder sees, and what nobody else does."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pikepdf
import pytest

from issuer.claim_codes import grouped, new_code
from issuer.web.claims import FILL_IN
from tests.issuer.claiming import OTHER_ONCE, hand_out
from tests.issuer.web.holders import TICKET, fetch, holders_app, post, ticket_of
from verifier.acts import Cause
from verifier.verdict import VerdictCode
from verifier.verify import verify
from verifier.web.headers import content_policy

WECHAT = {"User-Agent": "Mozilla/5.0 (iPhone) AppleWebKit/605 MicroMessenger/8.0.50"}


@pytest.fixture
def codes(province):
    return hand_out(province)


@pytest.fixture
def first(province, codes):
    number = min(codes)
    return number, codes[number], province.titles[number].row.name


@pytest.fixture
def app(province, tmp_path):
    return holders_app(province, tmp_path)


@pytest.fixture
def client(app):
    return app.test_client()


def test_the_form_needs_no_script_no_cookie_and_is_kept_nowhere(client):
    page = client.get("/claim")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Content-Security-Policy"] == content_policy(FILL_IN)
    assert f"<script>{FILL_IN}</script>" in page.text
    assert re.search(r'name="once" value="[A-Za-z0-9_-]{43}"', page.text)


def test_each_form_holds_something_of_its_own(client):
    pages = [client.get("/claim").text for _ in range(3)]
    assert len({re.search(r'name="once" value="([^"]+)"', each)[1] for each in pages}) == 3


def test_it_speaks_both_languages(client):
    assert "没有领取码？" in client.get("/claim").text
    assert "No claim code?" in client.get("/claim?lang=en").text


def test_a_holder_sees_whose_it_is_and_takes_three_files(province, client, first):
    number, code, name = first
    page = post(client, grouped(code).lower(), f" {name} ")
    assert page.status_code == 200
    title = province.titles[number]
    for said in ("领取成功", number, name, title.row.title, title.row.specialty):
        assert said in page.text
    assert code not in page.text
    ticket = ticket_of(page)
    pdf = fetch(client, ticket)
    with pikepdf.open(BytesIO(pdf.data)) as opened:
        assert len(opened.pages) == 2
    assert fetch(client, ticket, "png").data.startswith(b"\x89PNG")
    text = fetch(client, ticket, "credential").text
    assert verify(text, province.bundle(), province.at).code is VerdictCode.VALID


@pytest.mark.parametrize(
    ("kind", "media", "name"),
    [
        ("pdf", "application/pdf", "职称证书.pdf"),
        ("png", "image/png", "职称证书.png"),
        ("credential", "text/plain", "职称证书-签名凭证.txt"),
    ],
)
def test_a_file_is_named_for_what_it_is_and_for_nobody(client, first, kind, media, name):
    number, code, holder = first
    file = fetch(client, ticket_of(post(client, code, holder)), kind)
    assert (file.status_code, file.mimetype) == (200, media)
    said = file.headers["Content-Disposition"]
    assert unquote(said).endswith(f"filename*=UTF-8''{name}")
    assert said.isascii()
    assert not [each for each in (number, holder) if each in unquote(str(file.headers))]
    assert file.headers["Cache-Control"] == "no-store"


def misses(client, code, name):
    """Each way to be wrong, through the same form."""
    tries = [(new_code(), name), (code, f"{name}某"), (new_code(), "某某"), (code, "某")]
    return [post(client, each, who) for each, who in tries]


def test_a_wrong_code_and_a_wrong_name_are_one_page(client, first):
    _, code, name = first
    pages = misses(client, code, name)
    assert {page.status_code for page in pages} == {422}
    assert len({page.data for page in pages}) == 1
    assert len({str(sorted(page.headers.items())) for page in pages}) == 1
    assert "领取码或姓名不对" in pages[0].text
    assert name not in pages[0].text


@pytest.mark.parametrize("state", ["used", "expired", "withdrawn", "revoked", "suspended"])
def test_a_wrong_name_gets_that_page_whatever_became_of_the_code(province, client, first, state):
    _, code, name = first
    before = post(client, code, f"{name}某").data
    bring(province, client, first, state)
    assert post(client, code, f"{name}某").data == before
    told = post(client, code, name, once=OTHER_ONCE)
    assert told.status_code == 409
    assert TICKET.search(told.text) is None
    assert TOLD[state] in told.text


TOLD = {
    "used": "领取码已使用（<time>2025-06-27 10:00</time>）",
    "expired": "领取码已过期",
    "withdrawn": "领取码已作废（<time>2025-06-27 10:00</time>）",
    "revoked": "对决定有异议，请按决定书写明的途径和期限申请。",
    "suspended": "有关情况正在核查",
}


def bring(province, client, first, state):
    number, code, name = first
    if state == "used":
        post(client, code, name)
    elif state == "withdrawn":
        hand_out(province, [number], again=True)
    elif state == "revoked":
        province.revoke(number, Cause.IMPROPER_MEANS)
    elif state == "suspended":
        province.suspend(number)
    else:
        province.at += timedelta(days=31)


def test_a_code_that_can_be_none_is_told_so_before_anybody_looks(client, first):
    _, code, name = first
    for wrong in (code[:-1], f"{code}7", f"{code[:-1]}U"):
        assert "20 位字母和数字" in post(client, wrong, name).text
    assert "都填写完整" in post(client, code, "").text
    assert post(client, code, name).status_code == 200


def test_wechat_is_told_to_open_a_browser_and_spends_no_code(client, first):
    _, code, name = first
    assert "在浏览器打开" in client.get("/claim", headers=WECHAT).text
    assert "在浏览器打开" not in client.get("/claim").text
    told = post(client, code, name, headers=WECHAT)
    assert (told.status_code, TICKET.search(told.text)) == (422, None)
    assert "没有使用您的领取码" in told.text
    assert post(client, code, name).status_code == 200


def test_a_ticket_past_its_time_opens_nothing(province, client, first):
    _, code, name = first
    ticket = ticket_of(post(client, code, name))
    province.at += timedelta(hours=24)
    late = fetch(client, ticket)
    assert (late.status_code, late.mimetype) == (422, "text/html")
    assert "下载的时限已过" in late.text


def test_a_title_taken_back_after_the_claim_gives_no_file(province, client, first):
    number, code, name = first
    ticket = ticket_of(post(client, code, name))
    province.revoke(number)
    told = fetch(client, ticket)
    assert (told.status_code, told.mimetype) == (409, "text/html")
    assert "这项职称已撤销" in told.text
