"""Rules that need all rows at once: nobody twice, no salt twice, no line twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from issuer.admission.problems import Problem, of_breach
from issuer.admission.row_case import RowCase, problem
from verifier.batch import Row
from verifier.ruling import Place
from verifier.ruling.amounts import check_rate
from verifier.titles import Method

WholeRule = Callable[[Sequence[Row], RowCase], Iterator[Problem]]


def award_key(row: Row) -> tuple[str, str, str, str, str]:
    """What may be awarded once: document, series, specialty, level.

    威人社字〔2022〕32号 五 lets a person hold several titles of one level, in other series or
    specialties.
    """
    return (row.id_type, row.id_no, row.series, row.specialty, row.level)


def nobody_stands_in_twice(rows: Sequence[Row], case: RowCase) -> Iterator[Problem]:
    """人社厅发〔2020〕13号 六: 不得多头重复交叉评价. The second line is the one at fault."""
    seen: dict[tuple[str, ...], int] = {}
    for row in sorted(rows, key=_line):
        first = seen.setdefault(award_key(row), row.line)
        if first != row.line:
            yield problem(
                row, "id_no", "row.duplicate", rule=case.cite("duplicate.title"), first=first
            )


def one_number_has_one_name(rows: Sequence[Row], case: RowCase) -> Iterator[Problem]:
    """GB 11643-1999: a number is one person's, so two names under it are a slip."""
    del case
    seen: dict[tuple[str, str], tuple[str, int]] = {}
    for row in sorted(rows, key=_line):
        name, first = seen.setdefault((row.id_type, row.id_no), (row.name, row.line))
        if name != row.name:
            yield problem(row, "name", "row.name.differs", first=first)


def no_line_twice(rows: Sequence[Row], case: RowCase) -> Iterator[Problem]:
    """A line is how clerk and office speak of a row, so it names one."""
    del case
    seen: set[int] = set()
    for row in rows:
        if row.line in seen:
            yield problem(row, "line", "row.line.duplicate")
        seen.add(row.line)


def no_salt_twice(rows: Sequence[Row], case: RowCase) -> Iterator[Problem]:
    """A decision of this system: a salt of its own keeps each row from being guessed by hash."""
    del case
    seen: set[str] = set()
    for row in sorted(rows, key=_line):
        if row.salt in seen:
            yield problem(row, "salt", "row.salt")
        seen.add(row.salt)


def pass_rate_is_moderate(rows: Sequence[Row], case: RowCase) -> Iterator[Problem]:
    """盘人社发〔2024〕34号 二、（七）: 通过率原则上不超过50%. Holds.

    The paper does not say of whom; here of those who were reviewed.
    """
    counts, levels = case.header.counts, {row.level for row in rows}
    place = Place(case.rules, case.committee.region, case.header.decided_on)
    rule = place.rule("review.pass-rate")
    if rule is None or case.header.method is not Method.REVIEW:
        return
    breach = check_rate(rule, passed=counts.passed, of=counts.reviewed, levels=levels)
    if breach:
        yield of_breach(breach, "counts")


WHOLE_RULES: Final[tuple[WholeRule, ...]] = (
    nobody_stands_in_twice,
    one_number_has_one_name,
    no_line_twice,
    no_salt_twice,
    pass_rate_is_moderate,
)


def _line(row: Row) -> int:
    return row.line
