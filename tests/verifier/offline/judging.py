"""The offline page's verifier and ours, asked the same."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from keys.errors import CredentialError
from keys.statement import Anchor
from tests.interop.peers import needs
from verifier import offline
from verifier.bundle import Bundle, open_bundle
from verifier.bundle_file import BundleFile
from verifier.offline import excerpt
from verifier.rules import Rules, load_rules
from verifier.verify import verify

PAGE: Final = Path(offline.__file__).parent / "page"
_JUDGE: Final = Path(__file__).parent / "judge.mjs"


GREEN: Final = frozenset({"VALID", "VALID_AUTH_WITHDRAWN"})


@dataclass(frozen=True)
class Asked:
    """One question; `bundle` as published, trimmed for both as the page trims it."""

    bundle: bytes
    anchor: Anchor
    text: str
    at: datetime
    rules: Rules | None = None


def agree(cases: dict[str, Asked]) -> dict[str, str]:
    """Ask both; what they agreed upon, by case."""
    ours = {name: by_us(case) for name, case in cases.items()}
    theirs = dict(zip(cases, by_page(list(cases.values())), strict=True))
    assert theirs == ours
    return {name: said.get("verdict") or said["error"] for name, said in ours.items()}


def by_page(cases: Sequence[Asked]) -> list[dict[str, Any]]:
    """What the page's own modules say, run by node."""
    needs("node")
    books: dict[str, object] = {}
    asked = []
    for each in cases:
        key = str(hash((each.bundle, each.anchor.to_bytes(), id(each.rules))))
        if key not in books:
            books[key] = {
                "file": excerpt.of_lists(BundleFile.from_bytes(_trimmed(each.bundle))),
                "anchor": json.loads(each.anchor.to_bytes()),
                "rules": excerpt.of_rules(each.rules or load_rules()),
            }
        asked.append({"book": key, "text": each.text, "at": int(each.at.timestamp())})
    done = subprocess.run(
        ["node", str(_JUDGE), str(PAGE)],
        input=json.dumps({"books": books, "cases": asked}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def by_us(case: Asked) -> dict[str, Any]:
    """What `verify` says, in the same form."""
    try:
        bundle = _opened(case)
        verdict = verify(case.text, bundle, case.at)
    except CredentialError as error:
        return {"error": error.code}
    as_of = verdict.status_as_of
    return {
        "verdict": verdict.code.value,
        "findings": [
            {
                "step": each.step,
                "code": each.code,
                "outcome": each.outcome.value,
                "facts": dict(each.facts),
                "rule": each.rule,
            }
            for each in verdict.findings
        ],
        "statusAsOf": int(as_of.timestamp()) if as_of else None,
        "name": verdict.claimed.name if verdict.claimed else None,
    }


_OPENED: dict[tuple[bytes, bytes, datetime], Bundle] = {}


def _opened(case: Asked) -> Bundle:
    """Its bundle, opened once for all cases of a moment."""
    key = case.bundle, case.anchor.to_bytes(), case.at
    if key not in _OPENED:
        trimmed = _trimmed(case.bundle)
        _OPENED[key] = open_bundle(trimmed, case.anchor, at=case.at, rules=case.rules)
    return _OPENED[key]


@lru_cache
def _trimmed(bundle: bytes) -> bytes:
    return excerpt.trimmed(BundleFile.from_bytes(bundle)).to_bytes()
