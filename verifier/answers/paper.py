"""A 对应关系证明 in lines and as JSON; its first words say what it is not.

Pure.
"""

from __future__ import annotations

from keys.encoding import Json
from keys.words import Words
from verifier.answers.equivalence import asked, question_document
from verifier.correspondence_paper import Paper
from verifier.rules import Rules


def paper_lines(paper: Paper, words: Words, *, rules: Rules) -> list[str]:
    """A paper that was opened, for a person."""
    rule = rules.rule(paper.rule)
    labelled = (
        ("paper.holder", paper.holder),
        ("paper.held", f"{asked(paper.question, words, rules=rules)} {paper.certificate_no}"),
        ("paper.title", paper.title),
        ("paper.on", paper.question.on.isoformat()),
        ("paper.by", f"{paper.document} {paper.clause}"),
        ("paper.number", paper.number),
        ("paper.issuer", paper.issuer),
    )
    return [
        words("paper.heading"),
        *(f"  {words(label)}  {value}" for label, value in labelled),
        f"  “{rule.says}”",
        f"  {words('equivalence.not-a-title')}",
    ]


def paper_document(paper: Paper, words: Words) -> dict[str, Json]:
    """The same for a machine; `is_title` is always false."""
    return {
        "kind": "correspondence-paper",
        "is_title": False,
        "heading": words("paper.heading"),
        "number": paper.number,
        "issuer": paper.issuer,
        "issued_at": paper.issued_at.isoformat(),
        "holder": paper.holder,
        "certificate_no": paper.certificate_no,
        "question": question_document(paper.question),
        "rule": paper.rule,
        "document": paper.document,
        "clause": paper.clause,
        "series": paper.series,
        "title": paper.title,
    }
