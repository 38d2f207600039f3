"""Every refusal of this system, as classes that a caller can tell apart.

    CredentialError
    ├── Malformed        the bytes are not what they claim to be
    │   └── TooLarge     ... because they pass a stated limit
    ├── KeyFileError     a key file cannot be used; `path` and the mend are facts
    ├── Untrusted        nobody who may say this has said it
    │   └── RolledBack   somebody once did, but something newer has been seen
    ├── Refused          understood and trusted, and against a rule
    └── Unavailable      a machine cannot do it now; nothing is wrong with what was asked

An error carries a stable `code` for machines and translators and `facts` for the words, which
live in the gettext catalogues: no sentence is written here. Nothing returns None, False or a
tuple to say that it failed.
"""

from __future__ import annotations

import re
from typing import Final

Fact = str | int

UNTOLD: Final = "…"
"""Stands for a text that somebody sent and that may be a person's."""
_MEMBER: Final = re.compile(r"[a-z][A-Za-z0-9_#+.-]{0,39}")
_ADDRESS: Final = re.compile(r"(?:https://)?[a-z][!-~]{1,190}")
_THUMBPRINT: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def member_told(name: str) -> str:
    """The name of a member or a type nobody knows, as a fact may hold it: only what can be one.

    A list whose columns slipped has people where names of members should be.
    """
    return name if _MEMBER.fullmatch(name) else UNTOLD


def address_told(entity: str) -> str:
    """An entity or a log that a document claims, as a fact may hold it: only an address."""
    return entity if _ADDRESS.fullmatch(entity) else UNTOLD


def kid_told(kid: str) -> str:
    """The key that a header claims, as a fact may hold it: only a thumbprint."""
    return kid if _THUMBPRINT.fullmatch(kid) else UNTOLD


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


class Unavailable(CredentialError):
    """A machine cannot do it now; nothing is wrong with what was asked."""
