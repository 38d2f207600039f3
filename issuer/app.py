"""One process of the office as a web application: the only place that builds things.

A straight list of constructor calls over parts that `issuer.parts` opened. Routes are opened from
the route table and from nowhere else. The settings came from `issuer.config`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from flask import Flask, Response
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from jinja2 import ChoiceLoader, FileSystemLoader

import verifier
import verifier.web
from issuer.config import Config
from issuer.housekeeping import keep_house
from issuer.lettering import lettering_of
from issuer.office import rules_of
from issuer.parts import Parts, now, open_parts
from issuer.published_bundle import BUNDLE_FILE
from issuer.registrar import Registrar
from issuer.render.glyphs import Glyphs
from issuer.roster.at_work import keep_judging
from issuer.roster.worker import RosterWorker
from issuer.web import access_log, catalogues, giving_way, routes, scan, turnstile
from issuer.web.answering import answering_views
from issuer.web.assets import Assets
from issuer.web.claims import ClaimPages
from issuer.web.contract_pages import ContractPages
from issuer.web.explanations import Explanations
from issuer.web.fake_reports import FakeReports
from issuer.web.files import FileChecks, InMemory
from issuer.web.health import Health
from issuer.web.limits import ClaimLimits, FileLimits, LookupLimits
from issuer.web.navigation import WAYS
from issuer.web.office import OfficeRoutes
from issuer.web.offline import OfflinePages
from issuer.web.openapi import OpenApi
from issuer.web.openness import KeptCount, OpennessPages
from issuer.web.problems import Problems, Tell, teller
from issuer.web.published import PublishedFiles
from issuer.web.register import RegisterPages
from issuer.web.revocations import RevocationPages
from issuer.web.route import PUBLIC
from issuer.web.start import StartPages, show_trouble
from issuer.web.turnstile import ScanLimits, Turnstile
from issuer.web.type_metadata import TypeMetadata
from issuer.web.unit_door import UnitDoor
from issuer.web.unit_rosters import UnitRosters
from issuer.web.units import UnitPages
from issuer.web.verifications import Verifications
from issuer.web.whence import place_of_request
from keys.words import Words
from verifier.sd_jwt import vct_of
from verifier.web import Express, Site, VerifyDesk
from verifier.web.book import BookPages

HERE: Final = Path(__file__).parent
STATIC: Final = HERE.parent / "static"
TEMPLATES: Final = HERE / "templates"
PAGES: Final = Path(verifier.__file__).parent / "templates"
THREADS: Final = min(8, 2 * (os.cpu_count() or 1))  # of one process
_DESK: Final = "zhicheng.desk"
View = Callable[..., Response]


def create_app(config: Config) -> Flask:
    """The application of a process with these settings.

    Raises:
        Malformed, KeyFileError, Refused: The process must not start; the words say how to mend.
    """
    return build_app(config, open_parts(config))


def from_environment() -> Flask:
    """The application of this environment; what a serving worker calls."""
    access_log.to_stdout(now)
    return serving_app(Config.from_env())


def serving_app(config: Config) -> Flask:
    """As `create_app`; an office also keeps house and judges rosters while it serves."""
    parts = open_parts(config)
    if isinstance(parts.registrar, Registrar):
        keep_house(parts.registrar, now)
        keep_judging(RosterWorker(parts.registrar.office, now))
    return build_app(config, parts)


def serve(config: Config, *, factory: str = "issuer.app:from_environment") -> None:
    """Serve until stopped; the settings go to the workers through their environment."""
    host, port = config.address
    os.environ.update(config.to_env())
    Granian(
        factory,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=config.workers,
        # Verifying is work for the processor: more threads would only wait for each other, and
        # what does not fit waits in the backlog.
        blocking_threads=THREADS,
        backpressure=THREADS * 8,
        factory=True,
        websockets=False,
        log_access=False,  # it would write paths, and with them codes
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()


def build_app(config: Config, parts: Parts) -> Flask:
    """The application over parts that are open."""
    app = Flask("issuer", static_folder=None)
    app.request_class = InMemory
    app.url_map.merge_slashes = False  # a path has one spelling
    app.jinja_loader = ChoiceLoader([FileSystemLoader(TEMPLATES), FileSystemLoader(PAGES)])
    identity = parts.identity
    desk = VerifyDesk(
        parts.records.find,
        bundle=parts.records.current_bundle,
        holds=parts.records.holds,
        reachable=parts.records.reachable,
        last=parts.records.last_bundle,
        clock=parts.clock,
        site=Site(
            identity.host,
            identity.name,
            identity.contact,
            identity.region,
            lookup=True,
            reports=True,
            ways=WAYS,
        ),
        rules=rules_of(config),
        language=config.language,
        words=catalogues.PAGES,
        lettering=lettering_of(Glyphs.read(config.instance)),
    )
    app.extensions[_DESK] = desk
    words = catalogues.error_words()
    tell = teller(words)
    # Each goes in front of the one before.
    if config.surface in PUBLIC:
        inner = app.wsgi_app
        app.wsgi_app = Turnstile(  # type: ignore[method-assign]
            Express(inner, desk),
            ScanLimits(parts.monotonic),
            refused=inner,
            holds=parts.records.holds,
            proxies=config.trusted_proxies,
        )
    verifier.web.harden(app)
    access_log.install(app, proxies=config.trusted_proxies, monotonic=parts.monotonic)
    turnstile.install(app)
    routes.install(app)
    giving_way.install(app, threads=THREADS)
    Problems(tell, desk.language, partial(show_trouble, desk)).install(app)
    door = UnitDoor(parts.units, parts.clock, lambda address: desk.reading().link(address))
    door.install(app)
    views = _views(config, parts, desk, words) | _behind(door, config, parts, desk, tell)
    for route in routes.on_surface(config.surface):
        app.add_url_rule(
            route.rule,
            route.endpoint,
            views[route.endpoint],
            methods=[route.method],
            provide_automatic_options=False,
        )
    return app


def _behind(
    door: UnitDoor, config: Config, parts: Parts, desk: VerifyDesk, tell: Tell
) -> dict[str, View]:
    """The pages of units, all behind one door."""
    network = partial(place_of_request, proxies=config.trusted_proxies)
    return {
        **UnitPages(desk, door, tell=tell, network=network, monotonic=parts.monotonic).views(),
        **UnitRosters(desk, door, parts.tray, tell).views(),
    }


def page_desk(app: Flask) -> VerifyDesk:
    """The desk that shows the pages of an application that was built here."""
    desk: VerifyDesk = app.extensions[_DESK]
    return desk


def _views(
    config: Config, parts: Parts, desk: VerifyDesk, words: Mapping[str, Words]
) -> dict[str, View]:
    identity, found, rules = parts.identity, parts.records, rules_of(config)
    health, assets = Health(parts.checks), Assets(STATIC)
    files = PublishedFiles(config.public_dir)
    network = partial(place_of_request, proxies=config.trusted_proxies)
    verifications = Verifications(desk, found, LookupLimits(parts.monotonic), network)
    start = StartPages(desk, verifications)
    views: dict[str, View] = {
        "health.alive": health.alive,
        "health.ready": health.ready,
        "openapi.document": OpenApi(identity.name, identity.entity, config.surface).document,
        **ContractPages(desk, identity.entity, config.surface, catalogues.contract_words()).views(),
        "problems.explain": Explanations(desk, words).show,
        "assets.icon": assets.icon,
        "assets.robots": assets.robots,
        "start.home": start.home,
        "start.lookup": start.lookup,
        "start.revocations": RevocationPages(desk, found, files, identity.entity).show,
        **scan.views(),
        "verify.page": desk.answer_code,
        "verifications.verify": verifications.verify,
        **files.views(),
        **FileChecks(desk, found, FileLimits(parts.monotonic), network).views(),
        **ClaimPages(
            desk, parts.claims, ClaimLimits(parts.monotonic), network, parts.clock
        ).views(),
        **BookPages(desk, rules).views(),
        **OfflinePages(
            config.public_dir / BUNDLE_FILE, config.anchor_file, rules=rules, clock=parts.clock
        ).views(),
        **RegisterPages(desk, found, rules, identity.entity, identity.region).views(),
        **OpennessPages(
            desk,
            found,
            identity.entity,
            KeptCount(parts.issued, parts.monotonic),
            config.anchor_file,
        ).views(),
        **FakeReports(desk, parts.keep_report, network=network, monotonic=parts.monotonic).views(),
        "type_metadata.vct": TypeMetadata(vct_of(identity.entity)).show,
    }
    views |= answering_views(
        verifications,
        rules=rules,
        tell=teller(words),
        clock=parts.clock,
        entity=identity.entity,
        signer=parts.answering,
    )
    if parts.registrar is not None:
        office = OfficeRoutes(parts.registrar, parts.clock, teller(words), desk.language)
        views |= {
            "office.batch": office.batch,
            "office.notice": office.notice,
            "office.decision": office.decision,
            "office.order": office.order,
            "office.batch_status": office.batch_status,
            "office.batch_state": office.batch_state,
        }
    return views
