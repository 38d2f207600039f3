"""What a person is about to sign, so that it can be read before it is signed.

Nobody signs a digest: committee, number, meeting, counts, method and names come first, and the
digest last, in eight groups, for two people to compare by telephone. It reads papers and gives
rows of words; it prints nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from issuer.committee.columns import METHODS, word_of_level
from issuer.committee.drafts import Paper
from issuer.committee.fact_columns import NAMES
from keys.encoding import fingerprint, sha256
from keys.words import Words
from verifier.acts import Notice, RevocationOrder
from verifier.batch import Row
from verifier.rules import Rules
from verifier.titles import Method

Fact = tuple[str, str]
"""(label, value), both in words."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What is signed.

    Attributes:
        facts: Of the document as a whole, in the order to read them.
        names: Of its persons: line, name, title, specialty, employer.
        left_out: How many persons are not in `names`.
        payload: The signed bytes.
    """

    facts: tuple[Fact, ...]
    names: tuple[tuple[str, ...], ...]
    left_out: int
    payload: bytes

    @property
    def fingerprint(self) -> str:
        """The first 128 bits of the payload's SHA-256 in eight groups of four."""
        return fingerprint(sha256(self.payload))


def of_paper(paper: Paper, words: Words, *, rules: Rules, everyone: bool = False) -> Summary:
    """A draft or batch; the first and the last two persons, or everyone."""
    rows = paper.rows
    shown: Sequence[Row] = rows if everyone or len(rows) <= 4 else (*rows[:2], *rows[-2:])
    return Summary(
        facts=tuple(_facts(paper, words, rules)),
        names=tuple(
            (str(row.line), row.name, row.title, row.specialty, row.employer or "") for row in shown
        ),
        left_out=len(rows) - len(shown),
        payload=paper.header.to_bytes(),
    )


def _facts(paper: Paper, words: Words, rules: Rules) -> Iterator[Fact]:
    header, say = paper.header, words.text
    if paper.committee:
        yield say("评委会"), paper.committee
    yield say("评委会标识"), header.issuer
    yield say("报送给"), header.audience
    yield say("批次号"), header.number
    yield say("核准备案文号"), header.filing_no
    yield say("取得方式"), say(word_of_method(header.method))
    if header.meeting:
        yield say("评审会议"), header.meeting.held_on.isoformat()
        yield say("投票轮次"), str(header.meeting.rounds)
        if header.meeting.record:
            yield say("会议全过程记录"), header.meeting.record
    else:
        yield say("认定日期"), header.decided_on.isoformat()
    counts = header.counts
    yield say("申报"), str(counts.applied)
    yield say("参评"), str(counts.reviewed)
    yield say("通过"), str(counts.passed)
    yield say("其中"), _by_title(paper.rows, rules)
    if any(row.facts for row in paper.rows):
        yield say("随附证明"), _by_evidence(paper.rows, words)
    yield say("评审标准"), "；".join(header.standards)
    if header.review_methods:
        yield say("评价方式"), "、".join(header.review_methods)
    if header.group:
        yield say("分组"), header.group
    yield say("承诺"), "；".join(header.undertakings)
    yield say("报送截止"), header.expires_at.date().isoformat()


def _by_title(rows: Sequence[Row], rules: Rules) -> str:
    counted = Counter((row.series, row.level, row.title) for row in rows)
    return "；".join(
        f"{_series(series, rules)} {word_of_level(level)} {title} {number}"
        for (series, level, title), number in sorted(counted.items())
    )


def _by_evidence(rows: Sequence[Row], words: Words) -> str:
    """How many persons carry which kind of evidence: who signs answers for it."""
    counted = Counter(fact.KIND for row in rows for fact in row.facts)
    return "；".join(
        f"{words.text(name)} {counted[kind]}"
        for kind, name in (("digital_grade", "专业技术等级证书"), *NAMES.items())
        if counted[kind]
    )


def _series(code: str, rules: Rules) -> str:
    return rules.series(code).name_zh if code in rules.series_codes else code


def of_notice(notice: Notice, words: Words) -> Summary:
    """A notice."""
    say = words.text
    return Summary(
        facts=(
            (say("评委会标识"), notice.issuer),
            (say("批次摘要"), notice.batch),
            (say("公示地点"), notice.place),
            (say("公示开始"), notice.posted_on.isoformat()),
            (say("公示结束"), notice.closed_on.isoformat()),
            (say("有异议的行"), str(len(notice.objections))),
        ),
        names=(),
        left_out=0,
        payload=notice.to_bytes(),
    )


def of_order(order: RevocationOrder, words: Words) -> Summary:
    """A revocation order."""
    say = words.text
    return Summary(
        facts=(
            (say("评委会标识"), order.issuer),
            (say("报送给"), order.audience),
            (say("证书编号"), order.certificate_no),
            (say("原因"), words(f"cause.{order.cause.value.lower().replace('_', '-')}")),
            (say("决定文号"), order.document_no),
            (say("决定日期"), order.decided_on.isoformat()),
            (say("申请编号"), order.number),
        ),
        names=(),
        left_out=0,
        payload=order.to_bytes(),
    )


def word_of_method(method: Method) -> str:
    """The Chinese word for a way of obtaining a title."""
    return next(word for word, each in METHODS.items() if each is method)
