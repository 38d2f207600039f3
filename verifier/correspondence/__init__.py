"""Correspondence (对应关系): what title something that is no title may correspond to.

    question     what is held, where and when it is asked, under which conditions
    equivalence  the answer, with the clause it rests on and what is still missing
    granting     by which entries a title is granted without a vote
    digital      what a committee may grant for a digital engineer's grade certificate

Follows the entries of correspondence.toml, qualifications.toml and skills.toml in verifier/rules.
"""

from verifier.correspondence.digital import (
    DIGITAL_GRADE,
    Advice,
    Recognition,
    advise_digital_grade,
    in_words,
    recognise_digital_grade,
)
from verifier.correspondence.equivalence import Equivalence, Option, equivalent
from verifier.correspondence.granting import (
    correspondence_by_rule,
    grants,
    may_grant,
    sources,
)
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
    "may_grant",
    "recognise_digital_grade",
    "sources",
]
