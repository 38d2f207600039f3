"""What can be done to a bundle: to the lists in it, to the heads and headers, to the file itself.

The bundle is not signed, so whoever hands it over may put anything genuine or not in any place
of it, leave things out, and serve the lists of the day before.
"""

from __future__ import annotations

import json
import zlib
from copy import deepcopy
from random import Random

from keys.encoding import b64, canonical
from keys.roles import Role
from tests.drill.spelling import damaged, edited, respelled, tweaked
from tests.drill.stage import Stage
from tests.drill.tokens import Token, bend, bent_signature, canonical_or_not, sign
from verifier.profile import LIST_BYTES

OURS = 0  # place of the authority's part; the neighbour's is the other


class Published:
    """A bundle of what was published last, any genuine selection of it, and of the time before."""

    def __init__(self, stage: Stage, random: Random) -> None:
        self.newest = deepcopy(stage.published)
        self.older = stage.published_before
        batches = self.ours["batches"]
        for digest in list(batches):
            if random.random() < 0.2:
                batches[digest].pop("proof", None)
            if random.random() < 0.3 and len(batches) > 2:
                del batches[digest]
        if random.random() < 0.3:
            self.ours["status_lists"].append(self.ours["status_lists"].pop(0))
        if random.random() < 0.2:
            for published in (self.newest, self.older):
                del published["authorities"][1:]

    @property
    def ours(self) -> dict:
        return self.newest["authorities"][OURS]

    @property
    def before(self) -> dict:
        return self.older["authorities"][OURS]


def mutated_status(stage: Stage, random: Random) -> bytes:
    """A bundle whose status list is another one."""
    bundle = Published(stage, random)
    lists, before = bundle.ours["status_lists"], bundle.before["status_lists"]
    foreign = stage.neighbour_part.status_lists[0]
    at = random.randrange(2)
    way = random.randrange(16)
    if way == 0:
        lists[at] = random.choice((before[0], before[1], lists[at - 1], foreign))
    elif way == 1:
        lists[at] = random.choice(stage.matrix)
    elif way == 2:
        lists.insert(random.randrange(3), random.choice((*before, *lists, foreign)))
    elif way == 3:
        del lists[at]
    elif way == 4:
        lists[at] = _mixed(random, lists[at], random.choice(before))
    elif way <= 8:
        lists[at] = _cleared(stage, random, lists[at])
    else:
        token = Token.of(random.choice((*lists, *lists, *before)))
        lists[at] = bend(stage, random, token, stage.rightful[Role.STATUS] - stage.foreign).text
    return canonical_or_not(bundle.newest)


def _cleared(stage: Stage, random: Random, token: str) -> str:
    """The list with everything valid again, under whatever signature."""
    found = Token.of(token)
    document = found.document
    if random.random() < 0.7:
        size = random.choice((LIST_BYTES, LIST_BYTES, LIST_BYTES - 1, LIST_BYTES * 2))
        empty = zlib.compress(bytes(size), random.randrange(10))
        bits = random.choice((2, 2, 2, 1, 4, 8))
        document["status_list"] = {"bits": bits, "lst": b64(empty)}
    later = random.randrange(-7200, 7200)
    more = ({}, {"seq": document["seq"] + 1}, {"iat": document["iat"] + later})
    document |= random.choice(more)
    found.body = b64(canonical(document))
    if random.random() < 0.5:
        rightful = stage.rightful[Role.STATUS] - stage.foreign
        signer = random.choice([each for each in stage.signers_all if each.kid not in rightful])
        sign(random, found, signer, keep_header=False, by_mac=False)
    return found.text


def _mixed(random: Random, token: str, other: str) -> str:
    """Segments of the list and of the one before it in one token."""
    mixed, older = Token.of(token), Token.of(other)
    for name in random.sample(("head", "body", "tail"), random.choice((1, 2))):
        setattr(mixed, name, getattr(older, name))
    if random.random() < 0.3:
        mixed.tail = bent_signature(random, mixed.tail)
    return mixed.text


def mutated_trust(stage: Stage, random: Random) -> bytes:
    """A bundle whose list of authorities or of committees is another one."""
    bundle = Published(stage, random)
    which, member = random.choice(
        (
            (bundle.newest, "anchor_list"),
            (bundle.newest, "anchor_list"),
            (bundle.ours, "trust_list"),
        )
    )
    before = bundle.older if member == "anchor_list" else bundle.before
    role = Role.ANCHOR if member == "anchor_list" else Role.AUTHORITY
    rightful = stage.rightful[role] - stage.foreign
    way = random.randrange(16)
    if way == 0:
        others = (before[member], bundle.newest["anchor_list"], bundle.ours["trust_list"])
        which[member] = random.choice([each for each in others if each != which[member]])
    elif way == 1:
        which[member] = random.choice(stage.matrix)
    elif way == 2:
        which[member] = _mixed(random, which[member], before[member])
    elif way <= 5:
        which[member] = _together(stage, random, which[member])
    elif way <= 10:
        which[member] = _restated(stage, random, which[member], rightful)
    else:
        token = Token.of(random.choice((which[member], which[member], before[member])))
        which[member] = bend(stage, random, token, rightful).text
    return canonical_or_not(bundle.newest)


