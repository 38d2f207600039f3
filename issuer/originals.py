"""What a certificate's file is drawn from: the words of its pages, and what travels inside.

Everything comes out of the signed certificate, the codes beside it and the rule book; nothing is
looked up elsewhere and nothing is invented. The same copy always gives the same original: its
proof stands under the first head of the log that covers it and is still believed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection

import verifier
from issuer.config import InstanceIdentity
from issuer.office import named_keys
from issuer.public_records import proof_of
from issuer.registrar.errand import trust_list_of
from issuer.render.face import Face
from issuer.render.look import DEFAULT_LOOK, Look
from issuer.render.readable import READABLE_FILE, readable
from issuer.store import batches, copies, lists
from issuer.store.copies import Copy, CopyText
from issuer.store.lists import AUTHORITIES
from issuer.store.vault import Safe
from keys.encoding import Sha256, sha256
from keys.envelope import peek
from keys.errors import Malformed, Refused
from keys.public_key import Keyring
from keys.roles import Role
from keys.trust import Anchor
from keys.words import Words
from verifier import sd_jwt, wire
from verifier.batch import BatchHeader
from verifier.certificate import Certificate
from verifier.china_time import china_day
from verifier.committee import filed_on
from verifier.page import Speaker
from verifier.page_words import LEVELS, METHODS
from verifier.rules import Rules

T = TypeVar("T")

_PAGES: Final = (Path(verifier.__file__).parent / "locale", "pages")
_SCOPE_RULE: Final = "scope.characteristic-specialty"


@dataclass(frozen=True, slots=True)
class Original:
    """What one file is drawn from: everything, and nothing else goes in.

    Attributes:
        text: The signed texts and the codes.
        attachments: Files that travel inside, by name.
    """

    certificate: Certificate
    face: Face
    text: CopyText
    proof: str
    attachments: Mapping[str, bytes]

    @property
    def at(self) -> datetime:
        """The moment written into the pages: that of the signature."""
        return self.certificate.issued_at

    def digest(self, *others: str) -> Sha256:
        """Names the file that is drawn from this.

        Args:
            others: Digests of whatever else takes part in the drawing.
        """
        face = {each.name: getattr(self.face, each.name) for each in fields(self.face)}
        inputs = [others, self.at, face, self.attachments]
        return sha256(json.dumps(inputs, default=_spelt, sort_keys=True).encode())


@dataclass(frozen=True)
class Originals:
    """Where originals come from.

    Attributes:
        vault: Opens what was sealed in the database; it finds nobody.
        look: The authority's template.
    """

    identity: InstanceIdentity
    anchor: Anchor
    vault: Safe
    rules: Rules
    look: Look = DEFAULT_LOOK
    _known: dict[Sha256, Mapping[Role, Keyring]] = field(default_factory=dict, repr=False)

    def of(self, connection: Connection, copy: Copy, *, specimen: bool = False) -> Original:
        """The original of a signed copy; raises Refused("print.not-minted") for another."""
        if copy.log_index is None:
            raise Refused("print.not-minted", number=copy.number)
        keys = self._keys(connection)
        text = copies.text(connection, copy.copy_id, vault=self.vault)
        proof = proof_of(connection, copy.log_index, keys=keys[Role.LOG])
        certificate = sd_jwt.read(text.credential)
        clause = self._clause(connection, certificate, keys[Role.AUTHORITY])
        face = replace(self._face(certificate, text), scope_clause=clause, specimen=specimen)
        return Original(
            certificate=certificate,
            face=face,
            text=text,
            proof=proof,
            attachments={
                "credential.sd-jwt": text.credential.encode("ascii"),
                "credential.tlog-proof": proof.encode("utf-8"),
                READABLE_FILE: readable(face),
            },
        )

    def _keys(self, connection: Connection) -> Mapping[Role, Keyring]:
        """The keys that the anchor's list names; the list is opened once."""
        last = lists.latest(connection, AUTHORITIES)
        if last is None:
            raise Refused("office.not-named", entity=self.identity.entity)
        if last.digest not in self._known:
            self._known.clear()
            self._known[last.digest] = {
                role: named_keys(connection, self.anchor, self.identity.entity, role)
                for role in (Role.LOG, Role.AUTHORITY)
            }
        return self._known[last.digest]

    def _face(self, certificate: Certificate, text: CopyText) -> Face:
        mapping, host = certificate.mapping, self.identity.host
        return Face(
            name=_said(certificate.name, "name"),
            title=certificate.title,
            series=self.rules.series(certificate.series).name_zh,
            specialty=_said(certificate.specialty, "specialty"),
            level=LEVELS[certificate.level],
            committee=_said(certificate.committee, "committee"),
            method=METHODS[_said(certificate.method, "method")],
            award_date=_said(certificate.award_date, "award_date"),
            approval_doc_no=_said(certificate.approval_doc_no, "approval_doc_no"),
            certificate_no=_said(certificate.certificate_no, "cert_no"),
            check_code=text.check_code,
            scope=self._speaker().scope(certificate.scope),
            issuer_name=self.identity.name,
            issued_on=china_day(certificate.issued_at),
            host=host,
            link=wire.qr_link(host, text.code),
            offline_link=wire.offline_link(host, text.code, text.cwt),
            employer=certificate.employer,
            mapping=f"由“{mapping.source}”认定，依据 {mapping.document} {mapping.clause}"
            if mapping
            else None,
            version=certificate.version,
            look=self.look,
        )

    def _speaker(self) -> Speaker:
        words = Words("zh_CN", _PAGES)
        return Speaker(
            language=words.language,
            say=words.text,
            words=words,
            rules=self.rules,
            issuer=self.identity.name,
            host=self.identity.host,
        )

    def _clause(
        self, connection: Connection, certificate: Certificate, keys: Keyring
    ) -> str | None:
        """The clause that gives a characteristic specialty its scope; None for others."""
        if certificate.evidence is None:
            return None
        # By the day of the decision, as the scope itself: a recognised title may count from a
        # day before the filing.
        sealed = batches.header(connection, certificate.evidence.batch)
        header = BatchHeader.from_dict(peek(sealed))
        issued_at, decided_on = certificate.issued_at, header.decided_on
        trust = trust_list_of(connection, self.identity.entity, keys, at=issued_at)
        filing = filed_on(trust, header.issuer, on=decided_on, at=issued_at)
        found = self.rules.deciding(_SCOPE_RULE, region=filing.region, on=decided_on)
        if not filing.characteristic or not found:
            return None
        return f"{found[0].document.reference} {found[0].clause}：{found[0].says}"


def _spelt(value: object) -> str:
    if isinstance(value, Look):
        return value.digest
    return sha256(value) if isinstance(value, bytes) else str(value)


def _said(value: T | None, member: str) -> T:
    """A claim that an archive copy always has."""
    if value is None:
        raise Malformed("document.missing", where="certificate", member=member)
    return value
