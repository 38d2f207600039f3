"""What one verification works on: the text, the bundle, the moment, and what was found so far.

Each check reads what earlier ones established and adds its findings. Nothing here judges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from keys.errors import CredentialError, Malformed, Untrusted
from keys.errors import Fact as ErrorFact
from keys.public_key import TrustedKey
from verifier.bundle import AuthorityView, Bundle
from verifier.certificate import Certificate
from verifier.log import CertificateEntry, Logged, included
from verifier.received import ReceivedBatch
from verifier.verdict import (
    Finding,
    Outcome,
    Verdict,
    decide,
)
from verifier.wire import LinkPresented, Presented, SdJwtPresented

# Under names of their own: Python 3.11 finds a member of an enum by a function call each time.
_VALID, _INVALID, _UNKNOWN, _SKIPPED = Outcome


@dataclass(slots=True)
class Case:
    """One verification.

    Attributes:
        text, bundle, at: What was asked.
        presented: What the text is (step 1).
        view: The authority that it names, as the bundle knows it (step 2).
        key: The key that signed it (step 3); None while no signature was found right.
        claimed: What it says, as far as it can be read (step 4).
        received: The batch behind it, checked (step 7).
        status_as_of: Date of the status list that was read (step 9).
    """

    text: str
    bundle: Bundle
    at: datetime
    findings: list[Finding] = field(default_factory=list)
    presented: Presented | None = None
    view: AuthorityView | None = None
    key: TrustedKey | None = None
    claimed: Certificate | None = None
    received: ReceivedBatch | None = None
    status_as_of: datetime | None = None
    _logged: Logged | CredentialError | None = None

    def valid(self, step: int, code: str, **facts: ErrorFact) -> None:
        """Write down that something holds."""
        self.findings.append(Finding(step, code, _VALID, facts))

    def invalid(self, step: int, code: str, **facts: ErrorFact) -> None:
        """Write down that something does not hold."""
        self.findings.append(Finding(step, code, _INVALID, facts))

    def unknown(self, step: int, code: str, **facts: ErrorFact) -> None:
        """Write down that something that matters could not be checked."""
        self.findings.append(Finding(step, code, _UNKNOWN, facts))

    def skipped(self, step: int, code: str, **facts: ErrorFact) -> None:
        """Write down that there was nothing to look at."""
        self.findings.append(Finding(step, code, _SKIPPED, facts))

    def refused(self, step: int, error: CredentialError) -> None:
        """Write down a refusal, with its own code and facts."""
        self.findings.append(Finding(step, error.code, _INVALID, error.facts))

    @property
    def carried(self) -> Presented | None:
        """What was presented, if it carries a certificate: not a bare link."""
        return None if isinstance(self.presented, LinkPresented) else self.presented

    def logged(self) -> Logged | None:
        """The log entry that came with the certificate, opened once; None where none did.

        Raises:
            Malformed, Untrusted: It proves nothing; the same error each time.
        """
        if self._logged is None and isinstance(self.presented, SdJwtPresented) and self.view:
            if self.presented.proof is None:
                return None
            try:
                proof = self.presented.proof
                self._logged = included(proof, self.view.head(proof.checkpoint))
            except (Malformed, Untrusted) as error:
                self._logged = error
        if isinstance(self._logged, CredentialError):
            raise self._logged
        return self._logged

    def entry(self) -> CertificateEntry | None:
        """The proved log entry of exactly this signed copy; None where there is none."""
        try:
            logged = self.logged()
        except (Malformed, Untrusted):
            return None
        if logged is None or not isinstance(logged.entry, CertificateEntry):
            return None
        if not isinstance(self.presented, SdJwtPresented):
            return None
        return logged.entry if logged.entry.jwt == self.presented.digest else None

    def verdict(self) -> Verdict:
        """All findings, and the gravest."""
        return Verdict(
            code=decide(self.findings),
            findings=tuple(self.findings),
            checked_at=self.at,
            status_as_of=self.status_as_of,
            form=self.presented.form if self.presented else "",
            claimed=self.claimed,
        )
