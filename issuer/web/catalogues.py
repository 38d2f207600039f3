"""The message catalogues of the application: what an error, or an answer, may be told from.

They are read once, when a process is built; nothing is said here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import issuer
import keys
import verifier
from keys.words import LANGUAGES, Words

LOCALE: Final = Path(issuer.__file__).parent / "locale"
VERIFIER_LOCALE: Final = Path(verifier.__file__).parent / "locale"
KEYS_LOCALE: Final = Path(keys.__file__).parent / "locale"
PAGES: Final = (
    (LOCALE, "web"),
    (LOCALE, "ways"),
    (LOCALE, "site"),
    (LOCALE, "answers"),
    (LOCALE, "claims"),
    (LOCALE, "rosters"),
    (LOCALE, "units"),
)
"""Of the pages that stand beside the verify page."""
_OF_ERRORS: Final = (
    "web",
    "office",
    "store",
    "desk",
    "render",
    "seal",
    "claims",
    "roster",
    "units",
)
_OF_VERDICTS: Final = ("verifier", "documents", "ruling", "files", "offline", "receipts")


def error_words() -> dict[str, Words]:
    """Language -> all that an error of this application may be told from."""
    return {
        language: Words(
            language,
            *((LOCALE, domain) for domain in _OF_ERRORS),
            *((VERIFIER_LOCALE, domain) for domain in _OF_VERDICTS),
            (KEYS_LOCALE, "keys"),
        )
        for language in LANGUAGES
    }


def contract_words() -> Words:
    """Chinese of the sentences of the OpenAPI document, which are English."""
    return Words(LANGUAGES[0], (LOCALE, "contract"))


def answer_words() -> dict[str, Words]:
    """Language -> what an answer about correspondence or recognition is told from."""
    return {language: Words(language, (VERIFIER_LOCALE, "answers")) for language in LANGUAGES}
