"""Correspondence (对应关系): what title something that is no title may correspond to.

    question     what is held, where and when it is asked, under which conditions
    equivalence  the answer, with the clause it rests on and what is still missing
    digital      what a committee may grant for a digital engineer's grade certificate

Follows the entries of correspondence.toml, qualifications.toml and skills.toml in verifier/rules.
"""

from verifier.correspondence.digital import (
    DIGITAL_GRADE,
    Advice,
    Recognition,
    advise_digital_grade,
    correspondence_by_rule,
    grants,
    in_words,
    recognise_digital_grade,
    sources,
)
from verifier.correspondence.equivalence import Equivalence, Option, equivalent
from verifier.correspondence.question import Answer, Held, Question, may_answer

__all__ = [
    "DIGITAL_GRADE",
    "Advice",
    "Answer",
    "Equivalence",
    "Held",
    "Option",
    "Question",
    "Recognition",
    "advise_digital_grade",
    "correspondence_by_rule",
    "equivalent",
    "grants",
    "in_words",
    "may_answer",
    "recognise_digital_grade",
    "sources",
]
