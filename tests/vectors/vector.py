"""One test vector: what is presented, to whom, when, and what must come of it.

Reads the files that `build` writes, and runs each through the public function for its kind. The
form of a vector is described in docs/vectors.md, for other implementations.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from issuer.admission import BatchRejected, admit, open_batch
from keys.encoding import parse
from keys.envelope import open_together, peek
from keys.errors import CredentialError
from keys.roles import Role, Typ
from keys.trust import Anchor, TrustList, open_trust_list
from verifier.bundle import Bundle, Seen, open_bundle
from verifier.committee import standing_at
from verifier.decision import Decision
from verifier.verify import verify

FOLDER: Final = Path(__file__).parent
POSITIVE, NEGATIVE, BUNDLES = "positive", "negative", "bundles"
MAX_DECISION_BYTES: Final = 2**20


@dataclass(frozen=True)
class Expected:
    """What must come of a vector: a verdict, or an error (None: accepted), with these codes."""

    verdict: str | None = None
    error: str | None = None
    findings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        found: dict[str, object] = {}
        if self.verdict is not None:
            found["verdict"] = self.verdict
        else:
            found["error"] = self.error
        return {**found, "findings": list(self.findings)}


@dataclass(frozen=True)
class Vector:
    """One file; members as docs/vectors.md describes them."""

    name: str
    says: str
    kind: str
    bundle: str
    anchor: str
    at: datetime
    expected: Expected
    input: str | None = None
    issuer: str | None = None
    memory: Mapping[str, int] = field(default_factory=dict)
    control: str | None = None

    def to_text(self) -> str:
        document = {
            "name": self.name,
            "says": self.says,
            "kind": self.kind,
            "input": self.input,
            "issuer": self.issuer,
            "bundle": self.bundle,
            "anchor": self.anchor,
            "at": self.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "memory": dict(self.memory) or None,
            "control": self.control,
            "expected": self.expected.to_dict(),
        }
        present = {name: value for name, value in document.items() if value is not None}
        return json.dumps(present, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Vector:
        document = json.loads(text)
        expected = document.pop("expected")
        expected["findings"] = tuple(expected["findings"])
        at = datetime.fromisoformat(document.pop("at"))
        return cls(at=at, expected=Expected(**expected), **document)


def read_vectors(folder: Path, which: str) -> dict[str, Vector]:
    """The vectors of a folder by name, which is also the name of the file."""
    found = {}
    for path in sorted((folder / which).glob("*.json")):
        vector = Vector.from_text(path.read_text("utf-8"))
        assert vector.name == path.stem
        found[vector.name] = vector
    return found


@dataclass(frozen=True)
class Outcome:
    """What came of it: as `Expected`, and every code that spoke against it."""

    verdict: str | None
    error: str | None
    codes: frozenset[str]

    def meets(self, expected: Expected) -> bool:
        same = (self.verdict, self.error) == (expected.verdict, expected.error)
        return same and self.codes >= set(expected.findings)


def run(vector: Vector, folder: Path = FOLDER) -> Outcome:
    """Present a vector to the function of its kind."""
    try:
        if vector.kind == "verify":
            assert vector.input is not None
            verdict = verify(vector.input, _bundle(vector, folder), vector.at)
            codes = frozenset(each.code for each in verdict.against)
            return Outcome(verdict.code.value, None, codes)
        _OPENERS[vector.kind](vector, folder)
    except BatchRejected as refusal:
        return Outcome(None, refusal.code, frozenset(each.code for each in refusal.problems))
    except CredentialError as error:
        return Outcome(None, error.code, frozenset({error.code}))
    return Outcome(None, None, frozenset())


def _bundle(vector: Vector, folder: Path) -> Bundle:
    memory = tuple(sorted(vector.memory.items()))
    return _open_bundle(folder, vector.bundle, vector.anchor, vector.at, memory)


# Opening checks some thirty signatures, and most vectors share bundle and moment.
@lru_cache(maxsize=64)
def _open_bundle(
    folder: Path, name: str, anchor: str, at: datetime, memory: tuple[tuple[str, int], ...]
) -> Bundle:
    data = (folder / BUNDLES / name).read_bytes()
    return open_bundle(data, read_anchor(folder, anchor), at=at, memory=Seen(dict(memory)))


def read_anchor(folder: Path, name: str) -> Anchor:
    return Anchor.from_bytes((folder / BUNDLES / name).read_bytes())


def _presented(vector: Vector) -> str:
    assert vector.input is not None
    return vector.input


def _authority(vector: Vector, folder: Path) -> tuple[Bundle, str, TrustList]:
    """The bundle, its first authority and that one's list of committees."""
    bundle = _bundle(vector, folder)
    entity, view = next(iter(bundle.authorities.items()))
    return bundle, entity, view.trust


def _open_batch(vector: Vector, folder: Path) -> None:
    trust = _authority(vector, folder)[2]
    data = _presented(vector).encode()
    committee = str(peek(data.partition(b"\n")[0])["iss"])
    standing = standing_at(trust, committee, at=vector.at)
    open_batch(
        data,
        trust.keyring(committee, Role.COMMITTEE, at=vector.at),
        threshold=standing.authority.threshold,
        at=vector.at,
    )


def _admit(vector: Vector, folder: Path) -> None:
    bundle, entity, trust = _authority(vector, folder)
    data = _presented(vector).encode()
    admitted = admit(data, trust=trust, rules=bundle.rules, audience=entity, at=vector.at)
    assert admitted.held == ()


def _open_decision(vector: Vector, folder: Path) -> None:
    """As the office does: the act itself says how many persons it needs."""
    _, entity, trust = _authority(vector, folder)
    sealed = _presented(vector).encode()
    open_together(
        sealed,
        Typ.DECISION,
        trust.keyring(entity, Role.OPERATOR, at=vector.at),
        threshold=Decision.from_dict(peek(sealed)).act.people,
        at=vector.at,
        limit=MAX_DECISION_BYTES,
    )


def _open_trust_list(vector: Vector, folder: Path) -> None:
    assert vector.issuer is not None
    anchor = read_anchor(folder, vector.anchor)
    keys = anchor.keyring()
    if vector.issuer != anchor.entity:
        keys = _bundle(vector, folder).anchor_list.ever(vector.issuer, Role.AUTHORITY)
    open_trust_list(
        _presented(vector),
        keys,
        issuer=vector.issuer,
        at=vector.at,
        at_least=vector.memory.get(f"trust {vector.issuer}", 0),
    )


def _open_status_list(vector: Vector, folder: Path) -> None:
    """Puts the token in the place of the status lists of the bundle's first authority."""
    file = parse((folder / BUNDLES / vector.bundle).read_bytes(), limit=2**20)
    file["authorities"][0]["status_lists"] = [_presented(vector)]
    data = json.dumps(file, ensure_ascii=False).encode()
    anchor = read_anchor(folder, vector.anchor)
    open_bundle(data, anchor, at=vector.at, memory=Seen(dict(vector.memory)))


_OPENERS: Final = {
    "open-bundle": _bundle,
    "open-batch": _open_batch,
    "admit": _admit,
    "decision": _open_decision,
    "trust-list": _open_trust_list,
    "status-list": _open_status_list,
}
KINDS: Final = frozenset({"verify", *_OPENERS})
