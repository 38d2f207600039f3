"""What a process opens: the public surface holds a pepper and an anchor, and no other key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from issuer import app, founding, office
from issuer.config import Config, InstanceIdentity
from keys.errors import Malformed, Untrusted
from keys.key_file import FLOOR
from keys.public_key import TrustedKey
from keys.roles import Role
from keys.signer import MemorySigner
from keys.trust import Anchor

AT = datetime(2025, 7, 1, tzinfo=UTC)
PASSPHRASE = b"a passphrase for tests"
CHEAP = FLOOR
HOLDERS = {Role.SEAL, Role.DATA, Role.PEPPER}
IDENTITY = InstanceIdentity(
    entity="https://zc.weihai.example",
    host="zc.weihai.example",
    region="371000",
    name="威海市人力资源和社会保障局（示例）",
    anchor="https://anchor.example",
)


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """An instance with real key files, before anything is published."""
    folder = tmp_path_factory.mktemp("instance")
    file = folder / "passphrase"
    file.write_bytes(PASSPHRASE + b"\n")
    file.chmod(0o600)
    config = config_of(folder)
    founding.found(config, IDENTITY, passphrase=PASSPHRASE, at=AT, cost=CHEAP)
    root = MemorySigner.generate(Role.ANCHOR)
    anchor = Anchor(IDENTITY.anchor, (TrustedKey(root.public, Role.ANCHOR, None, AT),))
    config.anchor_file.write_bytes(anchor.to_bytes())
    return folder


def config_of(folder, surface="public"):
    return Config.from_env(
        {
            "ZC_INSTANCE": str(folder),
            "ZC_SURFACE": surface,
            "ZC_PASSPHRASE_FILE": str(folder / "passphrase"),
        }
    )


@pytest.mark.parametrize(
    ("surface", "roles"),
    [
        ("public", {Role.PEPPER}),
        ("query", {Role.ANSWER, Role.PEPPER}),
        ("holder", HOLDERS),
        ("unit", {Role.PEPPER}),
    ],
)
def test_a_surface_opens_its_own_keys_and_no_other(instance, monkeypatch, surface, roles):
    opened = []

    def noting(open_it):
        def note(*given, **more):
            opened.append(str(given[0]))
            return open_it(*given, **more)

        return note

    monkeypatch.setattr(office, "open_secret", noting(office.open_secret))
    monkeypatch.setattr(office, "open_signer", noting(office.open_signer))
    parts = app.open_parts(config_of(instance, surface))
    assert parts.registrar is None
    assert (parts.answering is not None) is (Role.ANSWER in roles)
    assert {name.rpartition("/")[2].partition("-")[0] for name in opened} == set(roles)
    assert len(opened) == len(roles)


def test_the_public_surface_starts_where_there_is_no_other_key(instance, tmp_path):
    for name in ("authority.toml", "anchor.json", "passphrase"):
        (tmp_path / name).write_bytes((instance / name).read_bytes())
    (tmp_path / "keys").mkdir()
    for file in (instance / "keys").glob(f"{Role.PEPPER.value}-*"):
        (tmp_path / "keys" / file.name).write_bytes(file.read_bytes())
        (tmp_path / "keys" / file.name).chmod(0o600)
    config = replace(config_of(tmp_path), database_url=f"sqlite:///{instance / 'office.db'}")
    client = app.create_app(config).test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 200


def test_before_anything_is_published_the_process_is_alive_and_not_ready(instance):
    client = app.create_app(config_of(instance)).test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["checks"]) == (503, {"bundle": "file.unavailable"})
    assert client.get("/v/" + "7" * 26).status_code == 200
    assert client.get("/healthz").json == {"status": "ok", "checks": {}}


def test_the_holders_surface_starts_where_no_key_can_make_a_title(instance, tmp_path):
    for name in ("authority.toml", "anchor.json", "passphrase", "seal.pem"):
        (tmp_path / name).write_bytes((instance / name).read_bytes())
    (tmp_path / "keys").mkdir()
    for role in HOLDERS:
        for file in (instance / "keys").glob(f"{role.value}-*"):
            (tmp_path / "keys" / file.name).write_bytes(file.read_bytes())
            (tmp_path / "keys" / file.name).chmod(0o600)
    config = replace(
        config_of(tmp_path, "holder"), database_url=f"sqlite:///{instance / 'office.db'}"
    )
    client = app.create_app(config).test_client()
    assert client.get("/readyz").status_code == 200
    assert client.get("/").status_code == 404


@pytest.mark.parametrize("surface", ["all", "unit", "office", "public", "query", "holder"])
def test_units_sign_in_at_our_official_host_on_their_surface_and_on_all(instance, surface):
    units = app.open_parts(config_of(instance, surface)).units
    assert (units is not None) is (surface in ("all", "unit"))
    if units is not None:
        assert units.party.origin == f"https://{units.party.host}"
        local = replace(config_of(instance, surface), unit_origin="http://localhost:8137")
        assert app.open_parts(local).units.party.host == "localhost"


def test_the_units_surface_starts_with_a_pepper_and_shows_nothing_else(instance):
    client = app.create_app(config_of(instance, "unit")).test_client()
    assert client.get("/unit/sign-in").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.get("/").status_code == 404
    assert client.post("/api/v1/decisions").status_code == 404


@pytest.mark.parametrize(("surface", "has"), [("all", True), ("office", False), ("public", False)])
def test_only_a_surface_for_holders_prints(instance, surface, has):
    assert (app.open_parts(config_of(instance, surface)).press is not None) is has


def test_a_process_without_a_passphrase_does_not_start(instance):
    config = Config.from_env({"ZC_INSTANCE": str(instance), "ZC_SURFACE": "public"})
    with pytest.raises(Exception, match="config.passphrase"):
        app.create_app(config)


def test_a_process_without_an_instance_does_not_start(tmp_path):
    with pytest.raises((Malformed, Untrusted), match="config.no-instance"):
        app.create_app(Config.from_env({"ZC_INSTANCE": str(tmp_path), "ZC_SURFACE": "query"}))
