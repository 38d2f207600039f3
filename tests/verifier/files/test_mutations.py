"""Thousands of sealed files, each with something done to it at random: none of them is green."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tests.verifier.files.certificates import told

MUTANTS = 2000
WHOLE = 40
"""So many go the whole way, through the child and with their pages drawn."""
SEED = 20250614
BLOCK = 40


def mutated(pdf: bytes, chance: random.Random) -> tuple[str, bytes]:
    """One change, and its name."""
    place = chance.randrange(len(pdf))
    size = chance.randint(1, BLOCK)
    some = chance.randbytes(size)
    other = chance.randrange(len(pdf))
    made = {
        "bit": pdf[:place] + bytes([pdf[place] ^ (1 << chance.randrange(8))]) + pdf[place + 1 :],
        "byte": pdf[:place] + bytes([pdf[place] ^ chance.randint(1, 255)]) + pdf[place + 1 :],
        "written over": pdf[:place] + some + pdf[place + size :],
        "put in": pdf[:place] + some + pdf[place:],
        "taken out": pdf[:place] + pdf[place + size :],
        "copied": pdf[:place] + pdf[other : other + size] + pdf[place + size :],
        "cut": pdf[:place],
        "appended": pdf + some,
        "two halves changed places": pdf[:9] + pdf[place:] + pdf[9:place],
    }
    name = chance.choice(list(made))
    return name, made[name]


@pytest.mark.long
@pytest.mark.drill
def test_no_mutated_file_is_green(files, figures):
    chance = random.Random(SEED)
    said: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    pdf = files.ann.pdf
    for number in range(MUTANTS):
        name, made = mutated(pdf, chance)
        if made == pdf:
            continue
        whole = number % (MUTANTS // WHOLE) == 0 and made.startswith(b"%PDF-")
        verdicts = files.both(made) if whole else (files.sealed_only(made),)
        for verdict in verdicts:
            code, against = told(verdict)
            assert not verdict.verdict.code.is_valid, (number, name)
            said[code] += 1
            codes.update(against)
    shown = ", ".join(f"{code} {count}" for code, count in said.most_common())
    named = ", ".join(f"{code} {count}" for code, count in codes.most_common(6))
    figures(f"{said.total()} verdicts on mutated files: {shown}; {named}; false green 0")
