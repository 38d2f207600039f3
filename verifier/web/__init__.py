"""The verify page: what a phone shows after it scanned the code on a certificate.

The only part of this package that knows Flask. The page sets no cookie, needs no script, loads
nothing from anywhere, and works without the office: hand a `VerifyDesk` a way to find texts.

    headers   security headers, language and form of an answer
    telling   verdict -> page or JSON
    blanks    what was told once, filled in for each visitor
    shelf     verdicts that are kept while they hold
    desk      text or code -> verdict
    express   says again, in front of the framework, what was told before
"""

from verifier.web.answer import Answer, Site
from verifier.web.desk import VerifyDesk
from verifier.web.express import ROUTE, Express
from verifier.web.headers import HEADERS, harden, wanted_form, wanted_language
from verifier.web.telling import answer_document

__all__ = [
    "HEADERS",
    "ROUTE",
    "Answer",
    "Express",
    "Site",
    "VerifyDesk",
    "answer_document",
    "harden",
    "wanted_form",
    "wanted_language",
]
