"""Every page that shows a holder's name brings the font for it; a name is taken for rare here."""

from __future__ import annotations

import pytest

from issuer import lettering
from tests.issuer.claiming import hand_out
from tests.issuer.web.holders import holders_app, post


@pytest.fixture
def client(province, tmp_path, monkeypatch):
    monkeypatch.setattr(lettering, "rare_in", lambda text: text[:2])
    return holders_app(province, tmp_path).test_client()


def test_the_claim_page_brings_the_font_for_a_rare_name(province, client):
    codes = hand_out(province)
    number = min(codes)
    name = province.titles[number].row.name
    page = post(client, codes[number], name)
    assert page.status_code == 200
    for each in name[:2]:
        assert f"U+{ord(each):X}" in page.text
    assert "font-src data:;" in page.headers["Content-Security-Policy"]


def test_a_page_that_shows_no_name_brings_none(client):
    page = client.get("/claim")
    assert "@font-face" not in page.text
    assert "font-src" not in page.headers["Content-Security-Policy"]
