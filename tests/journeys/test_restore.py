"""An older database under newer published files: the office keeps silent till somebody looked."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from issuer.app import create_app
from issuer.config import Config
from issuer.fsck import fsck
from issuer.publication import not_rolled_back
from issuer.store import log, session
from keys.errors import RolledBack
from tests.cast import ZONE, row
from tests.issuer.refusing import refused
from tests.journeys.shell import Shell
from tests.journeys.test_by_command_line import committee_in, founded
from tests.province import Province
from verifier.decision import Suspend


@contextmanager
def backup(url: str, folder: Path):
    """A second database with what the first holds now."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        shutil.copy(str(address.database), folder / "backup.db")
        yield f"sqlite:///{folder / 'backup.db'}"
        return
    name = f"{address.database}_backup"
    server = create_engine(
        address.set(drivername="postgresql+psycopg", database="postgres"),
        isolation_level="AUTOCOMMIT",
    )
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {address.database}"))
    yield address.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def world(database_url, tmp_path):
    province = Province.found(database_url, tmp_path)
    province.admit_committee(ZONE)
    province.issue(ZONE, [row(11), row(12)])
    yield province
    province.close()


@pytest.fixture
def restored(world, database_url, tmp_path):
    """The world with the database of yesterday, and the public folder of today."""
    world.close()
    with backup(database_url, tmp_path) as older:
        world.go(hours=1)
        world.revoke(min(world.titles))
        engine = session.open_engine(older)
        yield replace(world, office=replace(world.office, engine=engine))
        engine.dispose()


def size_of(province) -> int:
    with session.read(province.office.engine) as connection:
        return log.head(connection).size


def test_nothing_is_published_over_what_is_newer(restored):
    before = {
        path: path.read_bytes() for path in restored.office.public_dir.rglob("*") if path.is_file()
    }
    with refused("publication.rolled-back", file="log/checkpoint"):
        restored.registrar.publish(at=restored.at)
    assert {path: path.read_bytes() for path in before} == before


def test_no_act_is_begun_on_the_older_database(restored):
    paper = restored.paper(ZONE, [row(13)])
    number = max(restored.titles)
    before = size_of(restored)
    acts = {
        "receive": lambda: restored.hand_in(paper),
        "declare": lambda: restored.declare(paper),
        "decide": lambda: restored.decide(Suspend(number, "文号")),
        "order": lambda: restored.registrar.order(restored.order(number), at=restored.at),
        "mint": lambda: restored.registrar.mint(at=restored.at),
        "publish": lambda: restored.go(days=1),
    }
    for act in acts.values():
        with pytest.raises(RolledBack) as caught:
            act()
        assert caught.value.facts["file"] == "log/checkpoint"
    assert size_of(restored) == before


@pytest.mark.parametrize("file", ["log/checkpoint", "status/1", "revocations"])
def test_the_file_that_is_newer_is_named(restored, file):
    """Whichever of them is left: each alone stops the office."""
    for other in ("log/checkpoint", "status/1", "revocations"):
        if other != file:
            (restored.office.public_dir / other).unlink()
    with refused("publication.rolled-back", file=file):
        not_rolled_back(restored.office.engine, restored.office.public_dir)


def test_the_audit_says_so_too(restored):
    found = list(fsck(restored.office.engine, restored.office.public_dir))
    assert "file-differs" in {each.code.rpartition(".")[2] for each in found}


def test_with_the_newer_database_put_back_the_office_works(restored, world):
    with refused("publication.rolled-back"):
        restored.registrar.publish(at=restored.at)
    world.go(hours=1)
    world.check()
    world.suspend(max(world.titles))
    world.check()


def test_a_stranger_who_saw_the_newer_lists_refuses_the_older(world):
    """Even where somebody made the public folder again from the older database."""
    world.bundle()
    older = (world.office.public_dir / "bundle.json").read_bytes()
    world.go(hours=1)
    world.revoke(min(world.titles))
    world.check()
    (world.office.public_dir / "bundle.json").write_bytes(older)
    with refused("bundle.rolled-back"):
        world.bundle()


def test_the_instance_does_not_serve_until_the_newer_database_is_back(tmp_path):
    shell = Shell.made(tmp_path)
    founded(shell)
    database = tmp_path / "instance" / "office.db"
    older, newer = tmp_path / "older.db", tmp_path / "newer.db"
    shutil.copy(database, older)
    committee_in(shell)
    shutil.copy(database, newer)
    shutil.copy(older, database)
    refused_words = shell.issuer("publish", code=1)
    assert refused_words["error"] == "publication.rolled-back"
    assert refused_words["facts"]["file"] == "log/checkpoint"
    for surface in ("all", "public"):
        with refused("publication.rolled-back", file="log/checkpoint"):
            create_app(Config.from_env({**shell.env, "ZC_SURFACE": surface}))
    assert shell.issuer("fsck", code=1)["defects"]
    shutil.copy(newer, database)
    assert shell.issuer("fsck")["defects"] == []
    client = create_app(Config.from_env(dict(shell.env))).test_client()
    assert client.get("/readyz").status_code == 200
