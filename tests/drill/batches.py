"""What can be done to a batch file on its way from the committee to the office."""

from __future__ import annotations

import json
from random import Random

from keys.encoding import b64, canonical, sha256
from keys.roles import Role, Typ
from tests.drill.spelling import STRANGE, damaged, edited, rebased, respelled, tweaked
from tests.drill.stage import Stage
from tests.drill.tokens import Token, bend, bent_signature, canonical_or_not
from tests.verifier.papers import MARINE
from verifier.batch import Row, rows_root

END = b"\n"
BETTER = (
    {"name": "独孤求名"},
    {"title": "正高级工程师", "level": "FULL_SENIOR"},
    {"award_date": "2014-05-20"},
    {"id_no": "37100018930614001X"},
    {"line": 99},
    {"scope": {"kind": "NATIONAL", "region": "CN"}},
)


class File:
    """A batch file taken apart: its header and its rows."""

    def __init__(self, stage: Stage, random: Random) -> None:
        name = "foreign" if random.random() < 0.05 else random.choice(("review", "larger"))
        sealed, rows = random.choice(stage.batch_files[name])
        self.sealed = json.loads(sealed)
        # In the file the rows stand in any order.
        self.rows = random.sample(rows, len(rows))

    def write(self) -> bytes:
        return END.join([canonical_or_not(self.sealed), *self.rows, b""])


def mutated(stage: Stage, random: Random) -> bytes:
    """A batch file, changed."""
    file = File(stage, random)
    found = random.choice(_WAYS)(stage, random, file)
    data = found if isinstance(found, bytes) else file.write()
    if random.random() < 0.1:
        text = damaged(random, data.decode("utf-8", "surrogateescape"))
        return text.encode("utf-8", "surrogatepass")
    return data


def _rows(stage: Stage, random: Random, file: File) -> None:
    """Rows exchanged, doubled, dropped, or taken from another batch."""
    rows, other = file.rows, File(stage, random).rows
    at = random.randrange(len(rows))
    way = random.randrange(5)
    if way == 0:
        rows.insert(random.randrange(len(rows) + 1), rows[at])
    elif way == 1:
        del rows[at]
    elif way == 2:
        rows[at] = random.choice(other)
    elif way == 3:
        rows.append(random.choice(other))
    else:
        file.rows = other
    if random.random() < 0.3:
        random.shuffle(file.rows)


def _row(stage: Stage, random: Random, file: File) -> None:
    """One row that says something else, or the same in another spelling."""
    at = random.randrange(len(file.rows))
    row = json.loads(file.rows[at])
    way = random.randrange(4)
    if way == 0:
        file.rows[at] = respelled(random, row)
    elif way == 1:
        file.rows[at] = canonical_or_not(edited(random, row))
    elif way == 2:
        file.rows[at] = canonical({**row, **random.choice(BETTER)})
    else:
        file.rows[at] = damaged(random, file.rows[at].decode()).encode("utf-8", "surrogatepass")


def _whole(stage: Stage, random: Random, file: File) -> None:
    """A row changed, and the header with it, under whatever signatures."""
    at = random.randrange(len(file.rows))
    file.rows[at] = canonical({**json.loads(file.rows[at]), **random.choice(BETTER)})
    rows = [Row.from_dict(json.loads(each)) for each in file.rows]
    token = Token("", file.sealed["payload"], "")
    changed = {**token.document, "rows_root": rows_root(rows), "row_count": len(rows)}
    file.sealed["payload"] = b64(canonical(changed))
    if random.random() < 0.6:
        _resigned(stage, random, file)


