"""Rules about one person's result: who, for whom, which title, when, and on what evidence.

One small function a rule, each with its clause. A rule yields what is wrong with its row and
never looks at another row; `issuer.admission.whole` does that. No finding repeats a name or a
number of a document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from issuer.admission.book_rules import keeps_the_book
from issuer.admission.character_rules import characters_are_printable, once_each
from issuer.admission.counted import NOWHERE, Elsewhere, check_counts
from issuer.admission.evidence_rules import EVIDENCE_RULES
from issuer.admission.fact_rules import check_facts
from issuer.admission.problems import Problem, Severity, in_order, of_refusal
from issuer.admission.row_case import Draws, RowCase, draws_anything, problem
from issuer.admission.whole import WHOLE_RULES
from issuer.characters import is_chinese as is_chinese_character
from issuer.identity import check_identity_number, check_uscc
from keys.errors import Refused
from verifier.batch import BatchHeader, Row
from verifier.committee import CommitteeAuthority, Unit
from verifier.facts import OffPost
from verifier.rules import Rules
from verifier.titles import Method

Rule = Callable[[Row, RowCase], Iterator[Problem]]

# Dots that look like the separator of Uyghur, Kazakh or Mongol names, U+00B7, and are not it.
_FALSE_DOTS: Final = re.compile("[\u2022\u2027\u22c5\u30fb\uff65\uff0e.。・]")
_DIGIT: Final = re.compile(r"[0-9０-９]")
_CHINESE: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# 《居民身份证法》第四条 writes names in 规范汉字; 〇 is one of them, and Unicode calls it a number.
_OF_CHINESE_NAMES: Final = re.compile("[·〇]")
_OF_OTHER_NAMES: Final = re.compile("[ ·'’,-]")
_TOLD: Final = frozenset({"Co", "Cn", "Zs"})
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u3164\uffa0")


def check_rows(
    header: BatchHeader,
    rows: Sequence[Row],
    committee: CommitteeAuthority,
    *,
    rules: Rules,
    elsewhere: Elsewhere = NOWHERE,
    draws: Draws = draws_anything,
) -> tuple[Problem, ...]:
    """Every problem of the rows, in the order of the list.

    Args:
        header: What the rows belong to; its day of decision chooses the rules.
        rows: In any order.
        committee: Its authority at that day.
        elsewhere: What other lists hold; the desk of a committee knows of none.
        draws: Whether a character can be drawn; left out, nobody is asked.
    """
    case = RowCase(header, committee, rules, draws)
    rules_of_one = (*ROW_RULES, *EVIDENCE_RULES, check_facts, keeps_the_book)
    found = [each for row in rows for rule in rules_of_one for each in rule(row, case)]
    found += [each for rule in WHOLE_RULES for each in rule(rows, case)]
    found += check_counts(rows, case, elsewhere)
    return in_order(once_each(found))


def name_is_written_as_names_are(row: Row, case: RowCase) -> Iterator[Problem]:
    """《居民身份证法》第四条: 规范汉字, and the signs of other names; no stray spaces or digits."""
    del case
    if _FALSE_DOTS.search(row.name):
        yield problem(row, "name", "row.name.dot")
    if _DIGIT.search(row.name):
        yield problem(row, "name", "row.name.digit")
    if _has_stray_space(row.name):
        yield problem(row, "name", "row.name.space")
    if odd := _odd_character(row.name):
        yield problem(row, "name", "row.name.character", character=f"U+{ord(odd):04X}")


def _has_stray_space(name: str) -> bool:
    """Chinese names have none, also where one lines up two characters with three."""
    spaces = {each for each in name if unicodedata.category(each) == "Zs"}
    bounds = name != name.strip() or "  " in name
    return bounds or bool(spaces - {" "}) or bool(spaces and _CHINESE.search(name))


def _odd_character(name: str) -> str | None:
    """The first character that is of no name, and that no other rule tells."""
    is_chinese = bool(_CHINESE.search(name))
    letters = ("Lo", "Lm") if is_chinese else ("Lu", "Ll", "Lt", "Lo", "Lm")
    separators = _OF_CHINESE_NAMES if is_chinese else _OF_OTHER_NAMES
    told = False
    before = ""
    for each in name:
        kind = "Lo" if is_chinese_character(each) else unicodedata.category(each)
        is_told = kind in _TOLD or bool(_FALSE_DOTS.match(each) or _DIGIT.match(each))
        is_accent = kind == "Mn" and unicodedata.name(before or each, "").startswith("LATIN")
        is_letter = kind in letters and each not in _BLANK_LETTERS
        if not (is_letter or is_accent or is_told or separators.match(each)):
            return each
        told |= is_told
        before = each
    return None if told or any(map(str.isalpha, name)) else name[0]


def identity_number_is_sound(row: Row, case: RowCase) -> Iterator[Problem]:
    """GB 11643-1999 and the forms of the other documents."""
    try:
        check_identity_number(row.id_type, row.id_no, on=case.header.decided_on)
    except Refused as refusal:
        yield of_refusal(refusal, line=row.line, column="id_no")


def unit_code_is_sound(row: Row, case: RowCase) -> Iterator[Problem]:
    """GB 32100-2015."""
    del case
    if row.employer_uscc is None:
        return
    try:
        check_uscc(row.employer_uscc)
    except Refused as refusal:
        yield of_refusal(refusal, line=row.line, column="employer_uscc")


def employer_is_inside_the_bounds(row: Row, case: RowCase) -> Iterator[Problem]:
    """盘人社发〔2024〕34号 二、（七）: 严格按照核准备案的评审范围, units included.

    人社厅发〔2020〕13号 一: who left a post applies in the unit that was left.
    """
    units = case.committee.units
    left = {fact.unit for fact in row.facts if isinstance(fact, OffPost)}
    if not units or any(unit.name in left for unit in units):
        return
    if row.employer is None and row.employer_uscc is None:
        yield problem(row, "employer", "row.unit.missing")
    elif not any(_is_unit(row, unit) for unit in units):
        yield problem(row, "employer", "row.unit.outside", rule=case.cite("filed-scope"))


def series_is_granted(row: Row, case: RowCase) -> Iterator[Problem]:
    """鲁人社字〔2019〕208号 一: 在现有职称系列内; and the filing says which."""
    if row.series not in case.rules.series_codes:
        yield problem(
            row,
            "series",
            "row.series.unknown",
            rule=case.cite("series.existing"),
        )
    elif row.series not in case.committee.series:
        yield problem(row, "series", "row.series.outside", series=case.series_name(row.series))


def specialty_is_granted(row: Row, case: RowCase) -> Iterator[Problem]:
    """盘人社发〔2024〕34号 二、（七）: 严格按照核准备案的…专业领域."""
    granted = case.committee.specialties
    if granted and row.specialty not in granted:
        yield problem(
            row,
            "specialty",
            "row.specialty",
            rule=case.cite("filed-scope"),
            granted="、".join(granted[:12]) + ("…" if len(granted) > 12 else ""),
        )


def level_is_granted(row: Row, case: RowCase) -> Iterator[Problem]:
    """鲁人社字〔2019〕208号 二、（一）: 组建相应的高中初级职称评审委员会."""
    if row.level not in case.committee.levels:
        yield problem(
            row,
            "level",
            "row.level",
            rule=case.cite("filed-scope"),
            level=row.level.value,
        )


def title_belongs_to_its_level(row: Row, case: RowCase) -> Iterator[Problem]:
    """《职称系列（专业）各层级名称》: the name says series and level, and they must agree.

    Where no official table of a series was seen, the authority looks at the name and nothing is
    refused.
    """
    if row.series not in case.rules.series_codes:
        return
    known = case.rules.titles(row.series, row.level)
    if row.title not in known:
        decides = case.rules.series(row.series).standing.decides
        yield problem(
            row,
            "title",
            "row.title" if decides else "row.title.unconfirmed",
            Severity.REFUSE if decides else Severity.HOLD,
            title=case.title_told(row.title),
            series=case.series_name(row.series),
            level=row.level.value,
            known="、".join(known),
        )


def scope_is_the_filed_one(row: Row, case: RowCase) -> Iterator[Problem]:
    """鲁人社字〔2019〕208号 二、（三）, 威人社字〔2022〕32号 四: 评审结果省内通用.

    How far a result reaches is a fact of the filing, never of a row.
    """
    if row.scope != case.committee.scope:
        subject = (
            "scope.characteristic-specialty" if case.committee.characteristic else "filed-scope"
        )
        yield problem(row, "scope", "row.scope", rule=case.cite(subject))


def dated_by_the_decision(row: Row, case: RowCase) -> Iterator[Problem]:
    """职称评审管理暂行规定: a reviewed title counts from the day of the review."""
    decided_on = case.header.decided_on
    if case.header.method is Method.REVIEW and row.award_date != decided_on:
        yield problem(row, "award_date", "row.award-date.review", decided_on=decided_on.isoformat())
    elif row.award_date > decided_on:
        yield problem(row, "award_date", "row.award-date.later", decided_on=decided_on.isoformat())


ROW_RULES: Final[tuple[Rule, ...]] = (
    characters_are_printable,
    name_is_written_as_names_are,
    identity_number_is_sound,
    unit_code_is_sound,
    employer_is_inside_the_bounds,
    series_is_granted,
    specialty_is_granted,
    level_is_granted,
    title_belongs_to_its_level,
    scope_is_the_filed_one,
    dated_by_the_decision,
)


def _is_unit(row: Row, unit: Unit) -> bool:
    # The code decides where both sides have one: two units may share a name.
    if unit.uscc and row.employer_uscc:
        return unit.uscc == row.employer_uscc
    return row.employer == unit.name
