"""The order of admission: open, find the authority of that day, check everything, decide once.

Keys, threshold and state are those at receipt; filing and scope those of the day of decision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from issuer.admission.counted import NOWHERE, Elsewhere
from issuer.admission.header_case import HeaderCase
from issuer.admission.header_rules import check_header
from issuer.admission.opening import OpenedBatch, open_batch, split_batch
from issuer.admission.problems import BatchRejected, Problem, Severity, in_order
from issuer.admission.row_case import Draws, draws_anything
from issuer.admission.row_rules import check_rows
from keys.encoding import Sha256
from keys.envelope import peek
from keys.errors import Malformed, Untrusted
from keys.roles import Role
from keys.trust import TrustList
from verifier.batch import BatchHeader, Row
from verifier.committee import CommitteeAuthority, filed_on, standing_at
from verifier.rules import Rules


@dataclass(frozen=True, slots=True)
class AdmittedBatch:
    """A batch that may go on to its public notice.

    Attributes:
        sealed: The sealed header, as received: public.
        digest: Identity of the batch.
        committee: Its authority at the day of the decision.
        rows, hashes: Row i has hash i and leaf i of the tree.
        held: Problems that an authority must answer with a reason before it goes on.
        notes: What rules say whose source does not decide; nothing follows from it.
    """

    sealed: bytes
    header: BatchHeader
    digest: Sha256
    committee: CommitteeAuthority
    rows: tuple[Row, ...]
    hashes: tuple[Sha256, ...]
    held: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()


def admit(
    data: bytes,
    *,
    trust: TrustList,
    rules: Rules,
    audience: str,
    at: datetime,
    already: Callable[[Row], bool] | None = None,
    elsewhere: Callable[[BatchHeader, Sequence[Row]], Elsewhere] = lambda _header, _rows: NOWHERE,
    draws: Draws = draws_anything,
) -> AdmittedBatch:
    """Open a committee's batch and hold it against its authority and the rules in force.

    Args:
        data: The batch file as received, at most MAX_BATCH_BYTES.
        trust: The authority's trust list, opened.
        audience: Entity id of the authority.
        at: Moment of receipt, aware UTC; decides which keys and which state count.
        already: Tells whether a row's title is already held. Left out, nobody is asked: a caller
            with a register may answer for itself.
        elsewhere: Tells what other lists hold of the enterprises and persons of this one.
        draws: Tells whether a character can be drawn; left out, nobody is asked.

    Raises:
        Malformed: The bytes are no batch, or not in their one spelling.
        Untrusted: Not signed by enough of the committee's people, or not its rows.
        BatchRejected: Rules are broken; `problems` has every one, in the order of the list.
    """
    entity = claimed_committee(data)
    receiving = standing_at(trust, entity, at=at).authority
    opened = open_batch(
        data,
        trust.keyring(entity, Role.COMMITTEE, at=at),
        threshold=receiving.threshold,
        at=at,
    )
    case = case_of(opened.header, trust, rules=rules, audience=audience, at=at)
    others = elsewhere(opened.header, opened.rows)
    problems = [*check_batch(case, opened.rows, elsewhere=others, draws=draws)]
    if already is not None:
        problems += [
            Problem(row.line, "id_no", "row.already-holds") for row in opened.rows if already(row)
        ]
    return _decide(opened, case.committee, in_order(problems))


def case_of(
    header: BatchHeader, trust: TrustList, *, rules: Rules, audience: str, at: datetime
) -> HeaderCase:
    """A header with all that it is held against; at receipt, and once more before signing.

    Args:
        at: Moment of receipt, whenever it is asked.
    """
    receiving = standing_at(trust, header.issuer, at=at).authority
    committee = _authority_of_the_day(trust, receiving, on=header.decided_on, at=at)
    return HeaderCase(header, committee, receiving, rules, audience, at)


def check_batch(
    case: HeaderCase,
    rows: tuple[Row, ...],
    *,
    elsewhere: Elsewhere = NOWHERE,
    draws: Draws = draws_anything,
) -> tuple[Problem, ...]:
    """Every problem of a header and its rows, those of the header first."""
    of_rows = check_rows(
        case.header, rows, case.committee, rules=case.rules, elsewhere=elsewhere, draws=draws
    )
    return in_order((*check_header(case), *of_rows))


def claimed_committee(data: bytes) -> str:
    """Whose batch this claims to be, UNVERIFIED: only to find out whose keys to try.

    Raises:
        Malformed: No batch file, or one that names nobody ("document.missing").
    """
    entity = peek(split_batch(data)[0]).get("iss")
    if not isinstance(entity, str):
        raise Malformed("document.missing", where="batch", member="iss")
    return entity


def _authority_of_the_day(
    trust: TrustList, receiving: CommitteeAuthority, *, on: date, at: datetime
) -> CommitteeAuthority:
    try:
        return filed_on(trust, receiving.entity, on=on, at=at)
    except Untrusted:
        # No filing covers the day. The present one stands in, so that the header rules say so
        # with its dates and every other problem is found as well.
        return receiving


def _decide(
    opened: OpenedBatch, committee: CommitteeAuthority, problems: tuple[Problem, ...]
) -> AdmittedBatch:
    if any(problem.severity is Severity.REFUSE for problem in problems):
        raise BatchRejected(problems)
    return AdmittedBatch(
        sealed=opened.sealed,
        header=opened.header,
        digest=opened.digest,
        committee=committee,
        rows=opened.rows,
        hashes=opened.hashes,
        held=tuple(each for each in problems if each.severity is Severity.HOLD),
        notes=tuple(each for each in problems if each.severity is Severity.INFORM),
    )
