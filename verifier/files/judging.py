"""What is to be believed of a file: its seal, its attachments, its codes, and its record.

    1  seal         Is it sealed by its authority, from the first byte to the last?
    2  attachments  Are they those that were sealed, and do they say what the credential says?
    3  codes        Do credential and codes name one and the same certificate?
    4  record       What does the record say of that certificate?

What stands in words on a page is never believed: the answer repeats the record's own words, to be
held against the page. A file that was altered is a forgery, whatever the record says. A check
that applies and could not be made leaves the answer open. A picture can carry no seal, so its
record is all there is, and the reader is told to compare.

Pure: bytes were taken apart elsewhere (`verifier.files.apart`), no clock and no socket here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from keys.errors import Malformed
from verifier.bundle import Bundle
from verifier.certificate import Certificate
from verifier.files.findings import FileFinding, FileVerdict, altered, fits, gravest, note, unsure
from verifier.files.found import Found
from verifier.files.readable import judge_readable
from verifier.files.sealed import judge_seal
from verifier.files.sources import Reader, Records, Source, Where
from verifier.verdict import Verdict, VerdictCode

_SEALED: Final = "file.seal-valid"
_SEVERAL: Final = "file.two-codes"
_CREDENTIALS: Final = frozenset({Where.ATTACHMENT, Where.CHUNK})
_CODES: Final = frozenset({Where.RECORD, Where.OFFLINE, Where.LINK})
# Facts that an offline code and a credential both carry.
_COMPARED: Final = (
    "certificate_no",
    "version",
    "name",
    "title",
    "series",
    "level",
    "specialty",
    "award_date",
)


def judge(
    found: Found, data: bytes, *, bundle: Bundle, at: datetime, records: Records | None = None
) -> FileVerdict:
    """Judge a file that was taken apart.

    Args:
        data: The file itself, for the seal.
        records: Of a host whose links can be followed; None without a network.
    """
    findings: list[FileFinding] = []
    try:
        sources = Reader(bundle, at, records).sources(found)
    except Malformed as error:
        findings.append(unsure(error.code))
        sources = []
    record = _record(sources, at)
    certificate = next((each.certificate for each in sources if each.certificate), None)
    issuer = certificate.issuer if certificate else None
    seals = [judge_seal(each, data, bundle=bundle, at=at, issuer=issuer) for each in found.seals]
    sealed = bool(seals) and all(each.code == _SEALED for each in seals)
    findings += seals or _unsealed(found, known=certificate is not None)
    findings += _attachments(found)
    findings += judge_readable(found, certificate)
    codes = _codes(found, sources, sealed=sealed)
    if any(each.code == _SEVERAL for each in codes):
        record = Verdict(VerdictCode.CANNOT_TELL, (), at)  # nobody can say which one was meant
    findings += [*codes, *_further(sources, record)]
    return FileVerdict(found.kind, found.pages, record, tuple(findings), sealed)


def _record(sources: list[Source], at: datetime) -> Verdict:
    """The verdict on the certificate that the file leads to: the first that says what it says."""
    named = [each for each in sources if each.certificate]
    genuine = [each for each in named if each.verdict.code is not VerdictCode.FORGED]
    speaking = genuine or named or sources
    if not speaking:
        return Verdict(VerdictCode.CANNOT_TELL, (), at)
    first, *others = (each.verdict for each in speaking)
    # What was taken back stays taken back, even where the first source cannot know.
    settled = [each for each in others if not (each.code.is_valid or each.code.is_open)]
    code = gravest(each.code for each in (first, *settled))
    return next(each for each in (first, *settled) if each.code is code)


def _unsealed(found: Found, *, known: bool) -> list[FileFinding]:
    """Why a file without a seal has none."""
    if found.encrypted:
        return [unsure("file.encrypted")]
    if found.damaged:
        return [unsure("file.damaged")]
    if found.picture and not found.attachments:
        return [note("file.picture-only")] if known else []
    return [unsure("file.seal-missing")]


def _attachments(found: Found) -> list[FileFinding]:
    """Attachments that are not those that were sealed."""
    swapped = dict.fromkeys(each.name for each in found.attachments if each.sealed is False)
    return [
        *(altered("file.attachment-swapped", name=name) for name in swapped),
        *(
            altered("file.attachment-removed", name=name)
            for name in found.missing
            if name not in swapped
        ),
    ]


def _codes(found: Found, sources: list[Source], *, sealed: bool) -> list[FileFinding]:
    """Whether everything in the file names one certificate."""
    codes = [each for each in sources if each.where in _CODES]
    credentials = [each for each in sources if each.where in _CREDENTIALS]
    if not codes:
        return _no_codes(found, credentials, sealed=sealed)
    if not _agree(sources):
        several = not credentials and sum(each.coarse for each in codes) > 1
        return [unsure(_SEVERAL) if several else altered("file.codes-differ")]
    if any(each.certificate for each in codes):
        return [fits("file.codes-agree")] if len(sources) > 1 else []
    told = all(each.where is Where.RECORD for each in codes) and not credentials
    settled = any(not each.verdict.code.is_open for each in codes)
    return [] if sealed or told or settled else [unsure("file.code-unresolved")]


def _no_codes(found: Found, credentials: list[Source], *, sealed: bool) -> list[FileFinding]:
    if sealed:
        return []
    if not credentials or found.picture:
        return [unsure("file.no-code")]
    return []


def _agree(sources: list[Source]) -> bool:
    codes = {each.code for each in sources if each.code}
    said = [each.certificate for each in sources if each.certificate]
    vain = any(
        each.where is Where.RECORD and each.verdict.code is VerdictCode.NOT_FOUND
        for each in sources
    )
    return (
        len(codes) <= 1 and all(_same(said[0], each) for each in said[1:]) and not (vain and said)
    )


def _same(one: Certificate, other: Certificate) -> bool:
    pairs = ((getattr(one, name), getattr(other, name)) for name in _COMPARED)
    return all(a == b for a, b in pairs if a is not None and b is not None)


def _further(sources: list[Source], record: Verdict) -> list[FileFinding]:
    """A text of the file that is itself a lie, where another one is the record."""
    lies = [
        each
        for each in sources
        if each.verdict is not record
        and each.verdict.code in (VerdictCode.FORGED, VerdictCode.NOT_OFFICIAL_QR)
    ]
    return [altered("file.text-forged", where=each.where.value) for each in lies[:1]]
