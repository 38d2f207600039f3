"""The example served: the office's own application, and beside it the drawer."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

from flask import Flask, Response
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader

from issuer.app import create_app, page_desk
from issuer.config import Config
from issuer.example.demo import DEMO_FILE

TEMPLATES: Final = Path(__file__).parent / "templates"


def example_app(config: Config) -> Flask:
    """The application of the example."""
    app = create_app(config)
    desk = page_desk(app)
    demo = json.loads((config.instance / DEMO_FILE).read_text("utf-8"))
    app.jinja_loader = ChoiceLoader([*_loaders(app), FileSystemLoader(TEMPLATES)])
    app.jinja_env.globals["drawer"] = "/drawer"

    def drawer() -> Response:
        other = "zh" if desk.language() == "en" else "en"
        return desk.render(
            "drawer.html", things=demo["drawer"], other_language=f"/drawer?lang={other}"
        )

    app.add_url_rule("/drawer", "example.drawer", drawer)
    return app


def _loaders(app: Flask) -> list[BaseLoader]:
    return [app.jinja_loader] if app.jinja_loader else []


def from_environment() -> Flask:
    """What a serving worker calls."""
    return example_app(Config.from_env())


def serve_example(config: Config) -> None:
    """Serve until stopped."""
    host, port = config.address
    os.environ.update(config.to_env())
    Granian(
        "issuer.example.serving:from_environment",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()