def _resigned(stage: Stage, random: Random, file: File) -> None:
    """Signatures of people who are no two of its members."""
    members = [each for each in stage.signers_all if each in stage.members[MARINE]]
    others = [each for each in stage.signers_all if each not in members]
    few = [*random.sample(others, random.choice((1, 2))), *random.sample(members, 1)]
    random.shuffle(few)
    file.sealed["signatures"] = []
    for signer in few:
        head = {"alg": signer.public.algorithm, "kid": signer.kid, "typ": Typ.BATCH.value}
        protected = b64(canonical(head))
        signature = signer.sign(f"{protected}.{file.sealed['payload']}".encode())
        each = {"protected": protected, "signature": b64(signature)}
        file.sealed["signatures"].append(each)


def _header(stage: Stage, random: Random, file: File) -> None:
    """The header that says something else, under the old signatures or others."""
    token = Token("", file.sealed["payload"], "")
    document = token.document
    tally = sha256(b"another")
    changed = random.choice(
        (
            edited(random, document),
            {**document, "row_count": document["row_count"] + 1},
            {**document, "counts": {"applied": 1, "reviewed": 1, "passed": 1}},
            {**document, "meeting": {"held_on": "2024-05-20", "rounds": 2, "tally": tally}},
            {**document, "aud": "https://zc.yantai.example"},
        )
    )
    spelled = canonical_or_not(changed) if random.random() < 0.7 else respelled(random, document)
    file.sealed["payload"] = b64(spelled)
    if random.random() < 0.5:
        _resigned(stage, random, file)


def _signatures(stage: Stage, random: Random, file: File) -> None:
    """Signatures dropped, doubled, bent, or taken from another batch."""
    signatures = file.sealed["signatures"]
    at = random.randrange(len(signatures))
    way = random.randrange(7)
    if way == 0:
        del signatures[at]
    elif way == 1:
        signatures.append(random.choice(signatures))
    elif way == 2:
        signatures[at]["signature"] = bent_signature(random, signatures[at]["signature"])
    elif way == 3:
        signatures[at] = random.choice(File(stage, random).sealed["signatures"])
    elif way == 4:
        signatures.reverse()
    elif way == 5:
        first, second = signatures[0], signatures[-1]
        first["signature"], second["signature"] = second["signature"], first["signature"]
    else:
        token = Token(signatures[at]["protected"], file.sealed["payload"], "AAAA")
        token = bend(stage, random, token, stage.rightful[Role.COMMITTEE])
        signatures[at] = {"protected": token.head, "signature": token.tail}


def _envelope(stage: Stage, random: Random, file: File) -> bytes | None:
    """Another form of the envelope, another spelling of it, or another envelope."""
    way = random.randrange(6)
    if way == 0:
        return END.join([respelled(random, file.sealed), *file.rows, b""])
    if way == 1:
        file.sealed = edited(random, file.sealed)
    elif way == 2:
        file.sealed["header"] = {"alg": "none"}
    elif way == 3:
        file.sealed["payload"] = rebased(random, file.sealed["payload"])
    elif way == 4:
        file.sealed["signatures"] = tweaked(random, file.sealed["signatures"])
    else:
        one = file.sealed["signatures"][0]
        compact = f"{one['protected']}.{file.sealed['payload']}.{one['signature']}"
        first = random.choice((compact, *stage.matrix)).encode()
        return END.join([first, *file.rows, b""])
    return None


def _lines(stage: Stage, random: Random, file: File) -> bytes:
    """What stands between, before and behind the lines."""
    data = file.write()
    at = random.randrange(len(data))
    strange = random.choice(STRANGE).encode("utf-8", "surrogatepass")
    other = File(stage, random).write()
    return random.choice(
        (
            data.replace(END, b"\r\n"),
            data.replace(END, END * 2),
            data[:-1],
            data + END,
            data + data,
            data + other,
            END + data,
            b"\xef\xbb\xbf" + data,
            data[:at],
            data[:at] + strange + data[at:],
            data[:at] + END + data[at:],
            data.decode().encode("utf-16"),
            b"",
        )
    )


_WAYS = (_rows, _row, _row, _whole, _header, _signatures, _signatures, _envelope, _lines)
