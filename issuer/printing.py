"""From a signed copy to the file that its holder keeps.

Everything on the pages comes out of the signed certificate, the codes beside it and the rule
book; nothing is looked up elsewhere and nothing is invented. The file carries the credential and
its log proof as attachments and a seal over all of it, so that it proves itself without this
office. A press asks first whether the title stands, each time. It holds no key that could make
a title: it can only show what was signed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol, TypeVar

from sqlalchemy import Connection, Engine

import verifier
from issuer.config import Config, InstanceIdentity
from issuer.lifecycle import Standing
from issuer.office import Office, named_keys, open_data_key, pinned_anchor, rules_of
from issuer.public_records import proof_of
from issuer.registrar.errand import trust_list_of
from issuer.render.face import Face
from issuer.render.pdf import render_pdf
from issuer.render.picture import render_png
from issuer.store import awards, batches, copies, session
from issuer.store.copies import CopyState, CopyText
from issuer.store.schema import require_current
from issuer.store.session import open_engine
from issuer.store.vault import Safe
from keys.envelope import peek
from keys.errors import Malformed, Refused
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

PNG_DPI: Final = 200
_PAGES: Final = (Path(verifier.__file__).parent / "locale", "pages")
_SCOPE_RULE: Final = "scope.characteristic-specialty"


class Seals(Protocol):
    """Puts the authority's seal on a finished file."""

    def seal(self, pdf: bytes, *, at: datetime) -> bytes:
        """The sealed file; nothing before it is changed."""
        ...


