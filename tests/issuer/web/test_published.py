"""Published files: the bytes as they lie there, with their types; nothing else of the folder."""

from __future__ import annotations

import pytest

from keys.encoding import sha256

FILES = {
    ".well-known/openid-federation": "application/entity-statement+jwt",
    "bundle.json": "application/json",
    "status/1": "application/statuslist+jwt",
    "trust/list.jwt": "application/zc-trust-list+jwt",
    "trust/authorities/2.jwt": "application/zc-trust-list+jwt",
    "trust/anchor.json": "application/json",
    "log/checkpoint": "text/plain",
    "log/tile/0/x001/234": "application/octet-stream",
    "log/tile/0/000.p/17": "application/octet-stream",
    "log/tile/entries/000.p/17": "application/octet-stream",
    f"batches/{sha256(b'x')}.json": "application/jose+json",
}


@pytest.fixture
def folder(tmp_path):
    public = tmp_path / "public"
    for name in FILES:
        (public / name).parent.mkdir(parents=True, exist_ok=True)
        (public / name).write_bytes(name.encode())
    (public / "revocations").write_bytes(b"signed.list.token")
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys/secret.json").write_text("secret")
    (public / ".lock").write_text("lock")
    (public / "log/secret.json").symlink_to(tmp_path / "keys/secret.json")
    (public / "trust/secret.json").symlink_to(tmp_path / "keys/secret.json")
    return public


@pytest.mark.parametrize(("name", "kind"), FILES.items())
def test_a_file_is_sent_as_it_is(client, folder, name, kind):
    answer = client.get(f"/{name}", buffered=True)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, name.encode(), kind)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"].startswith("public")
    again = client.get(f"/{name}", headers={"If-None-Match": answer.headers["ETag"]}, buffered=True)
    assert again.status_code == 304


def test_a_list_that_changes_is_asked_for_each_time_and_a_tile_never_again(client, folder):
    assert "max-age=0" in client.get("/status/1", buffered=True).headers["Cache-Control"]
    assert "immutable" in client.get("/log/tile/0/x001/234", buffered=True).headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    ["/trust/../../keys/secret.json", "/log/..%2f..%2fkeys/secret.json", "/log/secret.json",
     "/trust/secret.json", "/trust/.lock", "/status/0", "/status/99", "/log/tile/0/../checkpoint",
     "/batches/x.json", "/trust//etc/passwd", "/trust/%00"],
)  # fmt: skip
def test_nothing_else_has_an_address(client, folder, path):
    answer = client.get(path, buffered=True)
    assert answer.status_code == 404
    assert b"secret" not in answer.data


def test_the_signed_revocation_list_and_the_page_share_an_address(client, folder):
    signed = client.get(
        "/revocations", headers={"Accept": "application/zc-revocations+jwt"}, buffered=True
    )
    assert (signed.data, signed.mimetype) == (
        b"signed.list.token",
        "application/zc-revocations+jwt",
    )
    assert client.get("/revocations?format=jwt", buffered=True).data == signed.data


def test_type_metadata_names_the_type_of_this_host(client):
    answer = client.get("/vct/zc-title/1", buffered=True)
    assert answer.json["vct"] == "https://zc.weihai-rsj.example.com/vct/zc-title/1"
    paths = {claim["path"][0] for claim in answer.json["claims"]}
    assert {"name", "certificate_no", "title", "scope"} <= paths
