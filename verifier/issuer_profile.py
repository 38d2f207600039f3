"""An authority that issues certificates, in types: its name, region, hosts, lists and log.

`keys.trust` carries it as opaque metadata of the anchor's statement; found beside the committees
in `verifier.committee`. Nothing is verified here.

Follows OpenID Federation 1.0 for the metadata that carries it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from keys.encoding import Json
from keys.errors import Malformed
from keys.trust import Statement
from verifier.members import Members

ISSUER_METADATA: Final = "zc_title_issuer"


@dataclass(frozen=True, slots=True)
class IssuerProfile:
    """An authority that issues certificates, as the anchor signed it.

    Attributes:
        entity: Entity id (https URL) of the authority.
        name: 发证机关, in words.
        region: Six digits of GB/T 2260; begins its certificate numbers.
        hosts: Hosts of its QR codes, the one that prints first; every other host is not official.
        status_base: Prefix of the addresses of its status lists.
        log_origin: Origin line of its log's checkpoints.
        log_vkey: Key of the log as C2SP verifier key text.
    """

    entity: str
    name: str
    region: str
    hosts: tuple[str, ...]
    status_base: str
    log_origin: str
    log_vkey: str

    @property
    def host(self) -> str:
        """The host that is printed in new QR codes."""
        return self.hosts[0]

    def to_metadata(self) -> dict[str, Json]:
        """The statement's whole metadata object, without keys."""
        return {
            ISSUER_METADATA: {
                "name": self.name,
                "region": self.region,
                "hosts": list(self.hosts),
                "status_base": self.status_base,
                "log_origin": self.log_origin,
                "log_vkey": self.log_vkey,
            }
        }

    @classmethod
    def from_statement(cls, statement: Statement) -> IssuerProfile:
        """Read an authority's statement; its keys (`jwks`) are for `keys.trust` and passed over.

        Raises:
            Malformed: "committee.not-an-issuer" when the statement names no issuer, else
                "document.*" with the member.
        """
        return cls.from_metadata(statement.subject, statement.metadata)

    @classmethod
    def from_metadata(cls, entity: str, metadata: Mapping[str, Json]) -> IssuerProfile:
        """Read the metadata object of a statement about `entity`; raises as `from_statement`."""
        document = metadata.get(ISSUER_METADATA)
        if not isinstance(document, Mapping):
            raise Malformed("committee.not-an-issuer", entity=entity)
        members = Members({k: v for k, v in document.items() if k != "jwks"}, "issuer")
        profile = cls(
            entity=entity,
            name=members.text("name"),
            region=members.text("region", limit=6),
            hosts=members.texts("hosts", limit=10),
            status_base=members.text("status_base"),
            log_origin=members.text("log_origin"),
            log_vkey=members.text("log_vkey"),
        )
        members.done()
        if not profile.hosts:
            raise Malformed("document.member", where="issuer", member="hosts")
        return profile
