"""A committee's filing as a person writes it: a short TOML file, read strictly.

What an officer copies from the approval (核准备案) into `filing.toml`; together with the public
keys of the committee's people it becomes the committee's file, which two operators then decide
about. A member that is missing, unknown or wrong is named.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import Final

from keys.encoding import Json
from keys.errors import Malformed
from verifier.committee import COMMITTEE_METADATA, CommitteeAuthority
from verifier.rules.document_number import as_typed

_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?\Z")
_UNSAID: Final[Mapping[str, Json]] = {"threshold": 2, "units": [], "characteristic": 0}
"""What a filing need not say."""
_DOCUMENT_NUMBERS: Final = ("filing_no", "county_opinion", "city_filing")


def sample() -> str:
    """An empty filing with a note at each line."""
    return files("issuer").joinpath("filing.toml").read_text("utf-8")


def read_filing(text: str, *, authority: str) -> CommitteeAuthority:
    """The filing in a TOML text.

    Args:
        authority: Entity id of the authority that approved it.

    Raises:
        Malformed: "filing.toml" with the line, "filing.slug", or "document.*" with the member.
        Refused: "document-number.unreadable" for a number that would have to be guessed.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Malformed("filing.toml", problem=str(error)) from error
    return filing_of(told, authority=authority)


def filing_of(told: Mapping[str, object], *, authority: str) -> CommitteeAuthority:
    """The filing in a table of TOML; raises as `read_filing`."""
    members = {name: _plain(value) for name, value in told.items()}
    for name in _DOCUMENT_NUMBERS:
        typed = members.get(name)
        if isinstance(typed, str):
            members[name] = as_typed(typed)
    slug = members.pop("slug", None)
    if not isinstance(slug, str) or not _SLUG.match(slug):
        raise Malformed("filing.slug")
    return CommitteeAuthority.from_metadata(
        f"{authority}/committees/{slug}",
        {COMMITTEE_METADATA: {**_UNSAID, "state": "ACTIVE", **members}},
    )


def _plain(value: object) -> Json:
    """A TOML value as the wire has it: days as texts, yes and no as 1 and 0."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, Sequence):
        return [_plain(inner) for inner in value]
    raise Malformed("filing.toml", problem=str(value)[:40])
