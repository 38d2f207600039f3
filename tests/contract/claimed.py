"""Claims in every state, as forms that a holder sends."""

from __future__ import annotations

from issuer.claim_codes import name_key
from keys.encoding import Json
from tests.issuer.claiming import ONCE, desk_of, hand_out
from tests.province import Province

FORM = "application/x-www-form-urlencoded"


def claims(province: Province) -> dict[str, dict[str, list[Json]]]:
    """Endpoint -> documents: one that claims, used, of a title taken back, and wrong ones."""
    numbers = sorted(province.titles)
    standing = [each for each in numbers if province.expected(each).value == "VALID"][:2]
    codes = hand_out(province, standing)
    forms: dict[str, dict[str, Json]] = {}
    tickets: list[Json] = []
    for number, code in codes.items():
        name = province.titles[number].row.name
        forms[number] = {"code": code, "name": name, "once": ONCE}
        desk_of(province).claim(code, name, once=ONCE, at=province.at)
        pepper = province.office.pepper
        tickets.append(pepper.ticket(pepper.claim(code, name_key(name)), ONCE))
    first, second = forms.values()
    province.suspend(standing[1])
    return {
        "claims.claim": {
            FORM: [first, {**first, "once": "x" * 43}, second, {**first, "name": "某"}, {}]
        },
        "claims.file": {
            FORM: [
                *({"ticket": tickets[0], "kind": kind} for kind in ("pdf", "png", "credential")),
                {"ticket": tickets[1], "kind": "pdf"},
                {"ticket": "x" * 43, "kind": "pdf"},
            ]
        },
    }
