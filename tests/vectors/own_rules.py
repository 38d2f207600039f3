"""Titles recognised by an authority's own entries: the book that the certificate names decides."""

from __future__ import annotations

from tests.vectors.collection import (
    BOOK_EXCHANGED,
    VALID,
    WITHOUT_BOOKS,
    Collection,
    error,
    no_authority,
    verdict,
)
from tests.vectors.scene import Scene

OWN_RULE = "recognised-by-an-own-rule"


def add_own_rules(book: Collection, scene: Scene) -> None:
    book.control(
        OWN_RULE,
        "A title recognised by an entry of the authority's own, which the bundle carries.",
        VALID,
        input=scene.full(scene.by_own_rule),
    )
    book.flaw(
        "own-rule-without-its-book",
        "The bundle leaves the book out that the certificate names, so nobody knows the rule.",
        verdict("CANNOT_TELL", "rules.unknown-rule"),
        of=OWN_RULE,
        bundle=WITHOUT_BOOKS,
    )
    book.flaw(
        "own-book-exchanged",
        "Under the digest of the book lies another book.",
        error("bundle.book"),
        of=OWN_RULE,
        bundle=BOOK_EXCHANGED,
    )
    for name, says, expected, copy in (
        (
            "own-rule-that-the-book-lacks",
            "The certificate names an entry that its book does not have.",
            verdict("CANNOT_TELL", "rules.unknown-rule"),
            scene.by_no_rule,
        ),
        (
            "own-rule-that-makes-a-title-of-a-senior-grade",
            "An own entry lets a senior digital grade be recognised, which no entry may.",
            no_authority("rules.mapping-wrong"),
            scene.by_senior_grade,
        ),
        (
            "own-rule-that-makes-a-title-of-a-skill-level",
            "An own entry lets a skill level be recognised, which no entry may.",
            no_authority("rules.mapping-wrong"),
            scene.by_skill_level,
        ),
        (
            "own-book-of-a-newer-program",
            "The book has an entry of a kind that nobody knows yet; what it grants is open.",
            verdict("CANNOT_TELL", "rules.book-unreadable"),
            scene.by_a_newer_book,
        ),
    ):
        book.flaw(name, says, expected, of=OWN_RULE, input=scene.full(copy))
