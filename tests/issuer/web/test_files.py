"""Files over HTTP: what is said, what is refused, what is kept (nothing)."""

from __future__ import annotations

import pytest
from werkzeug import formparser

from issuer import lettering
from issuer.app import build_app
from issuer.config import Config
from issuer.parts import Parts
from issuer.web import files as pages
from issuer.web.limits import NETWORK_FAILURES, NETWORK_SECONDS
from keys.errors import Malformed
from tests.cast import IDENTITY
from tests.issuer.web.conftest import Ticking
from tests.verifier.files import picturing, tampering
from tests.verifier.files.certificates import Files
from verifier.files.kinds import MAX_FILE_BYTES

API = "/api/v1/verifications/file"
FORM = "/verify/file"
PDF = "application/pdf"
PERSON = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def papers(ordinary, tmp_path_factory):
    province = ordinary.copy(tmp_path_factory.mktemp("web") / "office")
    yield Files.of(province)
    province.close()


@pytest.fixture
def turning():
    return Ticking()


@pytest.fixture
def client(papers, turning, tmp_path):
    config = Config.from_env({"ZC_INSTANCE": str(tmp_path), "ZC_SURFACE": "public"})
    province = papers.province
    parts = Parts(IDENTITY, records=province.records, clock=lambda: province.at, monotonic=turning)
    return build_app(config, parts).test_client()


def sent(data: bytes, name: str = "张三的证书.pdf") -> dict[str, object]:
    """The form as a browser sends it: two ways to choose a file, one of them not used."""
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="file"; filename="{named}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
        + held
        for named, held in (("", b""), (name, data))
    ]
    body = b"\r\n".join([*parts, b"--b--\r\n"])
    return {"data": body, "content_type": "multipart/form-data; boundary=b", "headers": PERSON}


def test_a_sealed_file_is_valid_for_a_machine_and_a_person(client, papers):
    answer = client.post(API, data=papers.ann.pdf, content_type=PDF)
    assert (answer.status_code, answer.json["verdict"]) == (200, "VALID")
    assert answer.json["file"]["sealed"] is True
    assert answer.json["certificate"]["certificate_no"] == papers.ann.number
    page = client.post(FORM, **sent(papers.ann.pdf))
    assert "覆盖整个文件" in page.text
    assert papers.ann.printed.certificate.name in page.text
    assert "请与手中证书逐项比对" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_file_is_held_to_the_place_that_was_chosen(client, papers):
    there = client.post(f"{API}?to=3702", data=papers.ann.pdf, content_type=PDF).json
    assert (there["verdict"], there["place"]["answer"]) == ("VALID", "RECOGNISED")
    elsewhere = client.post(f"{API}?to=3306", data=papers.ann.pdf, content_type=PDF).json
    assert (elsewhere["verdict"], elsewhere["certificate"]) == ("OUT_OF_SCOPE", None)
    page = client.post(FORM, **sent(papers.ann.pdf)).text
    # Asked again without choosing the file again: the record that it leads to has an address.
    assert f'action="/v/{papers.ann.printed.code}"' in page
    assert 'id="where-to"' in page


def test_the_page_brings_the_font_for_a_rare_name(client, papers, monkeypatch):
    monkeypatch.setattr(lettering, "rare_in", lambda text: text[:2])
    page = client.post(FORM, **sent(papers.ann.pdf))
    assert f"U+{ord(papers.ann.printed.certificate.name[0]):X}" in page.text
    assert "font-src data:;" in page.headers["Content-Security-Policy"]


def test_a_pasted_code_is_named_and_the_record_stands_beside(client, papers):
    pasted = picturing.with_chunk(papers.bo.page(), papers.ann.printed.credential)
    answer = client.post(API, data=pasted, content_type="image/png")
    assert answer.json["verdict"] == "FORGED"
    assert "file.codes-differ" in {each["code"] for each in answer.json["file"]["findings"]}
    assert answer.json["certificate"] is None
    assert answer.json["file"]["record"] is not None
    assert answer.json["credential"] is None


