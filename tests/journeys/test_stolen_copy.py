"""A stolen copy of everything but the keys tells nobody's name, number, employer or code.

Looked at as a thief would: the raw bytes of the database with its write-ahead log, or every
value of every column, and every published file; as they are, and what their base64 and hex hide.
"""

from __future__ import annotations

import base64
import hashlib
import re
from binascii import Error as BadBase64
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, delete, insert, select
from sqlalchemy.engine import make_url

from issuer.store import session, tables
from tests.cast import DIGITAL, ZONE, recognised, row
from tests.conftest import ENGINES, empty_database
from tests.issuer.refusing import rejected
from tests.province import Province
from verifier.acts import Cause

NAMES = ("阚殳珏", "璩𬭎翀", "佴㛃婧", "亓官霁", "仉督䶮", "妘宓琰")
WORKPLACE = "威海金丝雀试剂有限公司"
_TOKEN = re.compile(rb"[A-Za-z0-9_\-+/]{12,}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")


@dataclass(frozen=True)
class Canary:
    """Something private, and what it looks like in bytes."""

    what: str
    looks: tuple[bytes, ...]


def canary(what: str, text: str) -> Canary:
    plain = text.encode()
    escaped = text.encode("ascii", "backslashreplace")
    return Canary(
        what,
        (
            plain,
            text.encode("utf-16-le"),
            escaped,
            escaped.upper().replace(b"\\U", b"\\u"),
            # A digest of a guessable thing is the thing.
            hashlib.sha256(plain).digest(),
            hashlib.sha256(plain).hexdigest().encode(),
        ),
    )


def layers(data: bytes) -> list[bytes]:
    """The bytes, and what is written in them in base64 or hex, twice over."""
    found = [data]
    for _ in range(2):
        inside = [each for piece in found for each in _decoded(piece)]
        if not inside:
            break
        found = [data, *found[1:], b"\0".join(inside)]
    return found


def _decoded(data: bytes) -> list[bytes]:
    texts = []
    for token in _TOKEN.findall(data):
        plain = token.replace(b"-", b"+").replace(b"_", b"/")
        try:
            texts.append(base64.b64decode(plain[: len(plain) // 4 * 4]))
        except BadBase64:
            continue
    texts += [bytes.fromhex(each.decode()) for each in _HEX.findall(data)]
    return texts


def found_in(loot: dict[str, bytes], canaries: list[Canary]) -> set[tuple[str, str]]:
    """(where, what) of every canary that can be seen."""
    return {
        (where, each.what)
        for where, data in loot.items()
        for layer in layers(data)
        for each in canaries
        if any(look in layer for look in each.looks)
    }


def published(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def stolen(province: Province) -> dict[str, bytes]:
    """The database as a thief finds it, while the office is at work."""
    url = province.office.engine.url
    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database))
        loot = {path.name: path.read_bytes() for path in file.parent.glob(f"{file.name}*")}
        assert f"{file.name}-wal" in loot
        return loot
    engine = create_engine(make_url(url))
    found = MetaData()
    found.reflect(engine)
    loot = {}
    with engine.connect() as connection:
        for table in found.sorted_tables:
            for column in table.columns:
                values = connection.scalars(select(column)).all()
                loot[f"{table.name}.{column.name}"] = b"\n".join(map(_raw, values))
    engine.dispose()
    assert "batch_row.sealed_row" in loot
    return loot


def _raw(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


@pytest.fixture(scope="module", params=ENGINES)
def looted(request, tmp_path_factory):
    """An office that has seen everything: titles, a revocation for fraud, a refused batch."""
    folder = tmp_path_factory.mktemp("looted")
    with empty_database(request, folder) as url:
        yield from an_office_that_has_seen_everything(Province.found(url, folder))


def an_office_that_has_seen_everything(province):
    for slug in (ZONE, DIGITAL):
        province.admit_committee(slug)
    people = [
        row(100 + place, name=name, employer=WORKPLACE) for place, name in enumerate(NAMES[:3])
    ]
    titles = province.issue(ZONE, people)
    (graded,) = province.issue(DIGITAL, [recognised(110, name=NAMES[3], employer=WORKPLACE)])
    sealed = province.order(titles[0].number)
    province.registrar.order(sealed, at=province.at)
    province.revoke(titles[0].number, Cause.IMPROPER_MEANS)
    province.suspend(titles[1].number)
    refused = row(120, name=NAMES[4], employer=WORKPLACE, specialty="建筑设计")
    with rejected("row.specialty"):
        province.hand_in(province.paper(ZONE, [refused]))
    waiting = row(121, name=NAMES[5], employer=WORKPLACE)
    province.hand_in(province.paper(ZONE, [waiting]))
    province.check()
    canaries = [canary("employer", WORKPLACE)]
    for each in (*people, graded.row, refused, waiting):
        canaries += [canary("name", each.name), canary("identity number", each.id_no)]
    for title in (*titles, graded):
        canaries += [canary("code", title.code), canary("check code", title.check_code)]
    canaries.append(canary("grade certificate", graded.row.facts[0].certificate_no))
    yield (
        province,
        [each for each in canaries if each.what != "code"],
        [
            # The digest of a code is how its record is found; the code has 128 bits.
            Canary(each.what, each.looks[:4])
            for each in canaries
            if each.what == "code"
        ],
    )
    province.close()


def test_a_stolen_database_shows_nobody(looted):
    province, canaries, codes = looted
    assert found_in(stolen(province), [*canaries, *codes]) == set()


def test_published_files_show_nobody(looted):
    province, canaries, codes = looted
    files = published(province.office.public_dir)
    assert {"bundle.json", "log/checkpoint", "status/1", "revocations"} <= set(files)
    assert found_in(files, [*canaries, *codes]) == set()


def test_the_scanner_sees_what_is_planted_in_the_clear(looted):
    """The control: without it, two empty sets would prove nothing."""
    province, canaries, codes = looted
    planted = [*canaries, *codes]
    text = b" ".join(each.looks[0] + b" filler" for each in planted)
    public = province.office.public_dir
    for place, hide in enumerate((bytes, base64.urlsafe_b64encode, base64.b16encode)):
        (public / "control").write_bytes(hide(text))
        found = found_in({"control": (public / "control").read_bytes()}, planted)
        assert found == {("control", each.what) for each in planted}
        entry = {"kind": "control", "time": province.at, "leaf": hide(text)}
        with session.begin_write(province.office.engine) as connection:
            connection.execute(insert(tables.log_entry), [{"place": 10**9 + place, **entry}])
        assert {what for _, what in found_in(stolen(province), planted)} == {
            each.what for each in planted
        }
        with session.begin_write(province.office.engine) as connection:
            connection.execute(delete(tables.log_entry).where(tables.log_entry.c.kind == "control"))
    (public / "control").unlink()


def test_the_code_opens_what_the_thief_could_not(looted):
    """Another control: what was looked for is there, for who has the code."""
    province, _, _ = looted
    title = next(iter(province.titles.values()))
    said = province.verify(title.number).claimed
    assert said is not None
    assert (said.name, said.employer) == (NAMES[0], WORKPLACE)
