"""The committee's own file: what its authority filed, read at the desk.

The desk believes it for its checks and the office believes nothing of it: the office has its own
trust list, so a false file costs the clerk a refused batch and nobody else anything. That is why
no signature is checked here.

Three files will do: the file that the authority hands out (JSON), the committee's statement, or
the authority's whole trust list (both as published, one line of text).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from keys.encoding import Json, parse
from keys.envelope import peek
from keys.errors import Malformed, Refused
from keys.trust import Statement
from verifier.committee import COMMITTEE_METADATA, CommitteeAuthority

MAX_FILE_BYTES: Final = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Profile:
    """A committee and the authority it hands its batches to.

    Attributes:
        issuer: Entity id (https URL) of the authority; None where nobody named it.
    """

    committee: CommitteeAuthority
    issuer: str | None

    @property
    def authority(self) -> str:
        """Entity id of the authority; raises Refused("profile.authority") without one."""
        if self.issuer is None:
            raise Refused("profile.authority")
        return self.issuer


def read_profile(
    data: bytes, *, entity: str | None = None, authority: str | None = None
) -> Profile:
    """The profile in a committee file, UNVERIFIED.

    Args:
        data: The file.
        entity: Which committee, where the file holds several.
        authority: Entity id of the authority, where the file does not name it.

    Raises:
        Malformed: "profile.form" for a file of another kind, else what is wrong inside.
        Refused: "profile.which" where the file holds several committees and none was chosen,
            "profile.unknown" where it does not hold the chosen one.
    """
    if len(data) > MAX_FILE_BYTES:
        raise Malformed("profile.form")
    text = data.decode("utf-8-sig", "replace").strip()
    if not text.startswith("{"):
        return _from_token(text, entity)
    document = parse(text, limit=MAX_FILE_BYTES)
    if "payload" in document or isinstance(document.get("statement"), str):
        return _from_token(str(document.get("statement", text)), entity)
    committee, metadata = document.get("committee"), document.get("metadata")
    if not isinstance(committee, str) or not isinstance(metadata, Mapping):
        raise Malformed("profile.form")
    issuer = authority or document.get("authority")
    return Profile(_authority_of(committee, metadata), issuer if isinstance(issuer, str) else None)


def _from_token(token: str, entity: str | None) -> Profile:
    claims = peek(token)
    issuer, statements = claims.get("iss"), claims.get("statements")
    if not isinstance(issuer, str):
        raise Malformed("profile.form")
    if isinstance(statements, list):
        claims = _chosen([peek(each) for each in statements if isinstance(each, str)], entity)
    subject, metadata = claims.get("sub"), claims.get("metadata")
    if not isinstance(subject, str) or not isinstance(metadata, Mapping):
        raise Malformed("profile.form")
    return Profile(_authority_of(subject, metadata), issuer)


def _chosen(statements: list[dict[str, Json]], entity: str | None) -> dict[str, Json]:
    about = {
        str(each.get("sub")): each
        for each in statements
        if isinstance(each.get("metadata"), Mapping) and COMMITTEE_METADATA in str(each["metadata"])
    }
    if entity is None and len(about) == 1:
        return next(iter(about.values()))
    if entity is None:
        raise Refused("profile.which", committees="、".join(sorted(about)[:10]))
    if entity not in about:
        raise Refused("profile.unknown", entity=entity)
    return about[entity]


def _authority_of(entity: str, metadata: Mapping[str, Json]) -> CommitteeAuthority:
    # Only the metadata is looked at; the rest of a statement is the office's business.
    epoch = datetime.fromtimestamp(0, UTC)
    return CommitteeAuthority.from_statement(
        Statement("", entity, epoch, None, (), dict(metadata), "")
    )
