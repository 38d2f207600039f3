"""Whether a committee may be filed as its filing says: who may organise it, who may file it.

One small function a rule, each asking the judging code of its kind. Desk and office ask the one
function `check_filing_change`, before anybody signs and before a statement is made. It signs and
stores nothing; a filing that is on the list is not judged again while its words stay the same.

Follows the rule catalogue: 威人社字〔2022〕32号 三, 晋人社厅发〔2020〕38号 二、6,
人社厅发〔2020〕13号 二 and 六, and the floors of this system.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from issuer.admission import Problem, Rejected, in_order, of_breach
from verifier.filing import Approver, CommitteeAuthority, CommitteeState
from verifier.rules import Rule, Rules, short_code
from verifier.ruling import Breach, Place, Situation
from verifier.ruling.committees import Filing, check_filing, check_scope, check_state
from verifier.ruling.days import check_window
from verifier.ruling.evidence import check_required

# Members that a rule may ask of a filing, by its names -> where a person enters them.
ASKED_OF_A_FILING: Final = {
    "filing_no": "filing_no",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
    "committee_office": "office",
    "units": "units",
    "county_opinion": "county_opinion",
    "city_filing": "city_filing",
}
_REQUIRED: Final = ("filing.members", "committee.office", "filing.units", "filing.chain")
_APPROVERS: Final = ("authority.approver", "authority.national-scope")
_PROVINCE_DIGITS: Final = 2
_CITY_DIGITS: Final = 4


class FilingRejected(Rejected):
    """A filing breaks rules; `problems` names the member of the filing for each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("committee.rules", problems)


@dataclass(frozen=True, slots=True)
class FilingCase:
    """A filing and all that it is held against.

    Attributes:
        filing: What is to be filed.
        keeper: Region of the authority that keeps the list; it files what names nobody else.
        on: Day of the filing, China time.
    """

    filing: CommitteeAuthority
    keeper: str
    rules: Rules
    on: date

    @property
    def place(self) -> Place:
        """The book in the committee's region on that day."""
        return Place(self.rules, self.filing.region, self.on)

    @property
    def asked(self) -> Filing:
        """The filing in the words of the judging code."""
        filing = self.filing
        return Filing(
            organiser=filing.organiser_type.value,
            series=filing.series,
            levels=filing.levels,
            approver=(filing.approver or approver_of(self.keeper)).value,
            scope=filing.scope,
            specialties=filing.specialties,
        )

    def rules_on(self, subject: str) -> tuple[Rule, ...]:
        """Every entry of the nearest document that decides on a subject, then what informs."""
        place = self.place
        nearest = place.rule(subject)
        return tuple(
            rule
            for rule in place.speaking(subject)
            if not rule.standing.decides
            or (nearest and (rule.region, rule.document) == (nearest.region, nearest.document))
        )


FilingRule = Callable[[FilingCase], Iterator[Problem]]


def check_filing_change(
    after: CommitteeAuthority,
    before: CommitteeAuthority | None,
    *,
    keeper: str,
    rules: Rules,
    on: date,
) -> tuple[Problem, ...]:
    """What the rules have against a change of the list; empty where nothing.

    Args:
        after: What is to stand on the list.
        before: What stands there now; None for a committee that enters.
        keeper: GB/T 2260 code of the authority that keeps the list.
        on: Day of the change, China time.
    """
    case = FilingCase(after, keeper, rules, on)
    problems: list[Problem] = []
    if before is None or _words(before) != _words(after):
        problems += [each for rule in FILING_RULES for each in rule(case)]
    if before is None or before.state is not after.state:
        problems += state_is_a_named_one(case)
    return in_order(problems)


def approver_of(region: str) -> Approver:
    """The step of the ladder on which an authority of a region stands."""
    code = short_code(region)
    if len(code) == _PROVINCE_DIGITS:
        return Approver.PROVINCE if code.isdigit() else Approver.NATION
    return Approver.CITY if len(code) == _CITY_DIGITS else Approver.COUNTY


