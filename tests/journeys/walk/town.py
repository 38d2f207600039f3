"""One office with a certificate in every state, served as a visitor finds it.

The office is the province of the other tests behind the real application, on loopback; browsers
are told that its official host stands there. What a visitor meets besides good days has a name:
lists that nobody renewed, and a database that is gone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Self
from unittest.mock import patch

from flask import Flask
from werkzeug.serving import make_server, make_ssl_devcert

from issuer.app import build_app
from issuer.claim_codes import grouped
from issuer.config import Config
from issuer.parts import Parts, _issued
from issuer.public_records import StoredRecords
from issuer.report_box import keeper
from issuer.store.session import open_engine
from keys.encoding import sha256
from keys.roles import Role
from keys.signer import MemorySigner
from tests.cast import DIGITAL, FILINGS, HOST, IDENTITY, PLANT, ZONE, Title, recognised, row
from tests.issuer.claiming import desk_of, hand_out
from tests.issuer.roster.world import Units
from tests.province import Province
from verifier import sd_jwt
from verifier.acts import Cause
from verifier.certificate import Certificate, Evidence
from verifier.committee import CommitteeState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

BASE = f"https://{HOST}"
OLD = timedelta(days=3)


class Weather(Enum):
    """What a visitor meets."""

    FAIR = "fair"
    OLD_LISTS = "old lists"  # nobody renewed them for three days
    NO_DATABASE = "no database"


@dataclass
class Town:
    """The office, its application in each weather, and the titles by what became of them.

    Attributes:
        fates: Name of a fate -> the title that met it.
        claim: Code, grouped as on the slip, and full name of a title to be claimed.
        port: Where it is served.
    """

    province: Province
    apps: dict[Weather, Flask]
    fates: dict[str, Title]
    claim: tuple[str, str]
    weather: Weather = Weather.FAIR
    port: int = 0

    @classmethod
    def built(cls, folder: Path) -> Self:
        province = Province.found(f"sqlite:///{folder / 'office.db'}", folder)
        for slug in (ZONE, PLANT, DIGITAL):
            province.admit_committee(slug)
        anchor = province.office.public_dir.parent / "anchor.json"
        anchor.write_bytes(province.office.anchor.to_bytes())
        fates = _fates(province)
        fates["claimed"] = fates["valid"]
        number = fates["valid"].number
        code = hand_out(province, [number])[number]
        apps = {weather: _app(province, weather) for weather in Weather}
        return cls(province, apps, fates, (grouped(code), fates["valid"].row.name))

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return self.apps[self.weather](environ, start)

    @contextmanager
    def served(self, folder: Path) -> Iterator[None]:
        """Over TLS, as the proxy before an office does; its certificate is nobody's.

        Args:
            folder: For the certificate and its key.
        """
        server = make_server(
            "127.0.0.1",
            0,
            self,
            threaded=True,
            ssl_context=make_ssl_devcert(str(folder / "tls"), host=HOST),
        )
        self.port = server.server_port
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield
        server.shutdown()
        thread.join()
        server.server_close()

    @contextmanager
    def in_weather(self, weather: Weather) -> Iterator[None]:
        self.weather = weather
        yield
        self.weather = Weather.FAIR

    def signed(self, *, by: MemorySigner | None = None, **changes: object) -> str:
        """The certificate of a good title with other words, signed by the office or another."""
        signer = by or self.province.office.signers[Role.CREDENTIAL]
        return sd_jwt.encode(replace(self.certificate, **changes), signer)  # type: ignore[arg-type]

    @property
    def unheard_of(self) -> Evidence:
        """Evidence that names a batch which nobody published."""
        assert self.certificate.evidence is not None
        return replace(self.certificate.evidence, batch=sha256(b"a batch of next year"))

    @property
    def certificate(self) -> Certificate:
        """What the certificate of the good title says."""
        return self.province.verify(self.fates["valid"].number).certificate


def _fates(province: Province) -> dict[str, Title]:
    """A title for everything that can become of one."""
    names = ("valid", "suspended", "revoked", "cancelled", "superseded")
    titles = province.issue(ZONE, [row(serial) for serial in range(1, len(names) + 1)])
    found = dict(zip(names, titles, strict=True))
    (found["withdrawn"],) = province.issue(DIGITAL, [recognised(21)])
    (found["unit"],) = province.issue(PLANT, [row(22, FILINGS[PLANT])])
    province.go(days=1)
    province.suspend(found["suspended"].number)
    province.revoke(found["revoked"].number)
    province.revoke(found["cancelled"].number, Cause.REQUEST)
    Units(province, secrets.token_hex(8)).supersede(found["superseded"].number)
    for slug, state in (
        (DIGITAL, CommitteeState.WITHDRAWN),
        (PLANT, CommitteeState.SUSPENDED),
    ):
        province.go(hours=1)
        province.supervise(slug, state)
    province.go(hours=1)
    # An office that overlooks what it decided itself: strangers do not.
    with patch.object(CommitteeState, "may_review", True):
        (found["unauthorised"],) = province.issue(PLANT, [row(23, FILINGS[PLANT])])
    province.go(minutes=4)
    return found


def _app(province: Province, weather: Weather) -> Flask:
    office = province.office
    config = Config.from_env(
        {
            "ZC_INSTANCE": str(office.public_dir.parent),
            "ZC_PUBLIC_DIR": str(office.public_dir),
            "ZC_SURFACE": "all",
        }
    )
    late = OLD if weather is Weather.OLD_LISTS else timedelta()

    def clock():
        return province.at + late

    gone = weather is Weather.NO_DATABASE
    engine = open_engine("sqlite:////nowhere/office.db") if gone else office.engine
    records = StoredRecords(
        engine,
        office.pepper,
        anchor=office.anchor,
        public_dir=office.public_dir,
        clock=clock,
    )
    parts = Parts(
        IDENTITY,
        records=records,
        registrar=province.registrar,
        answering=office.signers[Role.ANSWER],
        press=province.press,
        claims=desk_of(province),
        issued=partial(_issued, engine),
        keep_report=keeper(engine, office.pepper),
        clock=clock,
    )
    return build_app(config, parts)
