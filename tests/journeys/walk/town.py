"""One office with a certificate in every state, served as a visitor finds it.

The office is the province of the other tests behind the real application, on loopback; browsers
are told that its official host stands there. What a visitor meets besides good days has a name:
lists that nobody renewed, and a database that is gone.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from functools import partial
from http import HTTPStatus
from itertools import count
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Self

from flask import Flask
from werkzeug import Response
from werkzeug.serving import make_server, make_ssl_devcert

from issuer.app import build_app
from issuer.claim_codes import grouped
from issuer.config import Config
from issuer.parts import Parts, _issued
from issuer.passkeys import RelyingParty
from issuer.public_records import StoredRecords
from issuer.report_box import keeper
from issuer.roster.tray import Tray
from issuer.store.session import open_engine
from issuer.unit_access.ceremonies import Ceremonies
from keys.encoding import sha256
from keys.roles import Role
from keys.signer import MemorySigner
from tests.cast import DIGITAL, HOST, IDENTITY, PLANT, ZONE, Title
from tests.contract.populated import _paper as a_paper
from tests.issuer.claiming import desk_of, hand_out
from tests.issuer.roster.world import Units
from tests.journeys.walk.fates import fates_in, files_of, rosters_of, signed_in
from tests.province import Province
from verifier import sd_jwt
from verifier.certificate import Certificate, Evidence

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
    CROWDED = "crowded"  # somebody of the same network guessed too often


@dataclass
class Town:
    """The office, its application in each weather, and the titles by what became of them.

    Attributes:
        fates: Name of a fate -> the title that met it.
        slips: Claim codes that were handed out before anything was taken back, by fate.
        rosters: Numbers of a unit's rosters, by what became of them.
        session: Token of a person of a registered unit who signed in.
        files: What visitors hand in, by name: the PDF as it was given out, the same edited, a
            picture of it, and what is none.
        port: Where it is served.
    """

    province: Province
    apps: dict[Weather, Flask]
    fates: dict[str, Title]
    slips: dict[str, str]
    rosters: dict[str, str]
    session: str
    files: dict[str, Path]
    weather: Weather = Weather.FAIR
    port: int = 0

    @classmethod
    def built(cls, folder: Path) -> Self:
        province = Province.found(f"sqlite:///{folder / 'office.db'}", folder)
        for slug in (ZONE, PLANT, DIGITAL):
            province.admit_committee(slug)
        anchor = province.office.public_dir.parent / "anchor.json"
        anchor.write_bytes(province.office.anchor.to_bytes())
        fates, slips = fates_in(province)
        door = _door(province)
        apps = {weather: _app(province, weather, door) for weather in Weather}
        _guess(apps[Weather.CROWDED])
        units = Units.of(province)
        rosters = rosters_of(units, fates)
        session = signed_in(units, door)
        files = files_of(province, fates["valid"], folder)
        return cls(province, apps, fates, slips, rosters, session, files)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return _compressed(self.apps[self.weather], environ, start)

    @contextmanager
    def served(self, folder: Path) -> Iterator[None]:
        """Over TLS and compressed, as by the proxy before an office; its certificate is nobody's.

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

    def new_claim(self, fate: str) -> tuple[str, str]:
        """A claim code, grouped as on the slip, and the full name that goes with it."""
        title = self.fates[fate]
        if fate in self.slips:
            return grouped(self.slips[fate]), title.row.name
        codes = hand_out(self.province, [title.number], again=True)
        return grouped(codes[title.number]), title.row.name

    @property
    def paper(self) -> str:
        """What the code of a 对应关系证明 says."""
        return a_paper(self.province)

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


def _compressed(app: Flask, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """A page as a proxy sends it on; whatever is no page stays as it is."""
    answered = Response.from_app(app, environ, buffered=True)
    if answered.mimetype == "text/html":
        answered.set_data(gzip.compress(answered.get_data()))
        answered.headers["Content-Encoding"] = "gzip"
    return answered(environ, start)


def _guess(app: Flask) -> None:
    """Type wrong check codes until no more is taken."""
    client = app.test_client()
    typed = {"number": "ZC37100020250530000001", "name": "无人", "check_code": "000000"}
    while client.post("/verify", data=typed).status_code != HTTPStatus.TOO_MANY_REQUESTS:
        continue


def _door(province: Province) -> Ceremonies:
    return Ceremonies(
        province.office.engine, province.office.pepper, RelyingParty(BASE, IDENTITY.name)
    )


def _app(province: Province, weather: Weather, door: Ceremonies) -> Flask:
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
        units=door,
        tray=Tray(office.engine, office.pepper),
        issued=partial(_issued, engine),
        keep_report=keeper(engine, office.pepper),
        clock=clock,
        # Time passes quickly, so that nobody is asked to wait for what others tried before.
        monotonic=count(0.0, 0.0 if weather is Weather.CROWDED else 100.0).__next__,
    )
    return build_app(config, parts)