def _restated(stage: Stage, random: Random, token: str, rightful: frozenset[str]) -> str:
    """A list whose statements say something else: keys not revoked, people who never were."""
    listing = Token.of(token)
    document = listing.document
    name = random.choice(("statements", "statements", "history"))
    way = random.randrange(5)
    if not document[name] or way == 0:
        document["statements"], document["history"] = document["history"], document["statements"]
    elif way == 1:
        document[name].append(random.choice(stage.tokens))
    elif way == 2:
        del document[name][random.randrange(len(document[name]))]
    else:
        at = random.randrange(len(document[name]))
        statement = Token.of(document[name][at])
        if way == 3:
            statement = bend(stage, random, statement, rightful)
        else:
            statement.body = b64(canonical_or_not(_pardoned(stage, random, statement.document)))
        document[name][at] = statement.text
    document["seq"] += random.choice((0, 0, 1))
    listing.body = b64(canonical_or_not(document))
    if random.random() < 0.5:
        signer = random.choice([each for each in stage.signers_all if each.kid not in rightful])
        sign(random, listing, signer, keep_header=False, by_mac=False)
    return listing.text


def _pardoned(stage: Stage, random: Random, document: dict) -> dict:
    """A statement in which nothing was taken from anybody, or an attacker's key was given."""
    text = json.dumps(document)
    found = json.loads(text.replace('"SUSPENDED"', '"ACTIVE"'))
    office = found["metadata"].get("zc_title_issuer", {})
    for jwks in (found["jwks"], office.get("jwks", {"keys": []})):
        for jwk in jwks["keys"]:
            jwk.pop("revoked", None)
    if office and random.random() < 0.5:
        role = {"zc_role": "credential", "nbf": 1704333600}
        office["jwks"]["keys"].append({**stage.stranger.public.to_jwk(), **role})
    return edited(random, found) if random.random() < 0.2 else found


def _together(stage: Stage, random: Random, token: str) -> str:
    """The list in general JSON, with signatures of others beside its own."""
    found = Token.of(token)
    signatures = [{"protected": found.head, "signature": found.tail}]
    for _ in range(random.choice((0, 1, 2))):
        other = Token.of(token)
        signer = random.choice(stage.signers_all)
        sign(random, other, signer, keep_header=random.random() < 0.3, by_mac=False)
        signatures.append({"protected": other.head, "signature": other.tail})
    random.shuffle(signatures)
    document = {"payload": found.body, "signatures": signatures}
    if random.random() < 0.3:
        document = edited(random, document)
    return respelled(random, document).decode("utf-8", "replace")


def mutated_rest(stage: Stage, random: Random) -> bytes:
    """A bundle whose revocations, head, headers of batches or file are others."""
    bundle = Published(stage, random)
    way = random.randrange(9)
    if way <= 1:
        _revocations(stage, random, bundle)
    elif way == 2:
        last, before = (each["checkpoint"] for each in (bundle.ours, bundle.before))
        mixed = last.partition("\n\n")[0] + "".join(before.partition("\n\n")[1:])
        changed = (mixed, damaged(random, last), damaged(random, before), before)
        bundle.ours["checkpoint"] = random.choice(changed)
    elif way <= 5:
        _kept_batches(stage, random, bundle)
    else:
        return _file(stage, random, bundle)
    return canonical_or_not(bundle.newest)


def _revocations(stage: Stage, random: Random, bundle: Published) -> None:
    token = bundle.ours["revocations"]
    way = random.randrange(8)
    if way == 0:
        bundle.ours["revocations"] = random.choice((bundle.before["revocations"], *stage.matrix))
    elif way == 1:
        del bundle.ours["revocations"]
    elif way == 2:
        bundle.ours["revocations"] = _mixed(random, token, bundle.before["revocations"])
    else:
        rightful = stage.rightful[Role.STATUS] - stage.foreign
        bundle.ours["revocations"] = bend(stage, random, Token.of(token), rightful).text


def _kept_batches(stage: Stage, random: Random, bundle: Published) -> None:
    """The headers of batches exchanged among each other, damaged, left out, or signed by others."""
    batches = bundle.ours["batches"]
    digest, other = random.sample(list(batches), 2)
    way = random.randrange(5)
    if way == 0:
        batches[digest] = dict(batches[other])
    elif way == 1:
        del batches[digest]
    elif way == 2:
        member = random.choice(list(batches[digest]))
        batches[digest][member] = damaged(random, batches[digest][member])
    elif way == 3:
        batches[digest]["proof"] = random.choice(stage.proofs + stage.older_proofs)
    else:
        sealed = json.loads(batches[digest]["sealed"])
        token = Token(sealed["signatures"][0]["protected"], sealed["payload"], "")
        members = stage.rightful[Role.COMMITTEE]
        signer = random.choice([each for each in stage.signers_all if each.kid not in members])
        sign(random, token, signer, keep_header=False, by_mac=False)
        sealed["signatures"].append({"protected": token.head, "signature": token.tail})
        batches[digest]["sealed"] = canonical(sealed).decode()


def _file(stage: Stage, random: Random, bundle: Published) -> bytes:
    """The file in another spelling, with parts exchanged, doubled or gone."""
    newest, parts = bundle.newest, bundle.newest["authorities"]
    way = random.randrange(9)
    if way <= 1:
        return respelled(random, newest)
    if way == 2:
        return damaged(random, canonical(newest).decode()).encode("utf-8", "surrogatepass")
    if way == 3 and len(parts) == 2:
        names = ("trust_list", "status_lists", "entity", "checkpoint", "revocations", "batches")
        name = random.choice(names)
        parts[0][name], parts[1][name] = parts[1].get(name, ""), parts[0].get(name, "")
    elif way == 4:
        others = (parts[::-1], [*parts, parts[0]], [parts[-1], *parts], parts[1:], [])
        newest["authorities"] = random.choice(others)
    elif way == 5:
        parts[0] = {**bundle.before, "batches": parts[0]["batches"]}
    elif way <= 7:
        newest["authorities"] = tweaked(random, parts)
    else:
        newest = edited(random, newest)
    return canonical_or_not(newest)
