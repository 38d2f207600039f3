"""Rule books for the tests: the package's, and with files of an authority's own."""

from __future__ import annotations

from importlib.resources import files

from verifier.rules import Rules, read_rules
from verifier.rules.building import FILES


def texts() -> dict[str, str]:
    """The files of the package's book, by name."""
    return {name: files("verifier.rules").joinpath(name).read_text("utf-8") for name in FILES}


def with_own(text: str, name: str = "own.toml") -> Rules:
    """The package's book with one file of an authority."""
    return read_rules(texts(), own={name: text})
