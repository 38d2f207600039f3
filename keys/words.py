"""Codes and facts in words: the one place where an error becomes a sentence.

The core speaks in codes ("envelope.threshold") and facts; the catalogues of each package hold the
sentences, Chinese first, English second, each with the mend. Words are chosen at the rim: nothing
below a page or a command line ever asks for one.

Reads GNU gettext catalogues (.mo) through the standard library.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import lru_cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Final

from keys.errors import CredentialError, Fact

LANGUAGES: Final = ("zh_CN", "en")
"""The first is the language of the message ids of pages and command lines."""
SHORT: Final = {"zh": "zh_CN", "en": "en"}
"""How every command line calls them, after --lang."""


class MissingWords(UserWarning):
    """A code, a sentence or a fact without words: a fault of ours, to be met in a test.

    A warning, not an error: at work the reader gets the code rather than a second failure; the
    tests treat warnings as errors.
    """


class Words:
    """The words of one language, from the catalogues of several packages.

    Args:
        language: One of LANGUAGES.
        catalogues: For each package its `locale` directory and its domain; the first that knows
            a message is heard.

    Raises:
        ValueError: A language we do not speak.
        FileNotFoundError: A catalogue that is not there; `make words` compiles them.
    """

    __slots__ = ("_catalogues", "language")

    def __init__(self, language: str, *catalogues: tuple[Path, str]) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"a language of {LANGUAGES}")
        self.language: Final = language
        self._catalogues = tuple(
            _catalogue(Path(directory), language, domain) for directory, domain in catalogues
        )

    def __call__(self, code: str, /, **facts: Fact) -> str:
        """The sentence of a code, with its facts; the code itself where nobody knows it."""
        sentence = self._find(code)
        if sentence is None:
            warnings.warn(f"no words for {code} in {self.language}", MissingWords, stacklevel=2)
            return code
        return _told(sentence, facts)

    def outline(self, code: str) -> str:
        """The sentence of a code as such: an ellipsis for each fact that a case would bring."""
        return (self._find(code) or code).format_map(_Gaps())

    def as_it_stands(self, code: str) -> str:
        """The sentence of a code with its {facts} unfilled, for another program to fill."""
        return self._find(code) or code

    def knows(self, code: str) -> bool:
        """Whether there are words for a code."""
        return self._find(code) is not None

    def text(self, msgid: str, /, **facts: Fact) -> str:
        """A sentence of a page or command line, by the Chinese it is written in.

        Facts fill {placeholders}; without any, the sentence is given as it stands.
        """
        sentence = self._find(msgid)
        if sentence is None:
            if self.language != LANGUAGES[0]:
                text = f"no words for {msgid!r} in {self.language}"
                warnings.warn(text, MissingWords, stacklevel=2)
            sentence = msgid
        return _told(sentence, facts) if facts else sentence

    def from_error(self, error: CredentialError) -> str:
        """What an error says: what is wrong, and how to mend it."""
        return self(error.code, **error.facts)

    def _find(self, msgid: str) -> str | None:
        # The empty msgid is the header of a catalogue and never a sentence.
        if not msgid:
            return msgid
        for catalogue in self._catalogues:
            sentence = catalogue.gettext(msgid)
            if sentence != msgid:
                return sentence
        return None


class _Facts(dict[str, Fact]):
    def __missing__(self, name: str) -> str:
        warnings.warn(f"no fact {name}", MissingWords, stacklevel=2)
        return "{" + name + "}"


class _Gaps(dict[str, Fact]):
    def __missing__(self, name: str) -> str:
        return "…"


def _told(sentence: str, facts: Mapping[str, Fact]) -> str:
    return sentence.format_map(_Facts(facts))


@lru_cache(maxsize=64)
def _catalogue(directory: Path, language: str, domain: str) -> GNUTranslations:
    path = directory / language / "LC_MESSAGES" / f"{domain}.mo"
    with path.open("rb") as file:
        return GNUTranslations(file)
