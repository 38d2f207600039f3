"""An office open to the public over a province, and what its answers cost."""

from __future__ import annotations

import hmac
import itertools
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from issuer.app import build_app
from issuer.config import Config
from issuer.parts import Parts
from issuer.public_records import StoredRecords
from keys import secret
from keys.roles import Role
from tests.cast import IDENTITY, Title
from tests.province import Province

PROXY = "10.9.0.1"
SLOW = 100.0
"""Seconds between two looks at the clock of an office that nobody hurries."""


def open_office(
    province: Province,
    *,
    monotonic: Callable[[], float] | None = None,
    records: StoredRecords | None = None,
    surface: str = "all",
) -> Flask:
    """The application of an office that answers the public, behind a proxy."""
    office = province.office
    config = Config.from_env(
        {
            "ZC_INSTANCE": str(office.public_dir.parent),
            "ZC_PUBLIC_DIR": str(office.public_dir),
            "ZC_SURFACE": surface,
            "ZC_TRUSTED_PROXIES": f"{PROXY}/32",
        }
    )
    parts = Parts(
        IDENTITY,
        records=records or province.records,
        registrar=province.registrar if surface == "all" else None,
        answering=office.signers[Role.ANSWER] if surface == "all" else None,
        clock=lambda: province.at,
        monotonic=monotonic or itertools.count(0.0, SLOW).__next__,
    )
    return build_app(config, parts)


def behind(address: str) -> dict[str, object]:
    """A request from an address, as the proxy passes it on."""
    return {
        "headers": {"X-Forwarded-For": address},
        "environ_overrides": {"REMOTE_ADDR": PROXY},
    }


def door_of(title: Title, **changed: str) -> dict[str, str]:
    """What the holder of a certificate types."""
    known = {"number": title.number, "name": title.row.name, "check_code": title.check_code}
    return {**known, **changed}


@contextmanager
def counted(engine: Engine) -> Iterator[Counter[str]]:
    """Everything that the database is asked, word for word, and each step with a secret key."""
    work: Counter[str] = Counter()

    def listen(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(lambda statement: work.update([_form_of(statement)]))

    def wrapped(what: str, done: Callable[..., object]) -> Callable[..., object]:
        def counting(*given: object, **said: object) -> object:
            work[what] += 1
            return done(*given, **said)

        return counting

    engine.dispose()
    event.listen(engine, "connect", listen)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HKDF", "HKDFExpand", "AESGCM"):
            patch.setattr(secret, name, wrapped(name, getattr(secret, name)))
        keyed = SimpleNamespace(digest=wrapped("hmac", hmac.digest))
        patch.setattr(secret, "hmac", keyed)
        try:
            yield work
        finally:
            event.remove(engine, "connect", listen)
            engine.dispose()


def _form_of(statement: str) -> str:
    """A statement without its values, which the driver writes out."""
    return "SQL " + statement.partition("'")[0].strip()


GREEN = frozenset({"VALID", "VALID_AUTH_WITHDRAWN", "RECOGNISED_PEER"})
GREEN_PAGE = re.compile(r'class="verdict ok')


def is_green(page: str) -> bool:
    """Whether a visitor sees green."""
    return GREEN_PAGE.search(page) is not None


def shown_by_all(client: FlaskClient, text: str) -> str:
    """What is pasted is told on the page and to a machine alike: the verdict, or the problem.

    A page may be green only with a verdict that is.
    """
    page = client.post("/verify", data={"qr": text})
    told = client.post("/api/v1/verifications", json={"qr": text}).get_json()
    verdict: str = told.get("verdict", told.get("type"))
    assert is_green(page.text) is (verdict in GREEN), verdict
    return verdict
