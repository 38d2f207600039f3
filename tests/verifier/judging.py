"""Short words for the tests of the ten steps."""

from __future__ import annotations

from datetime import datetime

from keys.encoding import b64, canonical, parse, unb64
from tests.verifier.world import MARINE, NOW, Copy, World, header, row
from verifier.verdict import Verdict
from verifier.verify import verify


def judge(world: World, text: str, *, at: datetime = NOW, **changes: object) -> Verdict:
    """The verdict by a bundle opened at the same moment; `changes` are of the bundle."""
    return verify(text, world.bundle(at=at, **changes), at)


def codes(verdict: Verdict, step: int) -> list[str]:
    return [each.code for each in verdict.findings if each.step == step]


def against(verdict: Verdict) -> list[str]:
    return [each.code for each in verdict.against]


def falsified(world: World, **changes: object) -> Copy:
    """A certificate that the office signed and logged although it says something wrong."""
    rows = [row("欧阳文博", 1), row("司徒明月", 2), row("南宫晓", 3)]
    return world.mint(rows[0], rows, header(MARINE, rows), **changes)


def edited(credential: str, **changes: object) -> str:
    """A credential whose signed part says something else, under the old signature."""
    jwt, tilde, rest = credential.partition("~")
    head, body, signature = jwt.split(".")
    document = {**parse(unb64(body), limit=10_000), **changes}
    return f"{head}.{b64(canonical(document))}.{signature}{tilde}{rest}"
