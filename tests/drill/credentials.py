"""What can be done to a credential without the office's key: to its signed part and disclosures."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random

from keys.encoding import b64, canonical, sha256, unb64
from keys.roles import Role
from tests.drill import proofs
from tests.drill.spelling import STRANGE, damaged, rebased, respelled, tweaked
from tests.drill.stage import Stage
from tests.drill.tokens import Token, bend, canonical_or_not, sign

HIGHER = {"title": "正高级工程师", "level": "FULL_SENIOR"}
FACTS = {
    "name": ("独孤求名", "欧阳文搏", "慕容清"),
    "certificate_no": ("ZC37100020240520000001",),
    "specialty": ("人工智能",),
    "employer": ("威海示例电子有限公司",),
    "award_date": ("2014-05-20",),
    "approval_doc_no": ("威人社职〔2014〕1号",),
}


@dataclass
class Sheet:
    """A credential taken apart; `proof` is the text of its log proof, if one is shown."""

    token: Token
    disclosures: list[str]
    proof: str | None
    after: str = field(default="")

    @property
    def text(self) -> str:
        text = "~".join([self.token.text, *self.disclosures, self.after])
        return text if self.proof is None else f"{text}\n\n{self.proof}"


def drawn(stage: Stage, random: Random, *, proved: bool) -> Sheet:
    """A genuine presentation of one of the certificates: any claims, in any order."""
    copy = random.choice(list(stage.copies.values()))
    jwt, *disclosures = copy.credential.split("~")[:-1]
    random.shuffle(disclosures)
    if random.random() < 0.5:
        del disclosures[random.randrange(len(disclosures)) :]
    proof = stage.proofs[max(copy.index, 0)] if proved else None
    return Sheet(Token.of(jwt), disclosures, proof)


def mutated(stage: Stage, random: Random) -> str:
    """A credential without proof, changed."""
    sheet = drawn(stage, random, proved=False)
    random.choice(_WAYS)(stage, random, sheet)
    text = sheet.text
    return damaged(random, text) if random.random() < 0.05 else text


def mutated_with_proof(stage: Stage, random: Random) -> str:
    """A credential with its proof, either or both changed."""
    sheet = drawn(stage, random, proved=True)
    way = random.randrange(5)
    if way < 2:
        random.choice(_WAYS)(stage, random, sheet)
    if way > 0 and sheet.proof is not None:
        sheet.proof = proofs.mutated(stage, random, sheet.token.text, sheet.proof)
    text = sheet.text
    return damaged(random, text) if random.random() < 0.05 else text


# --- the signed part and its disclosures -------------------------------------------------------


def _token(stage: Stage, random: Random, sheet: Sheet) -> None:
    sheet.token = bend(stage, random, sheet.token, stage.rightful[Role.CREDENTIAL])


def _raised(stage: Stage, random: Random, sheet: Sheet) -> None:
    """Facts of the signed part that somebody would pay for, under whatever signature."""
    document = sheet.token.document
    other = random.choice(list(stage.copies.values()))
    status = Token.of(other.credential.split("~")[0]).document["status"]
    document |= random.choice(
        (
            HIGHER,
            {"scope": {"kind": "NATIONAL", "region": "CN"}},
            {"status": status},
            {"status": {"status_list": {"idx": 5, "uri": status["status_list"]["uri"]}}},
            {"version": 2},
            {"iat": 1704333600, "nbf": 1704333600},
            {"_sd": []},
            {"iss": other.certificate.issuer},
        )
    )
    sheet.token.body = b64(canonical(document))
    _any_signature(stage, random, sheet)


def _consistent(stage: Stage, random: Random, sheet: Sheet) -> None:
    """A disclosed fact changed in its disclosure and in the digest that names it."""
    if not sheet.disclosures:
        return _raised(stage, random, sheet)
    at = random.randrange(len(sheet.disclosures))
    salt, name, value = json.loads(unb64(sheet.disclosures[at]))
    value = random.choice(FACTS.get(name, (value,)))
    changed = b64(canonical([salt, name, value]))
    before, after = (sha256(each.encode()) for each in (sheet.disclosures[at], changed))
    document = sheet.token.document
    document["_sd"] = sorted(after if each == before else each for each in document["_sd"])
    sheet.disclosures[at] = changed
    sheet.token.body = b64(canonical(document))
    return _any_signature(stage, random, sheet)


def _any_signature(stage: Stage, random: Random, sheet: Sheet) -> None:
    """The old one, or one by somebody who is not the office."""
    if random.random() < 0.4:
        return
    rightful = stage.rightful[Role.CREDENTIAL]
    signer = random.choice([each for each in stage.signers_all if each.kid not in rightful])
    sign(random, sheet.token, signer, keep_header=False, by_mac=False)


def _disclosure(stage: Stage, random: Random, sheet: Sheet) -> None:
    """One disclosure in another spelling, with another value, or of another shape."""
    if not sheet.disclosures:
        return _strange_disclosure(stage, random, sheet)
    at = random.randrange(len(sheet.disclosures))
    opened = json.loads(unb64(sheet.disclosures[at]))
    way = random.randrange(6)
    if way == 0:
        sheet.disclosures[at] = b64(respelled(random, opened))
    elif way == 1:
        opened[2] = random.choice(FACTS.get(opened[1], ("x",)))
        sheet.disclosures[at] = b64(canonical(opened))
    elif way == 2:
        sheet.disclosures[at] = b64(canonical_or_not(tweaked(random, opened)))
    elif way == 3:
        sheet.disclosures[at] = rebased(random, sheet.disclosures[at])
    elif way == 4:
        sheet.disclosures[at] = damaged(random, sheet.disclosures[at])
    else:
        sheet.disclosures.insert(random.randrange(at + 1), sheet.disclosures[at])
    return None


def _strange_disclosure(stage: Stage, random: Random, sheet: Sheet) -> None:
    """A disclosure that the signed part does not name."""
    name = random.choice((*FACTS, "title", "iss", "_sd", "...", "status", "exp", "licence", ""))
    value = random.choice((*FACTS.get(name, ("正高级工程师",)), {"_sd": []}, None, 1))
    opened = [b64(random.randbytes(16)), name, value][random.choice((0, 0, 0, 1)) :]
    sheet.disclosures.insert(random.randrange(len(sheet.disclosures) + 1), b64(canonical(opened)))


def _borrowed(stage: Stage, random: Random, sheet: Sheet) -> None:
    """Disclosures of somebody else's certificate, beside or in the place of one's own."""
    other = drawn(stage, random, proved=False)
    if random.random() < 0.3:
        sheet.disclosures = other.disclosures
    else:
        taken = other.disclosures[: random.randrange(1, 4)]
        at = random.randrange(len(sheet.disclosures) + 1)
        sheet.disclosures[at : at + random.choice((0, 1))] = taken


def _changed_hands(stage: Stage, random: Random, sheet: Sheet) -> None:
    """Another certificate's signed part, or a document of another kind, before these claims."""
    if random.random() < 0.5:
        sheet.token = drawn(stage, random, proved=False).token
    else:
        sheet.token = Token.of(random.choice(stage.matrix + stage.tokens))


def _joints(stage: Stage, random: Random, sheet: Sheet) -> None:
    """What stands between and behind the parts."""
    way = random.randrange(4)
    if way == 0:
        sheet.after = random.choice((sheet.token.text, "A", "~", " ", "a.b.c", *STRANGE))
    elif way == 1:
        sheet.disclosures.insert(0, random.choice(("", " ", *STRANGE, sheet.token.text)))
    elif way == 2:
        other = drawn(stage, random, proved=False)
        sheet.after = random.choice(("", "\n", "\n\n", " ")) + other.text
    else:
        behind = random.choice(("", "\n", "c2sp.org/tlog-proof@v1", sheet.token.text))
        sheet.after = f"\n\n{behind}"


_WAYS = (
    *(_token, _token, _token, _raised, _consistent, _disclosure, _disclosure),
    *(_strange_disclosure, _borrowed, _changed_hands, _joints),
)
