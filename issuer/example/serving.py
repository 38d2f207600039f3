"""The example served: the office's own application, and beside it the drawer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from flask import Flask, Response, send_from_directory
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader
from werkzeug.exceptions import NotFound

from issuer.app import page_desk, serve, serving_app
from issuer.config import Config
from issuer.example.demo import DEMO_FILE
from issuer.example.telling import DRAWER
from issuer.web.catalogues import VERIFIER_LOCALE
from keys.words import Words
from verifier.page_words import LOOKS
from verifier.report import heading_code
from verifier.verdict import VerdictCode

TEMPLATES: Final = Path(__file__).parent / "templates"


def example_app(config: Config) -> Flask:
    """The application of the example."""
    app = serving_app(config)
    desk = page_desk(app)
    demo = json.loads((config.instance / DEMO_FILE).read_text("utf-8"))
    app.jinja_loader = ChoiceLoader([*_loaders(app), FileSystemLoader(TEMPLATES)])
    app.jinja_env.globals["drawer"] = "/drawer"

    def drawer() -> Response:
        language = desk.language()
        words = Words(language, (VERIFIER_LOCALE, "verifier"))
        return desk.render("drawer.html", things=[_shown(thing, words) for thing in demo["drawer"]])

    def file(name: str) -> Response:
        if name not in {thing["file"] for thing in demo["drawer"]}:
            raise NotFound
        return send_from_directory(config.instance.absolute() / DRAWER, name, as_attachment=True)

    app.add_url_rule("/drawer", "example.drawer", drawer)
    app.add_url_rule("/drawer/<name>", "example.file", file)
    return app


def _shown(thing: dict[str, str], words: Words) -> dict[str, str]:
    """A thing with the look and the words of the verdict that it gets."""
    code = VerdictCode(thing["verdict"])
    look = LOOKS[code]
    return {**thing, "look": look.colour, "shape": look.shape, "heading": words(heading_code(code))}


def _loaders(app: Flask) -> list[BaseLoader]:
    return [app.jinja_loader] if app.jinja_loader else []


def from_environment() -> Flask:
    """What a serving worker calls."""
    return example_app(Config.from_env())


def serve_example(config: Config) -> None:
    """Serve until stopped."""
    serve(config, factory="issuer.example.serving:from_environment")
