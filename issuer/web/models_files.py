"""The shapes of checking files: what is sent, and what an answer says beside a verdict."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from issuer.web.models import CertificateFacts, VerificationAnswer, WhereForm
from verifier.verdict import VerdictCode


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class UploadForm(WhereForm):
    """The form of the start page: one file, and where its certificate is to count."""

    file: bytes


class FileFinding(_Answer):
    """One thing that was looked at in a file."""

    code: str
    outcome: Literal["valid", "invalid", "unknown", "skipped"]
    facts: dict[str, str | int]
    says: str
    mend: str | None


class FileFacts(_Answer):
    """What became of a file, and what the record says whatever became of it."""

    kind: Literal["pdf", "png", "jpeg"]
    pages: int
    sealed: bool = Field(description="The authority's seal covers every byte.")
    compare: bool = Field(description="Whether a person must compare the file with `record`.")
    findings: list[FileFinding]
    record_verdict: VerdictCode
    record: CertificateFacts | None = Field(
        description="What the record says: to compare. Rely on `certificate` alone."
    )


class FileAnswer(VerificationAnswer):
    """A verdict on a file; an altered file is FORGED, whatever the record says."""

    file: FileFacts
