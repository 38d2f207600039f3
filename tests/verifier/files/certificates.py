"""Real certificates of the tests' province as files: sealed PDFs, pictures of their pages.

Ann and Bo hold titles that stand, Cai's was revoked after her file was printed. Everybody who
looks at the files has the published bundle; who is online can follow the province's links.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from issuer.printing import Printed
from issuer.render.picture import render_png
from issuer.seal_certificate import make_certificate
from issuer.sealing import Sealer, sealer_for
from keys.roles import Role
from keys.signer import MemorySigner
from tests.cast import FOUNDED, IDENTITY
from tests.province import Province
from verifier.bundle import Bundle
from verifier.files.apart import open_file
from verifier.files.findings import FileVerdict
from verifier.files.found import Found
from verifier.files.inside import document
from verifier.files.judging import judge
from verifier.files.kinds import Kind
from verifier.files.sources import Records
from verifier.verdict import Verdict, VerdictCode
from verifier.verify import verify


@dataclass(frozen=True)
class Holder:
    """One certificate as its holder keeps it."""

    number: str
    printed: Printed

    @property
    def pdf(self) -> bytes:
        return self.printed.pdf

    def page(self, number: int = 1, dpi: int = 150) -> bytes:
        return render_png(self.pdf, page=number, dpi=dpi)


@dataclass(frozen=True)
class Files:
    """The files, and the ways of checking one."""

    province: Province
    bundle: Bundle
    sealer: Sealer
    ann: Holder
    bo: Holder
    cai: Holder

    @classmethod
    def of(cls, province: Province) -> Files:
        numbers = list(province.titles)[:3]
        ann, bo, cai = (Holder(each, province.press.pdf(each)) for each in numbers)
        province.go(hours=1)
        province.revoke(cai.number)
        return cls(
            province=province,
            bundle=province.bundle(),
            sealer=sealer_of(province.office.signers[Role.SEAL]),
            ann=ann,
            bo=bo,
            cai=cai,
        )

    @property
    def at(self) -> datetime:
        return self.province.at

    def both(self, data: bytes) -> tuple[FileVerdict, FileVerdict]:
        """At home, and on the page of the authority, which holds the records."""
        found = open_file(data)
        return self.judged(found, data), self.judged(found, data, online=True)

    def judged(self, found: Found, data: bytes = b"", *, online: bool = False) -> FileVerdict:
        """What is said of a file that was taken apart."""
        records = Records(IDENTITY.host, self.behind) if online else None
        return judge(found, data, bundle=self.bundle, at=self.at, records=records)

    def sealed_only(self, data: bytes) -> FileVerdict:
        """What seal and attachments alone lead to; the pages are not drawn, which takes time."""
        inner = document.read(data)
        found = Found(
            kind=Kind.PDF,
            pages=2,
            attachments=inner.attachments,
            missing=inner.missing,
            seals=inner.seals,
            damaged=inner.damaged,
            encrypted=inner.encrypted,
        )
        return self.judged(found, data)

    def behind(self, code: str) -> Verdict:
        text = self.province.records.find(code)
        if text is None:
            return Verdict(VerdictCode.NOT_FOUND, (), self.at)
        return verify(text, self.bundle, self.at)


def sealer_of(signer: MemorySigner) -> Sealer:
    """A sealer with a certificate that it made for itself."""
    return sealer_for(IDENTITY, signer, make_certificate(signer, IDENTITY, at=FOUNDED))


def told(verdict: FileVerdict) -> tuple[str, set[str]]:
    """Verdict and codes of the findings that speak against it."""
    against = {each.code for each in verdict.findings if each.outcome in ("invalid", "unknown")}
    return verdict.verdict.code.value, against
