"""The second look: a batch is held against the rules once more before its titles are signed.

Between receipt and signature a rule of the decision's day may have been entered, or a filing put
right in the list: what would be refused today is not signed today. Only what the authority
answered with a reason stays answered, and no reason draws a character that no font has. Once a
batch, over the rows that are still to be signed; what other lists hold was counted at receipt.

The rules are those of `issuer.admission`; it judges nothing by itself.
"""

from __future__ import annotations

from datetime import datetime

from issuer.admission import Problem, Rejected, Severity, case_of, check_batch
from issuer.admission.character_rules import NO_GLYPH
from issuer.office import Office
from issuer.registrar.errand import read_trust_list
from issuer.registrar.reception import status_of
from issuer.store import batches, session
from keys.encoding import Sha256
from keys.envelope import peek
from verifier.batch import BatchHeader, Row


class MintRejected(Rejected):
    """A batch breaks rules that it kept, or that nobody asked, when it was received."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("mint.against-rules", problems)


def look_again(office: Office, batch: Sha256, *, rows: tuple[Row, ...], at: datetime) -> None:
    """Hold a batch against the rules of its decision's day as they stand now.

    Args:
        rows: Those whose certificates are to be signed.

    Raises:
        MintRejected: "mint.against-rules", with each problem that was not answered before.
    """
    with session.read(office.engine) as connection:
        status = status_of(connection, office, batch)
        header = BatchHeader.from_dict(peek(batches.header(connection, batch)))
        trust = read_trust_list(connection, office, at=at)
    case = case_of(header, trust, rules=office.rules, audience=office.entity, at=status.received_at)
    answered = {
        (each.line, each.code, each.rule) for each in status.problems if each.code != NO_GLYPH
    }
    against = tuple(
        each
        for each in check_batch(case, rows, draws=office.glyphs.has)
        if each.severity is Severity.REFUSE
        or (each.severity is Severity.HOLD and (each.line, each.code, each.rule) not in answered)
    )
    if against:
        raise MintRejected(against)
