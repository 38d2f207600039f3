"""Breaches in words: what is wrong, how to mend it, under which clause.

The rim of the judging code: codes and facts come in, sentences of the catalogue `ruling` go out.
A fact that is itself a code ("INTERMEDIATE", "exam_pass", "PROVINCE|CITY") has words of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from keys.words import LANGUAGES, Words
from verifier.rules import SourceStanding
from verifier.ruling.breach import Breach, Weight

DOMAIN: Final = "ruling"
CATALOGUE: Final = (Path(__file__).parents[1] / "locale", DOMAIN)

_BREACH: Final = "rule."
_BETWEEN: Final = {LANGUAGES[0]: "、", "en": ", "}


@dataclass(frozen=True, slots=True)
class Told:
    """A breach in words.

    Attributes:
        label: Short, to be quoted on the telephone: "E501".
        clause: Document and place: "盘人社发〔2024〕34号 二、（七）".
        quoted: The words of the document, verbatim.
        standing: What to know of the source where it does not decide; "" where it does.
    """

    label: str
    says: str
    mend: str
    clause: str
    quoted: str
    standing: str


def tell(breach: Breach, words: Words) -> Told:
    """A breach in the words of CATALOGUE."""
    facts, rule = told_facts(breach.code, breach.facts, words), breach.rule
    return Told(
        label=words(f"{breach.code}.label"),
        says=words(breach.code, **facts),
        mend=words(f"{breach.code}.mend", **facts),
        clause=f"{rule.document.reference} {rule.clause}",
        quoted=rule.says,
        standing=standing_told(rule.standing, words) if breach.weight is Weight.INFORM else "",
    )


def told_facts(code: str, facts: Mapping[str, str | int], words: Words) -> Mapping[str, str | int]:
    """The facts of a breach as its sentence may repeat them; those of other codes as they are."""
    if not code.startswith(_BREACH):
        return facts
    return {name: _told(value, words) for name, value in facts.items()}


def standing_told(standing: SourceStanding, words: Words) -> str:
    """What a reader must know of a source's standing."""
    return words(f"standing.{standing.value.replace('_', '-')}")


def word_code(value: str) -> str:
    """Under which code the words of a fact stand: "word.exam-pass"."""
    return "word." + value.lower().replace("_", "-")


def _told(value: str | int, words: Words) -> str | int:
    if isinstance(value, int):
        return value
    parts = [
        words(word_code(each)) if words.knows(word_code(each)) else each
        for each in value.split("|")
    ]
    return _BETWEEN[words.language].join(parts)
