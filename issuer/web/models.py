"""The shapes of the HTTP interface: read strictly, documented from the same lines.

Only the rim knows Pydantic. What arrives here is text; what it means is for the verifier and
the registrar. Answers are built by those and only described here; a test holds the two together.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, RootModel

from issuer.web.models_answers import Place
from keys.jws import MAX_SIGNATURES
from verifier.recognition import Employer, Purpose
from verifier.verdict import VerdictCode

MAX_CREDENTIAL = 256 * 2**10  # a certificate with its proof
MAX_QR = 4096


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Answer(BaseModel):
    """Says all that an answer may hold: a member that is not listed does not leave the house."""

    model_config = ConfigDict(extra="forbid")


class Where(_Strict):
    """Where it is to count; without `to` no place is asked about."""

    to: Annotated[str, Field(pattern=r"^[0-9]{2}([0-9]{2}){0,2}$")] | None = None
    employer: Employer | None = None
    purpose: Purpose | None = None
    same_work: bool | None = None
    same_unit: bool | None = None


class ByCredential(Where):
    """A certificate's own text, with its proof if the holder has it."""

    credential: Annotated[str, Field(min_length=1, max_length=MAX_CREDENTIAL)]


class ByQr(Where):
    """The text that a QR code holds, offline code included."""

    qr: Annotated[str, Field(min_length=1, max_length=MAX_QR)]


class ByNumber(Where):
    """What is printed on the face of a certificate: number, full name and check code."""

    number: Annotated[str, Field(min_length=1, max_length=60)]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    check_code: Annotated[str, Field(min_length=1, max_length=20)]


class WhereForm(BaseModel):
    """Where it is to count, in any form that verifies."""

    to: str = ""
    employer: str = ""
    purpose: str = ""
    same_work: str = ""
    same_unit: str = ""


class StartForm(WhereForm):
    """The form of the start page: the text of a QR code, or number, name and check code."""

    qr: str = ""
    number: str = ""
    name: str = ""
    check_code: str = ""


class ReportForm(BaseModel):
    """The form that reports a fake; without `says` it asks for the form about a code."""

    code: str = ""
    kind: str = ""
    says: str = ""
    number: str = ""
    address: str = ""
    contact: str = ""


class ClaimForm(BaseModel):
    """The claim page: code and full name; `once` is what the page itself put into the form."""

    code: str = ""
    name: str = ""
    once: str = ""


class FileForm(BaseModel):
    """What a claimed certificate's page asks with: its ticket, and which file."""

    ticket: str = ""
    kind: Literal["pdf", "png", "credential"] = "pdf"


class VerificationRequest(RootModel[ByCredential | ByQr | ByNumber]):
    """One thing to verify, in one of three forms."""


class Finding(_Answer):
    """One of the numbered checks."""

    step: int = Field(ge=1, le=10)
    code: str
    outcome: Literal["valid", "invalid", "unknown", "skipped"]
    facts: dict[str, str | int]
    rule: str | None
    says: str


class Scope(_Answer):
    """Where a title counts; `region` is a GB/T 2260 code."""

    kind: Literal["NATIONAL", "PROVINCE", "CITY", "UNIT", "TARGETED"]
    region: str
    target: str | None = None
    until: date | None = None


class Mapping(_Answer):
    """What a title was recognised from, and under which clause."""

    rule: str
    source: str
    document: str
    clause: str


class CertificateFacts(_Answer):
    """What a certificate says; only there when its signature held."""

    certificate_no: str | None
    version: int
    issuer: str
    issued_at: AwareDatetime
    name: str | None
    title: str
    series: str
    specialty: str | None
    level: str
    committee: str | None
    committee_id: str | None
    method: str | None
    award_date: date | None
    approval_doc_no: str | None
    employer: str | None
    scope: Scope
    mapping: Mapping | None
    mapping_rule: str | None


class VerificationAnswer(_Answer):
    """A verdict. Only VALID, VALID_AUTH_WITHDRAWN and RECOGNISED_PEER are green."""

    verdict: VerdictCode
    heading: str
    line: str
    checked_at: AwareDatetime
    status_as_of: AwareDatetime | None
    form: str
    findings: list[Finding]
    certificate: CertificateFacts | None
    place: Place | None = Field(
        description="Whether it counts where `to` says; null where no place was asked about."
    )
    credential: str | None = Field(
        description="The text to verify again at home, where this host holds the certificate."
    )


_Base64Url = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]


class Signature(_Strict):
    """One signature; `protected` is exactly alg, kid and typ."""

    protected: _Base64Url
    signature: _Base64Url


class Sealed(_Strict):
    """A sealed document: JSON Web Signature, general JSON serialization (RFC 7515, 7.2.1)."""

    payload: _Base64Url
    signatures: list[Signature] = Field(min_length=1, max_length=MAX_SIGNATURES)


class Problem(BaseModel):
    """RFC 9457 problem details. `type` is stable; `title` is in the asked language."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int


class BatchProblem(_Answer):
    """One rule that a batch does not keep, where, and how to mend it."""

    line: int | None = Field(description="Row of the committee's list, from 1 with the heading.")
    column: str | None
    code: str
    severity: Literal["refuse", "hold", "inform"]
    says: str
    mend: str
    rule: str | None = Field(description="Id of the rule in the rule book.")
    rule_address: str | None = Field(description="Where it can be read on this host.")


class BatchRefused(Problem):
    """Every problem of a batch at once, in the order of the list."""

    problems: list[BatchProblem]


class BatchState(_Answer):
    """Where a batch stands, for anyone who knows its digest."""

    batch: str
    state: Literal["REJECTED", "HELD", "ADMITTED", "NOTICED", "CONFIRMED", "MINTED"]
    received_at: AwareDatetime
    row_count: int


class BatchStatus(BatchState):
    """Where a batch stands, for its committee."""

    number: str
    rows: dict[str, int] = Field(description="How many rows are in which state.")
    problems: list[BatchProblem]


class Receipt(BatchStatus):
    """What a committee gets for its batch; `receipt` is signed (zc-batch-receipt+jwt)."""

    receipt: str


class Done(_Answer):
    """What a sealed document did."""

    number: str
    act: str
    new: bool = Field(description="False when the same document was carried out before.")
    released: int = Field(0, description="Rows that a confirmation released for minting.")


class FieldProblem(_Answer):
    """A member of the request that cannot be read. Its value is not repeated."""

    pointer: str
    code: str


class RequestRefused(Problem):
    """A request that cannot be read."""

    errors: list[FieldProblem]


class Health(_Answer):
    """Whether a process lives, or can serve; `checks` names what cannot."""

    status: Literal["ok", "not-ready"]
    checks: dict[str, str] = {}
