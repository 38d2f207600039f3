"""Answers put down: for a machine, and in words for a person.

    equivalence  what something corresponds to
    recognition  whether a certificate counts there
    paper        a proof of correspondence

The page, the API and the command line read these, so that they cannot say two things. Codes are
inside, words at the rim: the catalogues are handed in.
"""

from verifier.answers.equivalence import equivalence_document, equivalence_lines
from verifier.answers.paper import paper_document, paper_lines
from verifier.answers.recognition import (
    answer_document,
    answer_lines,
    recognition_document,
    recognition_lines,
)

__all__ = [
    "answer_document",
    "answer_lines",
    "equivalence_document",
    "equivalence_lines",
    "paper_document",
    "paper_lines",
    "recognition_document",
    "recognition_lines",
]
