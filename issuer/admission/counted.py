"""Rules of the book that count over all rows: quotas of nominations, posts, crossed reviews.

What other lists hold is handed in as `Elsewhere`; at the desk nothing is known of it, and the
list is counted by itself. A nominee counts in the list that the person is in: who was nominated
and did not pass stands in no list.

Follows 威人社字〔2022〕32号 二, 盘人社发〔2024〕34号 二、（七） and 人社厅发〔2020〕13号 六.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from issuer.admission.problems import Problem, of_breach
from issuer.admission.row_case import RowCase
from verifier.batch import Row
from verifier.facts import Nomination, Posts
from verifier.ruling import Situation, applies
from verifier.ruling.amounts import check_quota, check_rate
from verifier.ruling.evidence import Claim, check_duplicates
from verifier.titles import Level

Nominations = tuple[str, int, str]
"""Enterprise, year, grade: what a quota is counted over."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What other lists of the authority hold, as far as it decides about this one.

    Attributes:
        nominees: Levels applied for by the nominees of an enterprise in a year.
        claims: Titles that persons of this list were granted by other lists in the same year.
    """

    nominees: Mapping[Nominations, Sequence[Level]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    claims: tuple[Claim, ...] = ()


NOWHERE: Final = Elsewhere()


def nominations_keep_their_quota(
    rows: Sequence[Row], case: RowCase, elsewhere: Elsewhere
) -> Iterator[Problem]:
    """威人社字〔2022〕32号 二: 每年度最多可举荐…; the nominee who is one too many is told."""
    counted: dict[Nominations, list[Level]] = {}
    for row in sorted(rows, key=_line):
        for key in nominations_of(row):
            rule = case.book.place.rule(f"nomination.quota.{key[2].lower()}")
            if rule is None:
                continue
            nominees = counted.setdefault(key, list(elsewhere.nominees.get(key, ())))
            before = {each.code for each in check_quota(rule, nominees)}
            nominees.append(row.level)
            for breach in check_quota(rule, nominees):
                is_of_this_row = breach.code not in before or _adds(breach.code, row)
                if is_of_this_row:
                    yield of_breach(breach, "nomination.enterprise", line=row.line)


def _adds(code: str, row: Row) -> bool:
    """Whether a row makes an excess larger that was there before."""
    return not code.endswith("full-senior") or row.level is Level.FULL_SENIOR


def nominations_of(row: Row) -> Iterator[Nominations]:
    """What a row counts in: its enterprise's nominations of the year in which it was signed."""
    for fact in row.facts:
        if isinstance(fact, Nomination):
            yield (fact.enterprise, fact.signed_on.year, fact.grade.value)


def posts_are_not_exceeded(
    rows: Sequence[Row], case: RowCase, elsewhere: Elsewhere
) -> Iterator[Problem]:
    """盘人社发〔2024〕34号 二、（七）: 评聘结合的应在岗位结构比例内开展评审. Holds."""
    del elsewhere
    rule = case.book.place.rule("review.post-quota")
    if rule is None or not applies(rule, Situation(appointment="COMBINED")):
        return
    by_unit: dict[tuple[str | None, Level], list[tuple[Row, int]]] = defaultdict(list)
    for row in sorted(rows, key=_line):
        for fact in row.facts:
            if isinstance(fact, Posts):
                by_unit[row.employer_uscc or row.employer, row.level].append((row, fact.quota))
    for counted in by_unit.values():
        quota = min(quota for _, quota in counted)
        breach = check_rate(rule, passed=len(counted), of=quota)
        if breach:
            yield of_breach(breach, "posts.quota", line=counted[-1][0].line)


def nobody_is_reviewed_across(
    rows: Sequence[Row], case: RowCase, elsewhere: Elsewhere
) -> Iterator[Problem]:
    """人社厅发〔2020〕13号 六: 不得多头重复交叉评价. Holds; `whole` refuses the same title."""
    rule = case.book.place.rule("duplicate.cross-review")
    if rule is None:
        return
    # The same title twice in one list has a rule of its own.
    once = {(row.id_type, row.id_no, row.series, row.specialty, row.level): row for row in rows}
    ordered = sorted(once.values(), key=_line)
    claims = [claim_of(row, year=case.header.decided_on.year) for row in ordered]
    known = {claim.key(rule) for claim in elsewhere.claims}
    for at, breach in check_duplicates(rule, claims, known=known):
        told = of_breach(breach, "name", line=ordered[at].line)
        first = breach.facts.get("first")
        facts = {"first": ordered[first].line} if isinstance(first, int) else {}
        yield Problem(told.line, told.column, told.code, told.severity, facts, told.rule)


def claim_of(row: Row, *, year: int) -> Claim:
    """What is asked for a person, as a duplicate can be told by it; the number stays inside."""
    return Claim(
        person=f"{row.id_type}\0{row.id_no}",
        series=row.series,
        specialty=row.specialty,
        level=row.level.value,
        year=str(year),
    )


CountedRule = Callable[[Sequence[Row], RowCase, Elsewhere], Iterator[Problem]]
COUNTED_RULES: Final[tuple[CountedRule, ...]] = (
    nominations_keep_their_quota,
    posts_are_not_exceeded,
    nobody_is_reviewed_across,
)


def check_counts(
    rows: Sequence[Row], case: RowCase, elsewhere: Elsewhere = NOWHERE
) -> Iterable[Problem]:
    """Every finding of these rules."""
    return (each for rule in COUNTED_RULES for each in rule(rows, case, elsewhere))


def _line(row: Row) -> int:
    return row.line
