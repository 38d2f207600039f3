"""What a process of the office is built from: opened by its surface, and no more than that.

The public surface opens a pepper, the pinned anchor and the database, and holds neither a signing
key nor the data key; the query surface adds the key of answers; the holder's prints what was
signed, with the data key and the seal, and can make no title; the units' lets them in, with a
pepper; the office opens all.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from issuer.claims import ClaimDesk
from issuer.config import Config, InstanceIdentity, Surface
from issuer.drawing_room import DrawingRoom
from issuer.office import Office, open_answering, open_office, open_pepper, rules_of
from issuer.passkeys import RelyingParty
from issuer.printing import Press, open_press, press_of
from issuer.public_records import NoRecords, PublicRecords, StoredRecords
from issuer.publication import not_rolled_back
from issuer.registrar import Registrar
from issuer.report_box import Keep, keeper, no_keeper
from issuer.roster.tray import Tray
from issuer.store import records
from issuer.store.figures import issued_by_year
from issuer.store.schema import require_current
from issuer.store.session import open_engine, read
from issuer.unit_access.ceremonies import Ceremonies
from issuer.web.health import Check
from issuer.web.office import Counter
from issuer.web.openness import Count
from keys.encoding import sha256
from keys.errors import CredentialError, KeyFileError
from keys.roles import Role
from keys.secret import Pepper
from keys.signer import Signer
from keys.trust import Anchor


def now() -> datetime:
    """The moment, aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a process was built from; tests hand in their own.

    Attributes:
        records: What the public pages find; nothing on surfaces without them.
        registrar: The office's counter; None on surfaces without it.
        answering: The ANSWER key; None on surfaces without it.
        press: Prints certificates; None on surfaces that hand out none.
        claims: Where holders fetch them; None likewise.
        units: How registered units sign in; None on surfaces without them.
        tray: Where they lay rosters; None likewise.
        checks: What must hold for the process to be ready, by name.
        issued: Year of award -> certificates, for the page of openness.
        keep_report: Keeps a report of a fake.
    """

    identity: InstanceIdentity
    records: PublicRecords = field(default_factory=NoRecords)
    registrar: Counter | None = None
    answering: Signer | None = None
    press: Press | None = None
    claims: ClaimDesk | None = None
    units: Ceremonies | None = None
    tray: Tray | None = None
    checks: Mapping[str, Check] = field(default_factory=dict)
    issued: Count = dict
    keep_report: Keep = no_keeper
    clock: Callable[[], datetime] = now
    monotonic: Callable[[], float] = time.monotonic


def open_parts(config: Config) -> Parts:
    """Open what the surface needs and nothing more."""
    config.identity()  # before any passphrase is asked for
    if config.surface in (Surface.OFFICE, Surface.ALL):
        return _office_parts(config, open_office(config, passphrase=_passphrase(config)))
    if config.surface is Surface.PUBLIC:
        return _public_parts(config)
    if config.surface is Surface.QUERY:
        answering = open_answering(config, passphrase=_passphrase(config))
        return replace(_public_parts(config), answering=answering)
    if config.surface is Surface.UNIT:
        return _unit_parts(config)
    return _holder_parts(config)


def _unit_parts(config: Config) -> Parts:
    pepper = open_pepper(config, passphrase=_passphrase(config))
    engine = open_engine(config.database_url)
    require_current(engine)
    not_rolled_back(engine, config.public_dir)
    return Parts(
        config.identity(),
        units=_units(config, engine, pepper),
        tray=Tray(engine, pepper),
        checks=_kept_checks(config, engine),
    )


def _holder_parts(config: Config) -> Parts:
    press = open_press(config, passphrase=_passphrase(config), clock=now, room=_room())
    not_rolled_back(press.engine, config.public_dir)
    pepper = open_pepper(config, passphrase=_passphrase(config))
    return Parts(
        press.identity,
        press=press,
        claims=_claims(config, press, pepper),
        checks=_kept_checks(config, press.engine),
    )


def _public_parts(config: Config) -> Parts:
    pepper = open_pepper(config, passphrase=_passphrase(config))
    engine = open_engine(config.database_url)
    require_current(engine)
    not_rolled_back(engine, config.public_dir)
    anchor = Anchor.from_bytes(config.anchor_file.read_bytes())
    folder, rules = config.public_dir, rules_of(config)
    found = StoredRecords(engine, pepper, anchor=anchor, public_dir=folder, rules=rules, clock=now)
    return Parts(
        config.identity(),
        records=found,
        checks=_checks(config, engine, found),
        issued=partial(_issued, engine),
        keep_report=keeper(engine, pepper),
    )


def _office_parts(config: Config, office: Office) -> Parts:
    not_rolled_back(office.engine, config.public_dir)
    found = StoredRecords(
        office.engine,
        office.pepper,
        anchor=office.anchor,
        public_dir=config.public_dir,
        rules=office.rules,
        clock=now,
    )
    holders = config.surface is Surface.ALL
    press = press_of(office, config, clock=now, room=_room()) if holders else None
    return Parts(
        config.identity(),
        records=found,
        registrar=Registrar(office),
        answering=office.signers[Role.ANSWER],
        press=press,
        claims=_claims(config, press, office.pepper) if press else None,
        units=_units(config, office.engine, office.pepper) if holders else None,
        tray=Tray(office.engine, office.pepper) if holders else None,
        checks=_checks(config, office.engine, found),
        issued=partial(_issued, office.engine),
        keep_report=keeper(office.engine, office.pepper),
    )


def _claims(config: Config, press: Press, pepper: Pepper) -> ClaimDesk:
    return ClaimDesk(press, pepper, open_for=timedelta(hours=config.download_hours))


def _units(config: Config, engine: Engine, pepper: Pepper) -> Ceremonies:
    identity = config.identity()
    # One origin: what a browser signs for any other is worth nothing here.
    origin = config.unit_origin or f"https://{identity.host}"
    return Ceremonies(engine, pepper, RelyingParty(origin, identity.name))


def _issued(engine: Engine) -> Mapping[int, int]:
    try:
        with read(engine) as connection:
            return issued_by_year(connection)
    except SQLAlchemyError as error:
        raise CredentialError("records.unavailable") from error


def _kept_checks(config: Config, engine: Engine) -> dict[str, Check]:
    """Whether what is kept can be read, and is no older than what was published."""

    def database() -> None:
        with read(engine) as connection:
            records.find(connection, sha256(b"ready?"))

    def publication() -> None:
        not_rolled_back(engine, config.public_dir)

    return {"database": database, "publication": publication}


def _checks(config: Config, engine: Engine, found: PublicRecords) -> dict[str, Check]:
    def bundle() -> None:
        entity = config.identity().entity
        lists = found.current_bundle().authority(entity).status_lists.values()
        if any(each.expires_at <= now() for each in lists):
            raise CredentialError("status.expired")

    return {**_kept_checks(config, engine), "bundle": bundle}


def _room() -> DrawingRoom:
    """A bench for each processor: of one process, which has several threads beside them."""
    return DrawingRoom(os.cpu_count() or 1)


def _passphrase(config: Config) -> bytes:
    passphrase = config.passphrase()
    if passphrase is None:
        # A worker has no terminal to ask at.
        raise KeyFileError("config.passphrase", setting="ZC_PASSPHRASE_FILE")
    return passphrase
