from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from keys.cli import main
from keys.encoding import canonical
from keys.key_file import FLOOR
from keys.roles import SYMMETRIC, Role
from keys.trust import Anchor
from tests.keys.cast import ANCHOR, AUTHORITY

PASSPHRASE = "correct horse battery staple"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Keys as cheap to open as a reader will take."""
    from keys import cli, key_file

    def write(directory, key, passphrase):
        return key_file.write_key_file(directory, key, passphrase, cost=FLOOR)

    monkeypatch.setattr(cli, "write_key_file", write)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE + "\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def run():
    def ran(*arguments, code=0, typed=""):
        result = CliRunner().invoke(main, [str(each) for each in arguments], input=typed)
        assert result.exit_code == code, result.output
        return result

    return ran


@pytest.fixture
def make(run, secret, tmp_path):
    def made(role, *more):
        told = run(
            *("--json", "generate", "--role", role, "--to", tmp_path / "keys"),
            *("--passphrase-file", secret, *more),
        )
        return json.loads(told.stdout)[0]["path"]

    return made


@pytest.mark.parametrize("role", list(Role))
def test_every_kind_of_key_is_made_shown_and_checked(run, make, secret, role):
    path = make(role.value, "--person", "li-ming")
    shown = json.loads(run("--json", "show", path).stdout)[0]
    assert shown["role"] == role.value
    assert shown["person"] == (None if role in SYMMETRIC else "li-ming")
    checked = run("--json", "check", path, "--passphrase-file", secret)
    assert json.loads(checked.stdout) == {"checked": [path]}


def test_the_public_half_is_a_jwk_with_its_role(run, make):
    jwk = json.loads(run("show", "--public", make("committee", "--person", "li-ming")).stdout)
    assert (jwk["zc_role"], jwk["zc_person"], jwk["kty"]) == ("committee", "li-ming", "EC")
    assert "d" not in jwk
    error = run("--json", "show", "--public", make("data"), code=1)
    assert json.loads(error.stdout)["error"] == "key.symmetric"


def test_a_personal_key_names_its_person(run, secret, tmp_path):
    told = run(
        *("--lang", "en", "generate", "--role", "operator", "--to", tmp_path),
        *("--passphrase-file", secret),
        code=1,
    )
    assert "must name its holder" in told.stderr


def test_a_passphrase_is_asked_twice_and_hidden(run, tmp_path):
    told = run(
        *("generate", "--role", "status", "--to", tmp_path),
        typed=f"{PASSPHRASE}\n{PASSPHRASE}\n",
    )
    assert PASSPHRASE not in told.output
    (path,) = tmp_path.glob("status-*.key")
    assert "可用" in run("check", path, typed=f"{PASSPHRASE}\n").output
    assert "口令不对" in run("check", path, typed="something else\n", code=1).stderr


def test_a_short_passphrase_is_refused(run, tmp_path):
    told = run(
        "--json", *("generate", "--role", "status", "--to", tmp_path), code=1, typed="kurz\nkurz\n"
    )
    assert json.loads(told.stdout)["error"] == "key-file.passphrase-short"


def test_an_empty_passphrase_file_is_refused(run, secret, tmp_path):
    secret.write_text("")
    told = run(
        *("--json", "generate", "--role", "status", "--to", tmp_path),
        *("--passphrase-file", secret),
        code=1,
    )
    assert json.loads(told.stdout)["error"] == "key-file.passphrase-short"


def test_a_passphrase_that_others_can_read_is_refused(run, make, secret):
    path = make("status")
    secret.chmod(0o644)
    told = run("--json", "check", path, "--passphrase-file", secret, code=1)
    assert json.loads(told.stdout)["facts"] == {"mode": "0644", "path": str(secret)}


def test_an_error_names_the_file_and_the_mend_in_both_languages(run, make):
    path = make("status")
    with Path(path).open("ab") as file:
        file.write(b" ")
    assert path in run("show", path, code=1).stderr
    assert "请从备份恢复" in run("show", path, code=1).stderr
    assert "Restore it from a backup" in run("--lang", "en", "show", path, code=1).stderr


@pytest.fixture
def world(run, make, tmp_path):
    """An anchor, an office that asks, and the first list."""

    class World:
        root = make("anchor")
        office = make("authority")
        anchor = tmp_path / "anchor.json"
        request = tmp_path / "request.json"

        def ask(self, key, **metadata):
            jwk = json.loads(run("show", "--public", key).stdout)
            document = {"entity": AUTHORITY, "keys": [jwk], "metadata": metadata}
            self.request.write_bytes(canonical(document))

    world = World()
    run("anchor", "init", "--entity", ANCHOR, "--key", world.root, "--to", world.anchor)
    world.ask(world.office, federation_entity={"organization_name": "虚构市人社局"})
    return world


@pytest.fixture
def sign(run, world, secret, tmp_path):
    def signed(name, *more, keys=(), anchor=None, code=0, yes="--yes", typed=""):
        path = tmp_path / name
        named = [each for key in keys or (world.root,) for each in ("--key", key)]
        result = run(
            *("--json", "anchor", "list", "--anchor", anchor or world.anchor, *named),
            *("--request", world.request, "--to", path, "--passphrase-file", secret, *more),
            *([yes] if yes else []),
            code=code,
            typed=typed,
        )
        return path, result

    return signed


def test_an_anchor_file_holds_the_public_half(run, world):
    anchor = Anchor.from_bytes(world.anchor.read_bytes())
    assert anchor.entity == ANCHOR
    assert len(anchor.keys) == 1
    again = run(
        *("--json", "anchor", "init", "--entity", ANCHOR, "--key", world.root),
        *("--to", world.anchor),
        code=1,
    )
    assert json.loads(again.stdout)["error"] == "key-file.exists"


@pytest.mark.parametrize(("entity", "role"), [("anchor", "anchor"), (ANCHOR, "authority")])
def test_an_anchor_is_an_address_and_anchor_keys(run, make, tmp_path, entity, role):
    told = run(
        *("--json", "anchor", "init", "--entity", entity, "--key", make(role)),
        *("--to", tmp_path / "a.json"),
        code=1,
    )
    code = "claims.member" if role == "anchor" else "key-file.role"
    assert json.loads(told.stdout)["error"] == code
    assert not (tmp_path / "a.json").exists()


def test_what_is_signed_is_shown_first_and_asked(sign):
    path, told = sign("list1", yes="", typed="n\n", code=1)
    assert not path.exists()
    for shown in (AUTHORITY, "新增", "新密钥", "organization_name", "虚构市人社局"):
        assert shown in told.stderr
    path, _ = sign("list1", yes="", typed="y\n")
    assert path.exists()


def test_lists_are_numbered_and_follow_each_other(run, make, world, sign):
    first, told = sign("list1")
    assert json.loads(told.stdout)["seq"] == 1
    world.ask(make("authority"), federation_entity={"organization_name": "虚构市人社局"})
    second, told = sign("list2", "--previous", first)
    assert json.loads(told.stdout)["seq"] == 2
    assert "变更" in told.stderr
    third, told = sign("list3", "--previous", second)
    assert "不变" in told.stderr
    assert json.loads(told.stdout)["seq"] == 3
    prints = json.loads(run("--json", "fingerprint", first, third, world.anchor, world.root).stdout)
    assert len({each["fingerprint"] for each in prints}) == 4


def test_an_anchor_rolls_over_with_both_keys(run, make, world, sign, tmp_path):
    first, _ = sign("list1")
    new = make("anchor")
    both = tmp_path / "both.json"
    run(
        *("anchor", "init", "--entity", ANCHOR, "--with", world.anchor, "--key", new),
        *("--to", both),
    )
    _, told = sign("list2", "--previous", first, keys=(world.root, new), anchor=both)
    assert json.loads(told.stdout)["signatures"] == 2
    told = run(
        *("--json", "anchor", "countersign", first, "--anchor", both, "--key", new),
        *("--to", tmp_path / "list1-both", "--passphrase-file", tmp_path / "passphrase", "--yes"),
    )
    assert json.loads(told.stdout)["signatures"] == 2


def test_a_key_that_the_anchor_does_not_name_is_refused(make, sign):
    path, told = sign("list1", keys=(make("anchor"),), code=1)
    assert json.loads(told.stdout)["error"] == "ceremony.foreign-key"
    assert not path.exists()


def test_what_leaves_the_list_and_what_is_revoked_is_shown(run, make, world, sign, tmp_path):
    first, _ = sign("list1")
    key = json.loads(run("show", "--public", world.office).stdout)
    gone = {**key, "nbf": 1, "revoked": {"revoked_at": 2, "reason": "compromised"}}
    world.request.write_bytes(canonical({"entity": AUTHORITY, "keys": [gone], "metadata": {}}))
    second, told = sign("list2", "--previous", first)
    assert "已吊销" in told.stderr
    world.request.write_bytes(
        canonical({"entity": f"{AUTHORITY}.other", "keys": [], "metadata": {}})
    )
    _, told = sign("list3", "--previous", second, "--drop", AUTHORITY)
    assert "移除" in told.stderr
    no = run(
        *("anchor", "countersign", second, "--anchor", world.anchor, "--key", world.root),
        *("--to", tmp_path / "no"),
        code=1,
        typed="n\n",
    )
    assert AUTHORITY in no.output
    assert not (tmp_path / "no").exists()


def test_a_place_that_cannot_be_written_is_told(run, world, tmp_path):
    told = run(
        *("--json", "anchor", "init", "--entity", ANCHOR, "--key", world.root),
        *("--to", tmp_path / "nowhere" / "anchor.json"),
        code=1,
    )
    assert json.loads(told.stdout)["error"] == "key-file.unwritable"


def test_a_missing_document_is_told(run, world, sign, tmp_path):
    _, told = sign("list1", "--previous", tmp_path / "nothing", code=1)
    assert json.loads(told.stdout)["error"] == "key-file.unreadable"
    told = run("--json", "fingerprint", tmp_path / "nothing", code=1)
    assert json.loads(told.stdout)["error"] == "key-file.missing"
