"""Settings: one table, nothing unknown, an identity that is whole."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from issuer.config import SETTINGS, Config, InstanceIdentity, Surface, table
from keys.errors import KeyFileError, Malformed

IDENTITY = InstanceIdentity(
    entity="https://zc.weihai.example",
    host="zc.weihai.example",
    region="371000",
    name='威海市人社局 "示例" \\',
    anchor="https://anchor.example",
)


def test_rows_and_fields_are_the_same():
    names = {setting.name.removeprefix("ZC_").lower() for setting in SETTINGS}
    assert names == {field.name for field in fields(Config)}


def test_without_settings_everything_is_on_this_machine():
    config = Config.from_env({"PATH": "/bin"})
    assert config.address[0] == "127.0.0.1"
    assert config.database_url == "sqlite:///instance/default/office.db"
    assert config.public_dir == Path("instance/default/public")
    assert (config.surface, config.trusted_proxies) == (Surface.ALL, ())


def test_a_misspelt_setting_stops_the_start():
    with pytest.raises(Malformed) as refused:
        Config.from_env({"ZC_SURFASE": "public"})
    assert (refused.value.code, refused.value.facts["name"]) == ("config.unknown", "ZC_SURFASE")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZC_SURFACE", "privat"),
        ("ZC_LANGUAGE", "fr"),
        ("ZC_BIND", "8080"),
        ("ZC_BIND", "localhost:http"),
        ("ZC_WORKERS", "0"),
        ("ZC_TRUSTED_PROXIES", "10.0.0.0/33"),
        *(
            ("ZC_UNIT_ORIGIN", value)
            for value in (
                "https://zc.weihai.example",
                "http://127.0.0.1:8137",
                "http://localhost:8137/unit",
                "http://localhost.example",
                "http://a@localhost",
                "localhost",
                "ftp://localhost",
                "http://localhost:x",
            )
        ),
    ],
)
def test_a_value_that_cannot_be_read_stops_the_start(name, value):
    with pytest.raises(Malformed, match="config.value") as refused:
        Config.from_env({name: value})
    assert refused.value.facts["name"] == name


@pytest.mark.parametrize("origin", ["http://localhost:8137", "http://localhost"])
def test_passkeys_may_be_tried_out_on_this_machine(origin):
    assert Config.from_env({"ZC_UNIT_ORIGIN": origin}).unit_origin == origin
    assert Config.from_env({}).unit_origin is None


def test_a_worker_reads_the_settings_of_its_master():
    config = Config.from_env(
        {"ZC_INSTANCE": "/srv/zc", "ZC_TRUSTED_PROXIES": "10.0.0.0/8, ::1", "ZC_BIND": "[::1]:80"}
    )
    assert Config.from_env(config.to_env()) == config
    assert config.address == ("::1", 80)


def test_the_table_lists_every_setting():
    assert all(f"`{setting.name}`" in table() for setting in SETTINGS)


def test_an_identity_is_read_as_it_was_written(tmp_path):
    for identity in (IDENTITY, replace(IDENTITY, contact="0631-0000000")):
        (tmp_path / "authority.toml").write_text(identity.to_toml(), "utf-8")
        assert InstanceIdentity.read(tmp_path) == identity


def test_without_an_instance_the_mend_is_told(tmp_path):
    with pytest.raises(Malformed, match="config.no-instance"):
        InstanceIdentity.read(tmp_path)


@pytest.mark.parametrize(
    ("line", "member"),
    [
        ('entity = "http://zc.weihai.example"', "entity"),
        ('region = "3710"', "region"),
        ('host = "ZC.weihai.example/x"', "host"),
        ('name = ""', "name"),
        ('colour = "red"', "colour"),
        ("region = 371000", "region"),
    ],
)
def test_an_identity_of_another_form_is_refused(tmp_path, line, member):
    kept = [each for each in IDENTITY.to_toml().splitlines() if not each.startswith(f"{member} =")]
    (tmp_path / "authority.toml").write_text("\n".join([*kept, line]), "utf-8")
    with pytest.raises(Malformed, match="config.authority") as refused:
        InstanceIdentity.read(tmp_path)
    assert refused.value.facts["member"] == member


def test_a_passphrase_is_the_first_line_and_never_empty(tmp_path):
    file = tmp_path / "passphrase"
    config = Config.from_env({"ZC_PASSPHRASE_FILE": str(file)})
    file.write_bytes("口令\r\nmore\n".encode())
    assert config.passphrase() == "口令".encode()
    file.write_bytes(b"\n")
    with pytest.raises(KeyFileError, match="key-file.passphrase-file"):
        config.passphrase()
    file.unlink()
    with pytest.raises(KeyFileError, match="key-file.passphrase-file"):
        config.passphrase()
