"""What holds of every public page: small, alone, quiet, outlined, labelled, whole without a script.

The table of addresses is held against the route table, so that a new page must be named here.
"""

from __future__ import annotations

import gzip
import re
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from issuer.web.navigation import WAYS
from issuer.web.route import HTML, Who
from issuer.web.routes import ROUTES
from tests.issuer.web.conftest import Records
from tests.issuer.web.reading_pages import Page
from tests.verifier.verdicts import CODE
from tests.verifier.world import ENTITY, World

VERDICT, OTHER = 14 * 1024, 30 * 1024
READINGS = ("lang=zh", "lang=en", "lang=zh&type=large", "lang=en&type=large")
SLUG = "marine"
ADDRESSES = {
    "start.home": ("/", "/?way=number", "/?way=file"),
    "verify.page": (f"/v/{CODE}", "/v/00000000000000000000000000", f"/v/{CODE}?to=3702"),
    "correspondences.page": ("/equivalence",),
    "papers.page": ("/correspondence",),
    "start.revocations": ("/revocations", "/revocations?number=ZC99"),
    "register.index": ("/committees", "/committees?q=nothing"),
    "register.committee": (f"/committees/{SLUG}",),
    "fake_reports.form": ("/report",),
    "openness.figures": ("/openness",),
    "openness.genuine": ("/genuine",),
    "book.index": ("/rules", "/rules?page=1", "/rules?q=34"),
    "book.changes": ("/rules/changes",),
    "book.document": ("/rules/documents/panjin-2024-34",),
    "book.rule": ("/rules/notice.result-days.panjin-2024",),
    "claims.page": ("/claim",),
    "contract.index": ("/api",),
    "contract.operation": ("/api/verifications.verify", "/api/files.check"),
    "problems.explain": ("/problems/web.not-found",),
    "units.join_page": ("/unit/join",),
    "units.sign_in_page": ("/unit/sign-in",),
    "": ("/no-such-page",),
}
APART = {"offline.page": "one file of up to 1 MB, to be saved; tests/verifier/offline holds it"}
NEEDS_SCRIPT = {"print", "live", "finder", "said", "unable", "elsewhere", "go"}
"""Hidden until there is a script; the page says or does the same without."""
PAGES = [(name, address) for name, every in ADDRESSES.items() for address in every]


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture
def records(world):
    bundle = world.bundle()

    class Listed(Records):
        def current_bundle(self):
            # Another one each time, so that nothing is kept from one request to the next.
            return SimpleNamespace(
                authority=lambda _: bundle.authority(ENTITY),
                anchor_list=bundle.anchor_list,
                authorities=bundle.authorities,
                hosts=bundle.hosts,
            )

    return Listed()


@pytest.fixture
def client(app_of, world, tmp_path):
    (tmp_path / "anchor.json").write_bytes(world.anchor.to_bytes())
    return app_of().test_client()


def test_every_page_is_named_here():
    pages = {
        each.endpoint
        for each in ROUTES
        if each.method == "GET"
        and each.who is not Who.UNIT
        and any(HTML in media for media, _ in each.gives.values())
    }
    assert pages == ({*ADDRESSES} - {""}) | {*APART} | {"inquiries.page"} & pages


@pytest.mark.parametrize("reading", READINGS)
def test_a_page_is_small_alone_and_whole(client, reading):
    for name, address in PAGES:
        joint = "&" if "?" in address else "?"
        answer = client.get(f"{address}{joint}{reading}", headers={"Accept": "text/html"})
        page = Page(answer.text)
        assert answer.status_code == (200 if name else 404), address
        assert len(gzip.compress(answer.data)) <= (VERDICT if name == "verify.page" else OTHER)
        assert "Set-Cookie" not in answer.headers
        assert page.language == ("en" if "lang=en" in reading else "zh-CN")
        assert ('class="large"' in answer.text.partition("<head>")[0]) is ("large" in reading)
        stands_alone(page)
        reads_well(page)
        leads_on(page, reading)


def stands_alone(page):
    """Nothing is fetched beside the page, least of all from elsewhere; nothing needs a script."""
    assert [each for each in page.fetched if not each.startswith("data:")] == []
    assert [each for each in page.links if not each.startswith(("/", "?", "#"))] == []
    assert not [each for each in page.links if each.startswith("//")]
    assert "url(" not in page.text.partition("</head>")[0].replace("url(data:", "")
    assert page.handlers == []
    assert set(page.hidden) <= NEEDS_SCRIPT
    assert page.dead == []


def reads_well(page):
    """Outline, landmarks, labels and languages, as a screen reader meets them."""
    assert page.title.strip()
    assert page.headings.count(1) == 1
    assert page.headings[0] == 1
    assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
    assert page.landmarks == ["header", "main", "footer"]
    assert sorted(page.ids) == sorted(set(page.ids))
    assert page.controls <= page.labels
    assert page.unnamed == []
    assert 'class="skip" href="#main"' in page.text
    assert page.misread == []


def leads_on(page, reading):
    """Every place in the page is there, and the next page is read alike."""
    places = {each[1:] for each in page.links if each.startswith("#")}
    assert places <= set(page.ids)
    kept = parse_qs(reading)
    for link in page.links:
        at = urlsplit(link)
        if link.startswith("#") or "format" in parse_qs(at.query) or is_file(at.path):
            continue
        asked = parse_qs(at.query)
        if link.startswith("?"):
            continue  # of this very page: switches, and the next part of a list
        assert asked.get("type") == kept.get("type"), link
        assert asked.get("lang") == kept.get("lang"), link
    for name, (value,) in kept.items() if page.asked else ():
        assert page.carried.get(name) == value


def is_file(path):
    """What is downloaded, or has one form only."""
    return path.startswith(("/trust/", "/log/", "/drawer/", "/rules/book/")) or path in (
        "/bundle.json", "/openapi.json",
    )  # fmt: skip


def test_every_page_leads_to_every_public_page(client):
    for _, address in PAGES:
        text = client.get(address, headers={"Accept": "text/html"}).text
        foot = text.partition("<footer>")[2]
        assert [each for each, _ in WAYS if f'href="{each}"' not in foot] == []
    for address, _ in WAYS:
        if address != "/offline":
            assert client.get(address).status_code == 200


def test_the_verdict_comes_first_in_the_title(client):
    for language in ("zh", "en"):
        text = client.get(f"/v/{CODE}?lang={language}").text
        heading = re.search(r"<h1[^>]*>([^<]+)</h1>", text)
        assert heading
        assert Page(text).title.startswith(heading[1])


def test_a_form_that_was_refused_says_so_first_and_takes_the_focus(client):
    for address in ("/verify", "/report", "/correspondence", "/claim"):
        answer = client.post(address, data={"qr": "?", "paper": "?", "code": "?"})
        text = answer.text
        found = re.search(r'<div class="wrong"[^>]*>', text)
        if found is None:
            assert answer.status_code == 200, address
            continue
        assert {'role="alert"', 'tabindex="-1"', "autofocus"} <= set(found[0][:-1].split(" "))
        assert text.index("<h1") < found.start() < text.index("<form")
