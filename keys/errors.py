"""Every refusal of this system, as classes that a caller can tell apart.

    CredentialError
    ├── Malformed        the bytes are not what they claim to be
    │   └── TooLarge     ... because they pass a stated limit
    ├── KeyFileError     a key file cannot be used; `path` and the mend are facts
    ├── Untrusted        nobody who may say this has said it
    │   └── RolledBack   somebody once did, but something newer has been seen
    └── Refused          understood and trusted, and against a rule

An error carries a stable `code` for machines and translators and `facts` for the words, which
live in the gettext catalogues: no sentence is written here. Nothing returns None, False or a
tuple to say that it failed.
"""

from __future__ import annotations

from typing import Final

Fact = str | int


class CredentialError(Exception):
    """Root of all our errors.

    Attributes:
        code: Stable, dotted, lower case: "envelope.threshold".
        facts: What the words need: names of files, numbers, times. Never a person's data.
    """

    def __init__(self, code: str, /, **facts: Fact) -> None:
        super().__init__(code, facts)
        self.code: Final = code
        self.facts: Final[dict[str, Fact]] = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code} ({told})" if told else self.code


class Malformed(CredentialError):
    """The bytes are not what they claim to be."""


class TooLarge(Malformed):
    """The bytes pass a limit; `limit` says which, in bytes or members."""


class KeyFileError(CredentialError):
    """A key file cannot be used. `path` names it; the words tell the mend."""


class Untrusted(CredentialError):
    """Nobody who may say this has said it."""


class RolledBack(Untrusted):
    """Genuine once, but something newer has been seen."""


class Refused(CredentialError):
    """Understood and trusted, and against a rule."""
