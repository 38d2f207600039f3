"""What can be done to the log proof behind a credential: to its lines, entry, place and head."""

from __future__ import annotations

import json
from random import Random

from keys.encoding import canonical, sha256
from keys.roles import Role
from tests.drill.spelling import damaged, edited, rebased, respelled
from tests.drill.stage import Stage
from tests.drill.tokens import canonical_or_not
from verifier.checkpoint import Checkpoint, sign_checkpoint, std_b64, std_unb64
from verifier.merkle import audit_path, leaf_hash, root_of
from verifier.profile import PROOF_HEADER


def mutated(stage: Stage, random: Random, jwt: str, proof: str) -> str:
    """A proof changed.

    Args:
        jwt: The signed part that it is shown with, which a forged proof must name.
    """
    return random.choice(_WAYS)(stage, random, jwt, proof)


def _named(jwt: str) -> str:
    """The digest by which an entry names what is shown."""
    return sha256(jwt.encode("utf-8", "surrogatepass"))


def _lines(stage: Stage, random: Random, jwt: str, proof: str) -> str:
    """Lines of the proof moved, doubled, dropped or damaged."""
    lines = proof.split("\n")
    one, other = (random.randrange(len(lines)) for _ in range(2))
    way = random.randrange(6)
    if way == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif way == 1:
        lines.insert(other, lines[one])
    elif way == 2:
        del lines[one]
    elif way == 3:
        lines[one] = damaged(random, lines[one])
    elif way == 4:
        return random.choice(("\r\n", "\n\n", " ", "")).join(lines)
    else:
        lines[one] = rebased(random, lines[one].replace("+", "-").replace("/", "_"))
    return "\n".join(lines)


def _other_proof(stage: Stage, random: Random, jwt: str, proof: str) -> str:
    """The proof of another entry."""
    return random.choice(random.choice((stage.proofs, stage.older_proofs)))


def _entry(stage: Stage, random: Random, jwt: str, proof: str) -> str:
    """The entry rewritten: to fit what is shown, to another time, or anyhow."""
    lines = proof.split("\n")
    entry = json.loads(std_unb64(lines[1].removeprefix("extra ")))
    way = random.randrange(4)
    if way <= 1:  # a proof, perhaps of another certificate, that is made to speak of this one
        entry = json.loads(random.choice(stage.log)) if way else entry
        time = random.choice((1714530000, 1717034400, 1718157600))
        entry |= {"jwt": _named(jwt), "time": time}
    elif way == 2:
        entry = edited(random, entry)
    spelled = respelled(random, entry) if way == 3 else canonical_or_not(entry)
    lines[1] = f"extra {std_b64(spelled)}"
    return "\n".join(lines)


def _place(stage: Stage, random: Random, jwt: str, proof: str) -> str:
    """Another place in the log."""
    lines = proof.split("\n")
    number = int(lines[2].removeprefix("index "))
    other = (number ^ 1 << random.randrange(5), number + 2**4, -number, f"0{number}", "")
    lines[2] = f"index {random.choice(other)}"
    return "\n".join(lines)


def _head(stage: Stage, random: Random, jwt: str, proof: str) -> str:
    """Another head of the log: older, or of another size, name or root."""
    head, _, note = proof.partition("\n\n")
    text, _, signatures = note.partition("\n\n")
    origin, size, root = text.split("\n")
    way = random.randrange(4)
    if way == 0:
        size = str(random.choice((int(size) - 1, int(size) + 1, 0, 2**53, f"0{size}")))
    elif way == 1:
        origin = random.choice((origin.upper(), "zc.yantai.example/log", origin + " ", ""))
    elif way == 2:
        digest = bytearray(std_unb64(root))
        digest[random.randrange(32)] ^= 1 << random.randrange(8)
        root = random.choice((std_b64(bytes(digest)), damaged(random, root)))
    else:
        return f"{head}\n\n{stage.older['part'].checkpoint}"
    return f"{head}\n\n{origin}\n{size}\n{root}\n\n{signatures}"


def _own_log(stage: Stage, random: Random, jwt: str, proof: str) -> str:
    """A log of the attacker's, which holds what is shown."""
    entries = list(stage.log)
    place = random.randrange(len(entries))
    entries[place] = canonical(json.loads(stage.copy.entry) | {"jwt": _named(jwt)})
    leaves = [leaf_hash(each) for each in entries]
    checkpoint = Checkpoint(stage.profile.log_origin, len(leaves), root_of(leaves))
    signer = random.choice((stage.foreign_log, stage.neighbour[Role.LOG]))
    note = sign_checkpoint(checkpoint, signer)
    if random.random() < 0.5:  # and the signature of the true log, over something else
        note += stage.newer["part"].checkpoint.split("\n\n")[1]
    path = "\n".join(std_b64(each) for each in audit_path(leaves, place))
    top = f"{PROOF_HEADER}\nextra {std_b64(entries[place])}\nindex {place}"
    return f"{top}\n{path}\n\n{note}"


def _cosigned(stage: Stage, random: Random, jwt: str, proof: str) -> str:
    """More signatures under the head: those of strangers are passed over."""
    stranger = stage.neighbour[Role.LOG]
    note = sign_checkpoint(Checkpoint("witness.example", 1, bytes(32)), stranger)
    line, own = note.split("\n\n")[1], proof.rsplit("\n\n", 1)[1]
    others = (line, line * 3, own, damaged(random, line), damaged(random, own))
    return proof + random.choice(others)


_WAYS = (
    *(_lines, _lines, _other_proof, _entry, _entry, _place, _head, _head, _own_log, _cosigned),
)
