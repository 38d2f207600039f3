"""The service while its database is really away, or its published lists: grey, never green or red.

Each way of asking is put to a healthy house first and last, so that grey is seen to come from
the fault; and a house that forgets to ask its records is seen to be green, which it must not be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import create_engine, make_url, text

from issuer.public_records import StoredRecords
from issuer.web import files
from issuer.web.models_files import FileAnswer
from keys.errors import CredentialError
from tests import postgres
from tests.cast import ZONE, Title, row
from tests.issuer.web.test_hot_answers import public_app
from tests.province import Province
from tests.verifier.offline.browser import picture_of
from verifier.files.found import Code, Found
from verifier.files.kinds import Kind

API = "/api/v1/verifications"
SIGNED = ("credential", "offline")
LOOKED_UP = ("link", "number")
PNG = "image/png"


@dataclass
class House:
    """The public surface of a province whose database can be taken away and given back."""

    province: Province
    visitor: FlaskClient

    @property
    def title(self) -> Title:
        return next(iter(self.province.titles.values()))

    def presented(self, title: Title) -> dict[str, dict[str, str]]:
        """What can be asked about a certificate: way -> members of a request."""
        return {
            "credential": {"credential": self.province.text(title.number)},
            "offline": {"qr": title.offline},
            "link": {"qr": title.link},
            "number": {
                "number": title.number,
                "name": title.row.name,
                "check_code": title.check_code,
            },
        }

    def ask(self, members: dict[str, str]) -> tuple[str, str]:
        """The verdict by API and the page, which agree."""
        stated = self.visitor.post(API, json=members)
        typed = {"qr": members.get("credential", ""), **members}
        page = self.visitor.post("/verify", data=typed)
        assert stated.status_code == page.status_code
        assert (page.headers.get("Retry-After") == "300") is (page.status_code == 503)
        code = str(stated.get_json()["verdict"])
        assert (page.status_code == 503) is (code == "SERVICE_PROBLEM")
        return code, page.text

    @property
    def records(self) -> StoredRecords:
        desk = self.visitor.application.extensions["zhicheng.desk"]
        found: StoredRecords = desk._holds.__self__
        return found

    def away(self) -> None:
        """Take the database away from under the open connections."""
        raise NotImplementedError

    def back(self) -> None:
        """Give it back as it was."""
        raise NotImplementedError

    @property
    def bundle(self) -> Path:
        return self.province.office.public_dir / "bundle.json"


class OnSqlite(House):
    def away(self) -> None:
        path = self._path
        for each in path.parent.glob("office.db*"):
            each.rename(each.with_name(f"kept-{each.name}"))
        path.mkdir()
        self.records._engine.dispose()  # an open file stays readable after it was moved

    def back(self) -> None:
        path = self._path
        path.rmdir()
        for each in path.parent.glob("kept-*"):
            each.rename(each.with_name(each.name.removeprefix("kept-")))

    @property
    def _path(self) -> Path:
        return Path(str(self.province.office.engine.url.database))


class OnPostgres(House):
    def away(self) -> None:
        self._tell("ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        self._tell("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname='{name}'")

    def back(self) -> None:
        self._tell("ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    def _tell(self, statement: str) -> None:
        url = self.province.office.engine.url
        admin = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(statement.format(name=url.database)))
        admin.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.drill)])
def house(request, tmp_path) -> Iterator[House]:
    if request.param == "sqlite":
        province = request.getfixturevalue("province")
        yield OnSqlite(province, public_app(province, lambda: province.at).test_client())
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as url:
        address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        province = Province.found(address, tmp_path)
        province.admit_committee(ZONE)
        province.issue(ZONE, [row(1), row(2), row(3)])
        house = OnPostgres(province, public_app(province, lambda: province.at).test_client())
        yield house
        house.records._engine.dispose()
        province.close()


def is_grey(page: str) -> bool:
    return 'class="verdict grey"' in page and not any(
        f'class="verdict {colour}"' in page for colour in ("ok", "bad", "warn")
    )


def test_without_its_database_a_house_is_grey_and_shows_what_was_signed(house):
    asked, name = house.presented(house.title), house.title.row.name
    assert {house.ask(each)[0] for each in asked.values()} == {"VALID"}
    house.away()
    for way, members in asked.items():
        code, page = house.ask(members)
        assert (code, is_grey(page)) == ("SERVICE_PROBLEM", True), way
        assert (name in page) is (way in SIGNED), way
        assert ("签名真实" if way in SIGNED else "我们现在查不到记录") in page, way
        assert "不能当作有效" in page or way in LOOKED_UP
    scanned = house.visitor.get(f"/v/{house.title.code}")
    assert (scanned.status_code, scanned.headers["Retry-After"]) == (503, "300")
    assert is_grey(scanned.text)
    house.back()
    assert {house.ask(each)[0] for each in asked.values()} == {"VALID"}


def test_what_speaks_against_a_certificate_is_signed_too_and_stays_said(house):
    title = house.title
    credential = house.province.text(title.number)
    head, _, tail = credential.partition(".")
    payload, _, rest = tail.partition(".")
    altered = f"{head}.{payload}.{'A' if rest[0] != 'A' else 'B'}{rest[1:]}"
    house.province.revoke(title.number)
    house.away()
    assert house.ask({"credential": credential})[0] == "REVOKED"
    code, page = house.ask({"credential": altered})
    assert (code, title.row.name in page) == ("FORGED", False)
    assert house.ask({"qr": f"https://evil.example/v/{title.code}"})[0] == "NOT_OFFICIAL_QR"


def test_a_house_that_does_not_ask_its_records_would_be_green(house, monkeypatch):
    """The negative control: this is what the question is there for."""
    asked = house.presented(house.title)["credential"]
    desk = house.visitor.application.extensions["zhicheng.desk"]
    house.away()
    assert house.ask(asked)[0] == "SERVICE_PROBLEM"
    monkeypatch.setattr(desk, "_reachable", lambda: None)
    assert house.ask(asked)[0] == "VALID"


@pytest.mark.drill
def test_a_picture_shows_what_was_signed_in_grey(house, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "open_file", cache(files.open_file))  # a second of work each
    name = house.title.row.name
    code = picture_of(house.title.offline, tmp_path / "code.png").read_bytes()

    def shown(data):
        stated = house.visitor.post(f"{API}/file", data=data, content_type=PNG)
        page = house.visitor.post("/verify/file", data={"file": (BytesIO(data), "x.png")})
        return stated, page

    house.visitor.get(f"/v/{house.title.code}")
    house.away()
    stated, page = shown(code)
    assert stated.status_code == page.status_code == 503
    assert stated.headers["Retry-After"] == page.headers["Retry-After"] == "300"
    assert stated.get_json()["verdict"] == "SERVICE_PROBLEM"
    assert stated.get_json()["certificate"] is None
    FileAnswer.model_validate(stated.get_json())
    assert (is_grey(page.text), name in page.text) == (True, True)
    blank = BytesIO()
    Image.new("L", (300, 300), 255).save(blank, "PNG")
    stated, page = shown(blank.getvalue())
    assert (stated.status_code, "没有找到二维码" in page.text) == (200, True)


def test_a_file_is_answered_alike_while_no_lists_were_ever_read(house, monkeypatch):
    found = Found(Kind.PNG, 1, picture=True, codes=(Code(house.title.offline, 1),))
    monkeypatch.setattr(files, "open_file", lambda _: found)
    house.bundle.unlink()
    stated = house.visitor.post(f"{API}/file", data=b"x", content_type=PNG)
    assert (stated.status_code, stated.headers["Retry-After"]) == (503, "300")
    FileAnswer.model_validate(stated.get_json())
    assert house.title.row.name not in stated.text


def test_without_published_lists_the_last_ones_serve_for_the_signature_alone(house):
    asked, name = house.presented(house.title), house.title.row.name
    house.ask(asked["link"])
    kept = house.bundle.read_bytes()
    house.bundle.unlink()
    for way, members in asked.items():
        code, page = house.ask(members)
        assert (code, is_grey(page), name in page) == ("SERVICE_PROBLEM", True, True), way
    house.away()
    for way, members in asked.items():
        code, page = house.ask(members)
        assert (code, is_grey(page)) == ("SERVICE_PROBLEM", True), way
        assert (name in page) is (way in SIGNED), way
    house.back()
    house.bundle.write_bytes(kept)
    assert {house.ask(each)[0] for each in asked.values()} == {"VALID"}


def test_who_never_read_any_lists_shows_nothing_that_nobody_signed(house):
    asked, name = house.presented(house.title), house.title.row.name
    house.bundle.unlink()
    for way, members in asked.items():
        code, page = house.ask(members)
        assert (code, is_grey(page), name in page) == ("SERVICE_PROBLEM", True, False), way


def test_every_part_of_the_record_says_that_it_cannot_be_asked(house):
    records = house.records
    assert records.last_bundle() is None
    assert records.current_bundle() is records.last_bundle()
    records.reachable()
    house.away()
    asked = {
        "reachable": records.reachable,
        "find": lambda: records.find(house.title.code),
        "holds": lambda: records.holds(house.title.code),
        "door": lambda: records.find_by_door("ZC1", name="n", check_code="c"),
    }
    for each in asked.values():
        with pytest.raises(CredentialError, match="records.unavailable"):
            each()
