"""The routes that answer questions: correspondence, its papers, recognition.

Built together, from the same words and the same rule book, so that no two of them say two things.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Response

from issuer.web import catalogues
from issuer.web.correspondences import Correspondences
from issuer.web.inquiries import Inquiries
from issuer.web.papers import Papers
from issuer.web.problems import Tell
from issuer.web.verifications import Verifications
from keys.signer import Signer
from verifier.rules import Rules


def answering_views(
    verifications: Verifications,
    *,
    rules: Rules,
    tell: Tell,
    clock: Callable[[], datetime],
    entity: str,
    signer: Signer | None,
) -> dict[str, Callable[..., Response]]:
    """Endpoint -> view; `signer` is the ANSWER key, None on surfaces without it."""
    desk, words = verifications.desk, catalogues.answer_words()
    mapped = Correspondences(desk, rules, words, clock)
    asked = Inquiries(verifications, rules, words, clock, entity, signer)
    papers = Papers(desk, verifications.records, words, tell, clock)
    return {
        "inquiries.ask": asked.ask,
        "correspondences.page": mapped.page,
        "correspondences.ask": mapped.ask,
        "correspondences.ask_by_body": mapped.ask,
        "papers.page": papers.page,
        "papers.check": papers.check,
    }
