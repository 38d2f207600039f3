"""Vectors of a well-signed batch that breaks rules: each problem has its code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from keys.encoding import sha256
from tests.vectors.batch_files import BATCH, add_signatures, add_spellings
from tests.vectors.collection import (
    ACCEPTED,
    RIGHTS_LOST,
    Collection,
    rejected,
)
from tests.vectors.desk import MET, UNDERTAKINGS, Desk
from tests.vectors.scene import NEIGHBOUR, Scene
from tests.verifier.world import moment
from verifier.batch import Counts, Meeting
from verifier.titles import DigitalGrade, Level, Scope, ScopeKind

REVIEW, RECOGNITION = "batch-of-a-review", "batch-of-a-recognition"


def add_batches(book: Collection, scene: Scene) -> None:
    desk = Desk(scene)
    paper = desk.review()
    book.control(BATCH, "A batch signed by two people.", ACCEPTED, kind="open-batch", input=paper)
    book.control(REVIEW, "The same, held against the rules.", ACCEPTED, kind="admit", input=paper)
    says = "A recognition of a 中级 grade, without a vote (威人社字〔2022〕32号 六)."
    book.control(RECOGNITION, says, ACCEPTED, kind="admit", input=desk.recognition())
    add_signatures(book, desk)
    add_spellings(book, desk, paper)
    add_batch_headers(book, desk)
    add_batch_rows(book, desk)
    book.flaw(
        "senior-grade-in-a-recognition",
        "A 高级 grade opens a review and is never a title (威人社字〔2022〕32号 六).",
        rejected("correspondence.senior-grade"),
        of=RECOGNITION,
        input=desk.recognition(DigitalGrade.SENIOR),
    )
    for state, of in (("suspended", REVIEW), ("withdrawn", RECOGNITION)):
        book.flaw(
            f"batch-of-a-{state}-committee",
            f"The committee is {state} when its batch is received (鲁人社字〔2019〕208号 三).",
            rejected(f"header.committee.{state}"),
            of=of,
            bundle=RIGHTS_LOST,
        )


def add_batch_headers(book: Collection, desk: Desk) -> None:
    day = date(2024, 2, 29)
    early = [replace(each, award_date=day) for each in desk.rows]
    for name, says, code, text in (
        (
            "batch-to-another-authority",
            "Addressed to another authority (RFC 7519 4.1.3).",
            "header.audience",
            desk.review(audience=NEIGHBOUR),
        ),
        (
            "batch-before-its-window",
            "Its window begins after it was received (RFC 7519 4.1.6).",
            "header.window.early",
            desk.review(issued_at=moment(7, 2), expires_at=moment(7, 30)),
        ),
        (
            "batch-after-its-window",
            "Its window ended before it was received (RFC 7519 4.1.4).",
            "header.window.late",
            desk.review(expires_at=moment(6, 30)),
        ),
        (
            "batch-under-another-filing",
            "The filing number is not the committee's (职称评审管理暂行规定 第八条).",
            "header.filing-no",
            desk.review(filing_no="威人社备〔2023〕99号"),
        ),
        (
            "batch-of-a-meeting-outside-the-filing",
            "The meeting was before the filing began (职称评审管理暂行规定 第八条).",
            "header.decided-on.outside-filing",
            desk.review(early, decided_on=day, meeting=Meeting(day, 1, sha256(b"tally"))),
        ),
        (
            "two-rounds-of-votes",
            "Voted twice (盘人社发〔2024〕34号 二、（七）; elsewhere a floor of this system).",
            "rule.limit.rounds",
            desk.review(meeting=Meeting(MET, 2, sha256(b"tally"))),
        ),
        (
            "more-passed-than-reviewed",
            "More people passed than were reviewed.",
            "header.counts.order",
            desk.review(counts=Counts(4, 1, 2)),
        ),
        (
            "counts-that-do-not-add-up",
            "Three passed and two are on the list.",
            "header.counts.rows",
            desk.review(counts=Counts(8, 6, 3)),
        ),
        (
            "batch-without-an-undertaking",
            "The unit's undertaking is missing (盘人社发〔2024〕34号 二、（七）).",
            "header.undertakings",
            desk.review(undertakings=UNDERTAKINGS[:1]),
        ),
    ):
        book.flaw(name, says, rejected(code), of=REVIEW, input=text)


def add_batch_rows(book: Collection, desk: Desk) -> None:
    one, two = desk.rows
    senior = {"level": Level.ASSOCIATE_SENIOR, "title": "高级工程师"}
    for name, says, code, text in (
        ("row-above-the-filing", "A level above the filing.", "row.level", desk.changed(**senior)),
        (
            "row-outside-the-specialties",
            "A specialty outside the filing.",
            "row.specialty",
            desk.changed(specialty="海洋装备"),
        ),
        (
            "row-of-another-employer",
            "An employer outside the filed units.",
            "row.unit.outside",
            desk.changed(employer="威海示例船舶有限公司"),
        ),
        (
            "row-with-another-levels-title",
            "The title does not belong to its level (《职称系列（专业）各层级名称》).",
            "row.title",
            desk.changed(title="高级工程师"),
        ),
        (
            "row-with-a-wider-scope",
            "A scope wider than the filing's (鲁人社字〔2019〕208号 二、（三）).",
            "row.scope",
            desk.changed(scope=Scope(ScopeKind.NATIONAL, "CN")),
        ),
        (
            "row-with-a-wrong-check-digit",
            "The last character of the identity number is not its check digit (GB 11643-1999).",
            "row.id.check-digit",
            desk.changed(id_no=one.id_no[:-1] + ("0" if one.id_no[-1] != "0" else "1")),
        ),
        (
            "person-twice",
            "One person with the same title twice (人社部发〔2020〕13号 六).",
            "row.duplicate",
            desk.review([one, replace(one, line=two.line, salt=two.salt)]),
        ),
    ):
        book.flaw(name, says, rejected(code), of=REVIEW, input=text)
