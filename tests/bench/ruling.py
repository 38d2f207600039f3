"""Row 6: what the rules cost: admitting a list with all of them, against opening it alone.

Both sides parse every row, hold it against the Merkle root and check the signatures; only one
then asks the rules. Once for a list of today, once for a region that asks for three kinds of
evidence in each row.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from issuer.admission import AdmittedBatch, admit, open_batch
from keys.roles import Role
from tests.bench.apart import here
from tests.bench.rounds import Row, Side, measure
from tests.issuer import desk_world as desk
from verifier import batch as wire
from verifier import facts
from verifier.titles import Scope, ScopeKind

MET = date(2024, 10, 16)
HANDED_IN = datetime(2024, 10, 30, tzinfo=UTC)
EVIDENCE = (
    facts.UnitNotice(date(2024, 9, 23), date(2024, 9, 30), 0),
    facts.Recommendation(
        facts.Recommender.EMPLOYER,
        applied_on=date(2024, 9, 2),
        consented_on=date(2024, 9, 9),
        reviewed_on=date(2024, 9, 12),
        noticed_on=date(2024, 9, 23),
        handed_in_on=date(2024, 10, 1),
    ),
    facts.Responsible("示例公司人力资源部", "示例评委会办公室"),
)


def ruling(rows: int, *, rounds: int) -> list[Row]:
    """Two rows: a list of today, and one whose region asks for evidence in each row."""
    plain = [_person(serial) for serial in range(1, rows + 1)]
    asked = [replace(each, facts=EVIDENCE) for each in plain]
    found = []
    for name, people in (("a list of today", plain), ("with evidence in each row", asked)):
        row = Row(f"6 admit {rows:,} rows, {name}", "opening it without rules", None, rows)
        row.falling = True
        found.append(measure(row, *_sides(people), rounds=rounds))
    return found


def _sides(people: list[wire.Row]) -> tuple[Side, Side]:
    data = desk.batch(people)
    trust = desk.trust_list()

    def judged() -> int:
        admitted: AdmittedBatch = admit(
            data, trust=trust, rules=desk.RULES, audience=desk.AUTHORITY, at=desk.AT
        )
        return len(admitted.rows)

    def opened() -> int:
        keyring = trust.keyring(desk.COMMITTEE, Role.COMMITTEE, at=desk.AT)
        return len(open_batch(data, keyring, threshold=2, at=desk.AT).rows)

    return lambda: here(judged), lambda: here(opened)


def _person(serial: int) -> wire.Row:
    born = f"1893{serial // 900 + 1:02d}14"
    plain = desk.row(serial + 1, id_no=desk.id_no(serial % 900 + 1, born=born))
    return replace(plain, scope=Scope(ScopeKind.PROVINCE, "37"))
