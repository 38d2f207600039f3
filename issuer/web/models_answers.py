"""Shapes of the questions about correspondence and recognition, and of their answers.

As `issuer.web.models`: requests are read strictly, answers are only described here and built by
the verifier; a test holds the two together.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from verifier.correspondence import Answer as Corresponds
from verifier.correspondence import Held
from verifier.recognition import Answer, Employer, Purpose
from verifier.recognition.request import MAX_ITEMS
from verifier.verdict import VerdictCode

# Parameters of an address, for the route table.
WHERE: Final = {
    "to": "region where it is to count, GB/T 2260; without it none is asked about",
    "employer": "kind of the employer",
    "purpose": "what it is to count for",
    "same_work": "whether the work stays in the same or a near specialty: yes or no",
    "same_unit": "whether the employer is the unit that the certificate names: yes or no",
}
HELD: Final = {
    "held": "digital-grade, skill-level, skill-award, qualification or school-class",
    "grade": "its grade",
    "name": "name of the qualification, or code of the occupation",
    "region": "GB/T 2260",
    "on": "the day asked about; else today",
    "obtained_on": "day of its certificate",
    "years": "whole years of such work since",
    "met": "a condition that holds; may be repeated",
    "not_met": "a condition that does not; may be repeated",
}

_Text = Annotated[str, Field(min_length=1, max_length=80)]
_Region = Annotated[str, Field(pattern=r"^[0-9]{2}(?:[0-9]{2}){0,2}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EquivalenceQuestion(_Strict):
    """What title does this correspond to? Nothing about a person."""

    held: Held
    grade: _Text = "-"
    name: _Text | None = None
    region: _Region
    on: date | None = None
    obtained_on: date | None = None
    years: Annotated[int, Field(ge=0, le=80)] | None = None
    met: Annotated[list[_Text], Field(max_length=20)] = []
    not_met: Annotated[list[_Text], Field(max_length=20)] = []


class Citation(_Answer):
    """An entry of the rule book; `decides` tells whether its source may decide anything."""

    rule: str
    title: str
    number: str | None
    issuer: str
    clause: str
    says: str
    standing: Literal["in_force", "plan", "draft", "unconfirmed", "repealed"]
    decides: bool
    checked_on: date
    effective: date
    until: date | None
    region: str


class Asked(_Answer):
    """The question as it was understood."""

    held: Held
    name: str | None = None
    grade: str
    region: str
    on: date
    obtained_on: date | None = None
    years: int | None = None
    met: list[str] = []
    not_met: list[str] = []


class Option(_Answer):
    """A title that is meant."""

    series: str | None
    level: str | None
    titles: list[str]


class Condition(_Answer):
    """A condition of the entry."""

    condition: str
    says: str


class EquivalenceAnswer(_Answer):
    """What it corresponds to. It is never a title."""

    question: Asked
    answer: Corresponds
    why: str
    heading: str
    says: str
    leads_to: Corresponds
    options: list[Option]
    missing: list[Condition]
    failed: list[Condition]
    counts_as: str | None
    rule: Citation | None
    informs: list[Citation]
    is_title: Literal[False]
    notice: str
    book: str


class PaperForm(BaseModel):
    """The form that checks a proof of correspondence."""

    paper: str = ""


class ItemByCode(_Strict):
    """A certificate by the code in its QR code."""

    code: Annotated[str, Field(min_length=1, max_length=60)]


class ItemByDoor(_Strict):
    """A certificate by what is printed on its face."""

    number: Annotated[str, Field(min_length=1, max_length=60)]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    check_code: Annotated[str, Field(min_length=1, max_length=20)]


class RecognitionQuestion(_Strict):
    """Do these certificates count there? Its digest goes into the signed answer."""

    to: Annotated[str, Field(min_length=1, max_length=6)]
    purpose: Purpose
    case_no: _Text
    items: Annotated[list[ItemByCode | ItemByDoor], Field(min_length=1, max_length=MAX_ITEMS)]
    on: date | None = None
    employer: Employer | None = None
    unit: str | None = None
    same_work: bool | None = None
    nonce: _Text | None = None


class Receiving(_Answer):
    """Where it is to count, as it was understood."""

    region: str
    on: date
    employer: Employer | None = None
    unit: str | None = None
    purpose: Purpose | None = None
    same_work: bool | None = None


class Place(_Answer):
    """Whether it counts at a place. The receiving authority decides."""

    answer: Answer
    step: str
    reason: str
    rule: Citation
    informs: list[Citation]
    as_of: AwareDatetime | None
    corrected: bool
    receiving: Receiving
    heading: str
    says: str
    notice: str
    book: str


class RecognitionItem(Place):
    """One answer."""

    verdict: VerdictCode


class RecognitionAnswer(_Answer):
    """The answers in the order of the request; `recognition` is signed (zc-recognition+jwt)."""

    recognition: str = Field(description="To keep, and to check with `zc-verify answer`.")
    request_sha256: str
    items: list[RecognitionItem]
