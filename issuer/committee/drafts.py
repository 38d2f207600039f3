"""Drafts: what two people will sign, written down before anybody signs.

A draft is the batch without its seal: one line that holds the header, then one line a row, in
the very bytes that the batch will have. Signing adds the seal and changes nothing else, so what
was shown is what was signed. A list of more than MAX_ROWS becomes several drafts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from issuer.admission import HeaderCase, Problem, check_header, split_batch
from issuer.admission.opening import MAX_HEADER_BYTES, check_rows_belong, read_rows
from issuer.committee.profile import Profile
from keys.encoding import canonical, parse
from keys.envelope import peek
from keys.errors import Malformed
from verifier.batch import (
    MAX_BATCH_BYTES,
    MAX_ROWS,
    BatchHeader,
    Counts,
    Meeting,
    Row,
    row_hash,
    rows_root,
)
from verifier.rules import Rules
from verifier.titles import Method

VERSION: Final = "zc-draft/1"
SUBMISSION_WINDOW: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Sitting:
    """What the clerk says about the meeting, or about the recognition.

    Attributes:
        number: The committee's own batch number.
        meeting: None where there was no vote.
        applied, reviewed: Persons; those who passed are the rows.
    """

    number: str
    method: Method
    decided_on: date
    meeting: Meeting | None
    applied: int
    reviewed: int
    standards: tuple[str, ...]
    undertakings: tuple[str, ...]
    review_methods: tuple[str, ...] = ()
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A draft or a batch in the clerk's hands.

    Attributes:
        sealed: None for a draft; else the sealed header, whose signatures the office judges.
        committee: Name of the committee where the file tells it; nobody signs it.
    """

    header: BatchHeader
    rows: tuple[Row, ...]
    sealed: bytes | None = None
    committee: str | None = None

    def to_bytes(self) -> bytes:
        """The file: a draft, or the batch once it is sealed."""
        first = self.sealed if self.sealed is not None else self._first_line()
        return b"\n".join([first, *(row.to_bytes() for row in self.rows), b""])

    def _first_line(self) -> bytes:
        header = parse(self.header.to_bytes(), limit=MAX_HEADER_BYTES)
        name = {"committee": self.committee} if self.committee else {}
        return canonical({"v": VERSION, "header": header, **name})


def make_drafts(
    rows: Sequence[Row], sitting: Sitting, profile: Profile, *, rules: Rules, at: datetime
) -> tuple[Paper, ...]:
    """The drafts of a list: one, or as many as MAX_ROWS and MAX_BATCH_BYTES demand.

    The counts of a meeting are shared out in proportion, so that they add up to the meeting's
    and each part passes as large a share as the whole.
    """
    parts = split_rows(rows)
    drafts = []
    done = 0
    for index, part in enumerate(parts, start=1):
        counts = _share(sitting, done, done + len(part), len(rows))
        number = sitting.number if len(parts) == 1 else f"{sitting.number}-{index}"
        header = _header(part, sitting, profile, counts=counts, number=number, rules=rules, at=at)
        drafts.append(Paper(header, tuple(part), committee=profile.committee.name))
        done += len(part)
    return tuple(drafts)


def header_of(
    rows: Sequence[Row], sitting: Sitting, profile: Profile, *, rules: Rules, at: datetime
) -> BatchHeader:
    """The header of the whole list, to check it by; its row count may be more than one batch's."""
    counts = Counts(sitting.applied, sitting.reviewed, len(rows))
    return _header(rows, sitting, profile, counts=counts, number=sitting.number, rules=rules, at=at)


def check_sitting(
    header: BatchHeader, profile: Profile, *, rules: Rules, at: datetime
) -> tuple[Problem, ...]:
    """What the rules have against the batch as a whole, as the office will see it."""
    return check_header(
        HeaderCase(header, profile.committee, profile.committee, rules, profile.authority, at)
    )


def split_rows(rows: Sequence[Row]) -> tuple[tuple[Row, ...], ...]:
    """The rows in parts that one batch can hold each, in their order."""
    parts: list[list[Row]] = [[]]
    size = 0
    for row in rows:
        length = len(row.to_bytes()) + 1
        if len(parts[-1]) == MAX_ROWS or size + length > MAX_BATCH_BYTES - MAX_HEADER_BYTES:
            parts.append([])
            size = 0
        parts[-1].append(row)
        size += length
    return tuple(map(tuple, parts))


def _share(sitting: Sitting, first: int, last: int, passed: int) -> Counts:
    def of(whole: int) -> int:
        return whole * last // passed - whole * first // passed

    failed, absent = sitting.reviewed - passed, sitting.applied - sitting.reviewed
    reviewed = last - first + of(failed)
    return Counts(applied=reviewed + of(absent), reviewed=reviewed, passed=last - first)


def _header(
    rows: Sequence[Row],
    sitting: Sitting,
    profile: Profile,
    *,
    counts: Counts,
    number: str,
    rules: Rules,
    at: datetime,
) -> BatchHeader:
    return BatchHeader(
        issuer=profile.committee.entity,
        audience=profile.authority,
        issued_at=at,
        expires_at=at + SUBMISSION_WINDOW,
        number=number,
        filing_no=profile.committee.filing_no,
        method=sitting.method,
        meeting=sitting.meeting,
        decided_on=sitting.decided_on,
        counts=counts,
        standards=sitting.standards,
        undertakings=sitting.undertakings,
        row_count=len(rows),
        rows_root=rows_root(list(rows)),
        book=rules.digest,
        review_methods=sitting.review_methods,
        group=sitting.group,
    )


def read_paper(data: bytes) -> Paper:
    """A draft or a batch file. The signatures of a batch are not judged here.

    Raises:
        Malformed, Untrusted: No such file, or rows that its header does not cover.
    """
    first, lines = split_batch(data)
    document = parse(first, limit=max(MAX_HEADER_BYTES, len(first)))
    if "payload" in document:
        payload, sealed, committee = peek(first), first, None
    elif document.get("v") == VERSION and isinstance(document.get("header"), Mapping):
        inside = document["header"]
        payload = dict(inside) if isinstance(inside, Mapping) else {}
        sealed, committee = None, document.get("committee")
    else:
        raise Malformed("draft.form")
    header = BatchHeader.from_dict(payload)
    rows = read_rows(lines)
    check_rows_belong(header, tuple(row_hash(row) for row in rows))
    return Paper(header, rows, sealed, str(committee) if committee else None)