def organiser_may_set_it_up(case: FilingCase) -> Iterator[Problem]:
    """威人社字〔2022〕32号 三 and others: which levels and series an organiser may review."""
    subject = "characteristic-specialty" if case.filing.characteristic else "self-review"
    for rule in case.rules_on(f"authority.{subject}"):
        yield from _of(check_filing(rule, case.asked))


def approver_may_file_it(case: FilingCase) -> Iterator[Problem]:
    """晋人社厅发〔2020〕38号 二、6; 人社厅发〔2020〕13号 二: 从严控制面向全国的职称评审委员会."""
    own = () if case.filing.characteristic else ("authority.self-review-approver",)
    for subject in (*_APPROVERS, *own):
        for rule in case.rules_on(subject):
            yield from _of(check_filing(rule, case.asked))


def specialties_are_open(case: FilingCase) -> Iterator[Problem]:
    """绍兴市征求意见稿 附件: 拟开展评价专业 (a draft: it informs)."""
    if not case.filing.characteristic:
        for rule in case.rules_on("authority.specialties"):
            yield from _of(check_filing(rule, case.asked))


def results_reach_as_far_as_granted(case: FilingCase) -> Iterator[Problem]:
    """鲁人社字〔2019〕208号 二、（三）: 开发区特色专业职称评审结果省内通用."""
    rule = case.place.rule("scope.characteristic-specialty")
    if case.filing.characteristic and rule is not None:
        found = check_scope(rule, case.filing.scope)
        yield from _of((found,) if found else ())


def lasts_no_longer_than_allowed(case: FilingCase) -> Iterator[Problem]:
    """职称评审管理暂行规定 第八条; a floor of this system where no document decides."""
    rule = case.place.rule("filing.years")
    if rule is not None:
        found = check_window(rule, case.filing.valid_from, case.filing.valid_to)
        yield from _of((found,) if found else ())


def says_what_is_asked(case: FilingCase) -> Iterator[Problem]:
    """鲁人社字〔2019〕208号 二、（一）: 设立职称评审办事机构; the steps of its approval."""
    filing = case.filing
    carried = [name for name, member in ASKED_OF_A_FILING.items() if getattr(filing, member)]
    situation = Situation(
        organiser=filing.organiser_type.value,
        review="SELF_REVIEW" if filing.self_review else "FILED",
    )
    for subject in _REQUIRED:
        for rule in case.rules_on(subject):
            yield from _of(check_required(rule, carried, situation=situation))


def state_is_a_named_one(case: FilingCase) -> Iterator[Problem]:
    """鲁人社字〔2019〕208号 三 and others: 责令限期整改, 暂停, 收回, and nothing else."""
    rule = case.place.rule("supervision")
    if case.filing.state is not CommitteeState.ACTIVE and rule is not None:
        found = check_state(rule, case.filing.state.value)
        yield from _of((found,) if found else ())


FILING_RULES: Final[tuple[FilingRule, ...]] = (
    organiser_may_set_it_up,
    approver_may_file_it,
    specialties_are_open,
    results_reach_as_far_as_granted,
    lasts_no_longer_than_allowed,
    says_what_is_asked,
)

# Where a person finds what a breach is about; what is missing says so itself.
_MEMBERS: Final = {
    "rule.authority.level": "levels",
    "rule.authority.series": "series",
    "rule.authority.approver": "approver",
    "rule.authority.specialty": "specialties",
    "rule.scope.reach": "scope",
    "rule.window.years-long": "valid_to",
    "rule.sanction.state": "state",
}


def _of(breaches: Sequence[Breach]) -> Iterator[Problem]:
    for breach in breaches:
        asked = ASKED_OF_A_FILING.get(str(breach.facts.get("member", "")))
        yield of_breach(breach, asked or _MEMBERS.get(breach.code))


def _words(filing: CommitteeAuthority) -> CommitteeAuthority:
    """A filing without its state of supervision, which has a rule of its own."""
    return replace(filing, state=CommitteeState.ACTIVE, state_decision=None, rectify_by=None)
