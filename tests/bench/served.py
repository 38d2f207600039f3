"""The two applications that are loaded: the public surface of an office, and a bare Flask route.

Both are served as `zc-issuer serve` serves, in a process of their own:

    python -m tests.bench.served bare|whole|forgetful WORLD PORT WORKERS
"""

from __future__ import annotations

import itertools
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from flask import Flask

from issuer.app import build_app, serve
from issuer.config import Config
from issuer.parts import Parts
from issuer.public_records import StoredRecords
from issuer.store.session import open_engine
from issuer.web import access_log
from keys.secret import Pepper
from keys.trust import Anchor
from tests.cast import CONFIRMED, IDENTITY
from verifier.web.shelf import Shelf

WORLD: Final = "BENCH_WORLD"
_BEGAN: Final = datetime.now(UTC)


def _clock() -> datetime:
    """The days of the tests' province, running."""
    return CONFIRMED + (datetime.now(UTC) - _BEGAN)


def bare() -> Flask:
    """What nothing can be faster than."""
    app = Flask("bare")
    app.add_url_rule("/", "ok", lambda: "ok")
    return app


def forgetful() -> Flask:
    """The same, but it never finds what it kept: each look is the first."""
    Shelf.find = lambda *_: None
    return whole()


def whole() -> Flask:
    """The public surface over the published files and the rows of a world."""
    folder = Path(os.environ[WORLD])
    access_log.to_stdout(_clock)
    records = StoredRecords(
        open_engine(f"sqlite:///{folder / 'office.db'}"),
        Pepper.generate(),
        anchor=Anchor.from_bytes((folder / "anchor.json").read_bytes()),
        public_dir=folder / "public",
        clock=_clock,
    )
    config = Config.from_env({"ZC_INSTANCE": str(folder), "ZC_SURFACE": "public"})
    # One address asks all day: by this clock it asks as slowly as people do, at the same cost.
    ticks = itertools.count(0.0, 1.0).__next__
    return build_app(config, Parts(IDENTITY, records=records, clock=_clock, monotonic=ticks))


def _main(which: str, world: str, port: str, workers: str) -> None:
    os.environ[WORLD] = world
    config = Config.from_env(
        {"ZC_INSTANCE": world, "ZC_BIND": f"127.0.0.1:{port}", "ZC_WORKERS": workers}
    )
    serve(config, factory=f"tests.bench.served:{which}")


if __name__ == "__main__":
    _main(*sys.argv[1:])
