"""Anybody may report a fake; what is sent is kept whole or told, and is never shown again."""

from __future__ import annotations

import re

import pytest

from issuer.app import build_app
from issuer.config import Config
from issuer.fake_reports import FakeKind
from issuer.parts import Parts
from issuer.web.limits import ALL_REPORTS, NETWORK_REPORTS, NETWORK_SECONDS
from tests.issuer.web.conftest import IDENTITY
from tests.verifier.verdicts import CODE, NOW

SENT = {"kind": "SITE", "says": "二维码打开了另一个网站", "address": "zc-weihai.example.net"}


@pytest.fixture
def kept():
    return []


@pytest.fixture
def client(app_of, tmp_path, records, ticking, kept):
    app_of()  # for the judge that it puts in place
    config = Config.from_env(
        {
            "ZC_INSTANCE": str(tmp_path),
            "ZC_SURFACE": "public",
            "ZC_TRUSTED_PROXIES": "10.9.0.0/16",
        }
    )

    def keep(report, at):
        kept.append((report, at))
        return "7M4K2XQZ"

    parts = Parts(IDENTITY, records=records, keep_report=keep, clock=lambda: NOW, monotonic=ticking)
    return build_app(config, parts).test_client()


def test_a_report_is_kept_with_its_moment_and_its_number_is_told(client, kept):
    answer = client.post("/report", data=SENT)
    assert answer.status_code == 200
    assert "7M4K2XQZ" in answer.text
    ((report, at),) = kept
    assert at == NOW
    assert (report.kind, report.says, report.address) == (FakeKind.SITE, *list(SENT.values())[1:])
    assert (report.code, report.verdict, report.contact) == (None, None, None)
    assert SENT["says"] not in answer.text


def test_what_was_tried_goes_along_with_what_this_office_said_of_it(client, kept):
    page = client.get(f"/v/{CODE}").text
    begun = re.search(r'<form method="post" action="/report[^"]*">(.*?)</form>', page)
    assert f'name="code" value="{CODE}"' in begun[1]
    form = client.post("/report", data={"code": CODE})
    assert form.status_code == 200
    assert f'name="code" value="{CODE}"' in form.text
    assert kept == []
    client.post("/report", data={**SENT, "code": CODE})
    assert (kept[0][0].code, kept[0][0].verdict) == (CODE, "VALID")


@pytest.mark.parametrize(
    "changed",
    [{"says": ""}, {"says": "x" * 2001}, {"kind": "MOON"}, {"kind": ""}, {"contact": "x" * 121}],
)
def test_what_is_no_report_is_told_and_not_kept(client, kept, changed):
    answer = client.post("/report", data={**SENT, **changed})
    assert answer.status_code == 422
    assert "还不能提交" in answer.text
    assert kept == []


def send(client, network):
    """The status of a report from an address behind the proxy."""
    told = {"X-Forwarded-For": network}
    proxy = {"REMOTE_ADDR": "10.9.0.1"}
    return client.post("/report", data=SENT, headers=told, environ_base=proxy)


def test_a_flood_is_slowed_and_another_network_is_not(client, kept, ticking):
    flood = [send(client, "192.0.2.7").status_code for _ in range(NETWORK_REPORTS)]
    assert flood == [200] * NETWORK_REPORTS
    refused = send(client, "192.0.2.7")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= NETWORK_SECONDS
    assert "举报次数太多" in refused.text
    assert len(kept) == NETWORK_REPORTS
    assert send(client, "198.51.100.7").status_code == 200
    ticking.now += NETWORK_SECONDS + 1
    assert send(client, "192.0.2.7").status_code == 200


def test_a_flood_from_everywhere_slows_those_who_sent_it(client):
    flood = [f"{10 + place // 200}.{place % 200}.0.1" for place in range(ALL_REPORTS)]
    assert {send(client, place).status_code for place in flood} == {200}
    assert send(client, flood[-1]).status_code == 429
    assert send(client, "198.51.100.7").status_code == 200


def test_a_report_that_cannot_be_kept_is_not_called_received(app_of):
    answer = app_of("public").test_client().post("/report", data=SENT)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    assert "已收到" not in answer.text


def test_the_form_speaks_english_without_chinese_of_its_own(client):
    main = client.get("/report?lang=en").text.partition("<main")[2].partition("</main>")[0]
    assert re.findall(r"[一-鿿]+", re.sub(r"<[^>]+>", " ", main)) == []
    assert "<script" not in main