@dataclass(frozen=True, slots=True)
class Original:
    """What a certificate's file is drawn from: everything, and nothing else goes in.

    Attributes:
        at: The moment written into the pages: that of the signature.
        attachments: Files that travel inside, by name.
    """

    certificate: Certificate
    face: Face
    at: datetime
    attachments: dict[str, bytes]
    text: CopyText
    proof: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A certificate's file.

    Attributes:
        pdf: Two pages, PDF/A-3b, sealed.
        code: What its QR code opens.
        credential, proof: The attachments, as text.
    """

    pdf: bytes
    certificate: Certificate
    code: str
    check_code: str
    link: str
    offline_link: str
    credential: str
    proof: str


@dataclass(frozen=True)
class Press:
    """Prints certificates.

    Attributes:
        vault: Opens what was sealed in the database; it finds nobody.
        sealer: Puts the seal on; without one a file stays unsealed.
        clock: The moment of a seal.
    """

    identity: InstanceIdentity
    anchor: Anchor
    engine: Engine
    vault: Safe
    rules: Rules
    sealer: Seals | None
    clock: Callable[[], datetime]

    def pdf(self, number: str, *, specimen: bool = False) -> Printed:
        """Print the latest copy of a certificate.

        The same copy gives the same pages, byte for byte before the seal.

        Args:
            specimen: Stamp the pages as a sample with fictitious people.

        Raises:
            Refused: "print.not-minted" when the number has no signed copy; "print.taken-back"
                when the title does not stand (a specimen may show that); "render.*" when a
                character or a text does not fit the face.
        """
        original = self.original(number, specimen=specimen)
        return _printed(original, self._drawn(original))

    def png(self, number: str) -> bytes:
        """The first page as a picture, drawn from the sealed file; raises as `pdf`."""
        return render_png(self.pdf(number).pdf, page=1, dpi=PNG_DPI)

    def original(self, number: str, *, specimen: bool = False) -> Original:
        """What the file of a certificate is drawn from; raises as `pdf`."""
        with session.read(self.engine) as connection:
            found = copies.of_award(connection, number)
            minted = [copy for copy in found if copy.state is CopyState.MINTED]
            if not minted or minted[-1].log_index is None:
                raise Refused("print.not-minted", number=number)
            award = awards.get(connection, number, vault=self.vault)
            if not specimen and award.state != Standing.VALID:
                raise Refused("print.taken-back", number=number, standing=award.state)
            text = copies.text(connection, minted[-1].copy_id, vault=self.vault)
            logs = named_keys(connection, self.anchor, self.identity.entity, Role.LOG)
            proof = proof_of(connection, minted[-1].log_index, keys=logs)
            certificate = sd_jwt.read(text.credential)
            clause = self._clause(connection, certificate)
        return Original(
            certificate=certificate,
            face=self._face(certificate, text, clause, specimen),
            at=certificate.issued_at,
            attachments={
                "credential.sd-jwt": text.credential.encode("ascii"),
                "credential.tlog-proof": proof.encode("utf-8"),
            },
            text=text,
            proof=proof,
        )

    def _drawn(self, original: Original) -> bytes:
        pages = render_pdf(original.face, at=original.at, attachments=original.attachments)
        return pages if self.sealer is None else self.sealer.seal(pages, at=self.clock())

    def _face(
        self,
        certificate: Certificate,
        text: CopyText,
        scope_clause: str | None,
        specimen: bool,  # noqa: FBT001  # handed through
    ) -> Face:
        mapping = certificate.mapping
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
            host=self.identity.host,
            link=wire.qr_link(self.identity.host, text.code),
            offline_link=wire.offline_link(self.identity.host, text.code, text.cwt),
            employer=certificate.employer,
            mapping=f"由“{mapping.source}”认定，依据 {mapping.document} {mapping.clause}"
            if mapping
            else None,
            scope_clause=scope_clause,
            specimen=specimen,
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

    def _clause(self, connection: Connection, certificate: Certificate) -> str | None:
        """The clause that gives a characteristic specialty its scope; None for others."""
        if certificate.evidence is None:
            return None
        # By the day of the decision, as the scope itself: a recognised title may count from a
        # day before the filing.
        sealed = batches.header(connection, certificate.evidence.batch)
        header = BatchHeader.from_dict(peek(sealed))
        entity = self.identity.entity
        keys = named_keys(connection, self.anchor, entity, Role.AUTHORITY)
        trust = trust_list_of(connection, entity, keys, at=certificate.issued_at)
        filing = filed_on(trust, header.issuer, on=header.decided_on, at=certificate.issued_at)
        found = self.rules.deciding(_SCOPE_RULE, region=filing.region, on=header.decided_on)
        if not filing.characteristic or not found:
            return None
        return f"{found[0].document.reference} {found[0].clause}：{found[0].says}"


def press_of(office: Office, config: Config, *, clock: Callable[[], datetime]) -> Press:
    """The press of an office that is open."""
    return Press(
        identity=config.identity(),
        anchor=office.anchor,
        engine=office.engine,
        vault=office.vault,
        rules=office.rules,
        sealer=None,
        clock=clock,
    )


def open_press(config: Config, *, passphrase: bytes, clock: Callable[[], datetime]) -> Press:
    """The press alone, as the holder's surface has it: with the data key and the seal.

    Raises:
        KeyFileError, Refused: As `issuer.office.open_office`, of these two keys.
    """
    identity = config.identity()
    data = open_data_key(config, passphrase=passphrase)
    engine = open_engine(config.database_url)
    require_current(engine)
    return Press(
        identity=identity,
        anchor=pinned_anchor(config),
        engine=engine,
        vault=Safe(data),
        rules=rules_of(config),
        sealer=None,
        clock=clock,
    )


def _printed(original: Original, pdf: bytes) -> Printed:
    return Printed(
        pdf=pdf,
        certificate=original.certificate,
        code=original.text.code,
        check_code=original.text.check_code,
        link=original.face.link,
        offline_link=original.face.offline_link,
        credential=original.text.credential,
        proof=original.proof,
    )


def _said(value: T | None, member: str) -> T:
    """A claim that an archive copy always has."""
    if value is None:
        raise Malformed("document.missing", where="certificate", member=member)
    return value