def test_an_edited_file_with_its_genuine_code_is_red_and_the_record_stands_beside(client, papers):
    """Another name drawn over the page, as an editor saves it; the code on it is the real one."""
    edited = tampering.text_changed_behind_the_seal(papers.ann.pdf)
    answer = client.post(API, data=edited, content_type=PDF)
    assert (answer.json["verdict"], answer.json["certificate"]) == ("FORGED", None)
    assert answer.json["file"]["record"]["certificate_no"] == papers.ann.number
    page = client.post(FORM, **sent(edited))
    assert 'class="verdict ok' not in page.text
    assert papers.ann.printed.certificate.name in page.text
    assert 'class="verdict ok' in client.post(FORM, **sent(papers.ann.pdf)).text


def test_a_photo_is_green_only_beside_the_word_to_compare(client, papers):
    photo = picturing.photographed(papers.ann.page())
    page = client.post(f"{FORM}?lang=en", **sent(photo, "x.jpg"))
    assert "This is what the official record says" in page.text
    assert "Compare each item with the certificate in your hand" in page.text
    assert client.post(API, data=photo, content_type="image/jpeg").json["file"]["compare"] is True


def test_nothing_of_the_file_is_shown_or_written(client, papers, monkeypatch):
    monkeypatch.setattr(formparser, "SpooledTemporaryFile", lambda *_, **__: pytest.fail("disk"))
    big = papers.ann.pdf + b"%" * 2**20
    page = client.post(FORM, **sent(big))
    assert page.status_code == 200
    assert "张三" not in page.text


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        (b"GIF89a", 400, "这不是 PDF、PNG 或 JPG 文件"),
        (b"", 400, "没有选择文件"),
        (b"%PDF-" + bytes(MAX_FILE_BYTES), 413, "文件超过 10 MB，请截取含二维码的一页。"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(client, data, status, says):
    page = client.post(FORM, **sent(data))
    assert page.status_code == status
    assert says in page.text
    if data:
        answer = client.post(API, data=data, content_type=PDF)
        assert answer.status_code == status
        assert says in answer.json["title"]


def test_a_photo_without_a_code_gets_the_words_for_it(client):
    page = client.post(FORM, **sent(picturing.words_only()))
    words = "照片里没有找到二维码。请靠近些、避开反光，让二维码占画面三分之一以上。"
    assert words in page.text


def nothing(data: bytes):
    raise Malformed("file.unreadable")


def test_files_that_lead_to_nothing_are_counted_and_others_are_not(
    client, papers, turning, monkeypatch
):
    monkeypatch.setattr(pages, "open_file", nothing)
    for _ in range(NETWORK_FAILURES):
        assert client.post(API, data=b"%PDF-", content_type=PDF).status_code == 400
    full = client.post(API, data=papers.ann.pdf, content_type=PDF)
    assert (full.status_code, full.json["type"]) == (429, "/problems/web.too-many")
    turning.now += NETWORK_SECONDS
    assert client.post(API, data=b"%PDF-", content_type=PDF).status_code == 400


def test_a_cabinet_of_certificates_is_never_held_up(client, papers, monkeypatch):
    found = pages.open_file(papers.ann.pdf)
    monkeypatch.setattr(pages, "open_file", lambda _: found)
    for _ in range(3 * NETWORK_FAILURES):
        assert client.post(API, data=papers.ann.pdf, content_type=PDF).status_code == 200


def test_who_would_wait_too_long_is_asked_to_come_again(client, papers, monkeypatch):
    monkeypatch.setattr(pages, "LONGEST_WAIT", 0)
    inside: list[int] = []

    def slow(data: bytes):
        again = client.application.test_client().post(API, data=data, content_type=PDF)
        inside.append(again.status_code)
        return nothing(data)

    monkeypatch.setattr(pages, "AT_ONCE", 1)
    monkeypatch.setattr(pages, "open_file", slow)
    client.post(API, data=papers.ann.pdf, content_type=PDF)
    assert 429 in inside


def test_without_lists_there_is_no_verdict(client, papers, monkeypatch):
    def gone():
        raise OSError

    monkeypatch.setattr(papers.province.records, "current_bundle", gone)
    answer = client.post(API, data=papers.ann.pdf, content_type=PDF)
    assert (answer.status_code, answer.json["verdict"]) == (503, "SERVICE_PROBLEM")
