"""The texts of a file, each judged on its own: credentials, offline codes, links.

A credential and an offline code prove themselves. A link proves nothing by itself; it is followed
only where the caller holds the record that it leads to, and only to that record: nothing is ever
fetched. Codes that lead to a host which no authority has are named and not opened; other codes
(a greeting card, a parcel) are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from keys.errors import Malformed
from verifier import wire
from verifier.bundle import Bundle
from verifier.certificate import Certificate
from verifier.files.found import CREDENTIAL, PROOF, Found
from verifier.verdict import READ, SIGNATURE, Finding, Outcome, Verdict, VerdictCode
from verifier.verify import verify


class Where(StrEnum):
    """Where a text was found; the first that says what a certificate says is the record."""

    ATTACHMENT = "attachment"
    RECORD = "record"  # what a link leads to
    CHUNK = "chunk"
    OFFLINE = "offline"
    LINK = "link"  # of a host whose records are not at hand


@dataclass(frozen=True, slots=True)
class Source:
    """A text that was judged.

    Attributes:
        code: Of a link, or of the link of an offline code.
        coarse: Whether the link stands in a code of its own, as on the face.
    """

    where: Where
    verdict: Verdict
    code: str | None = None
    coarse: bool = False

    @property
    def certificate(self) -> Certificate | None:
        """What it says, where an authority signed it."""
        signed = any(
            each.step == SIGNATURE and each.outcome is Outcome.VALID
            for each in self.verdict.findings
        )
        return self.verdict.claimed if signed else None


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one host.

    Attributes:
        verdict: Code of a link of this host -> the verdict on what is behind it.
    """

    host: str
    verdict: Callable[[str], Verdict]


@dataclass(frozen=True, slots=True)
class Reader:
    """Judges the texts of a file.

    Attributes:
        records: Where links of one host can be followed; None for a reader without a network.
    """

    bundle: Bundle
    at: datetime
    records: Records | None = None

    def sources(self, found: Found) -> list[Source]:
        """Every text that is ours or claims to be, in the order of `Where`.

        Raises:
            Malformed: A credential that lies in the file and is none, "file.credential-unreadable".
        """
        sources = [*self._credentials(found), *self._codes(found)]
        return sorted(sources, key=lambda source: _ORDER.index(source.where))

    def _credentials(self, found: Found) -> Iterator[Source]:
        proofs = [each.data for each in found.attachments if each.name == PROOF]
        for each in found.attachments:
            if each.name == CREDENTIAL:
                parts = [each.data.strip(), *(proof.strip() for proof in proofs[:1])]
                yield self._credential(Where.ATTACHMENT, b"\n\n".join(parts))
        if found.credential is not None:
            yield self._credential(Where.CHUNK, found.credential.encode())

    def _credential(self, where: Where, text: bytes) -> Source:
        try:
            given = text.decode("utf-8")
            presented = wire.read(given)
        except (Malformed, UnicodeDecodeError) as error:
            raise Malformed("file.credential-unreadable") from error
        if not isinstance(presented, wire.SdJwtPresented):
            raise Malformed("file.credential-unreadable")
        return Source(where, verify(given, self.bundle, self.at))

    def _codes(self, found: Found) -> Iterator[Source]:
        texts = dict.fromkeys(each.text.strip() for each in found.codes)
        links: dict[tuple[str, str], bool] = {}
        for text in texts:
            try:
                presented = wire.read(text)
            except Malformed:
                continue
            if isinstance(presented, wire.SdJwtPresented):
                continue
            fine = isinstance(presented, wire.CwtPresented)
            link = presented.host, presented.code
            links[link] = links.get(link, False) or not fine
            if fine:
                yield Source(Where.OFFLINE, verify(text, self.bundle, self.at), presented.code)
        for (host, code), coarse in links.items():
            yield replace(self._link(host, code), coarse=coarse)
        if not links:
            yield from self._elsewhere(texts)

    def _link(self, host: str, code: str) -> Source:
        if self.records is not None and host == self.records.host:
            return Source(Where.RECORD, self.records.verdict(code), code)
        return Source(Where.LINK, verify(wire.qr_link(host, code), self.bundle, self.at), code)

    def _elsewhere(self, texts: Iterable[str]) -> Iterator[Source]:
        """The first code that leads to a host which no authority has."""
        for text in texts:
            host = wire.host_of(text)
            if host is not None and host not in self.bundle.hosts():
                found = Finding(READ, "read.foreign-host", Outcome.INVALID, {"host": host})
                yield Source(
                    Where.LINK, Verdict(VerdictCode.NOT_OFFICIAL_QR, (found,), self.at, form="link")
                )
                return


_ORDER: Final = tuple(Where)
