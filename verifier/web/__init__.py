"""The verify page: what a phone shows after it scanned the code on a certificate.

The only part of this package that knows Flask. The page sets no cookie, needs no script, loads
nothing from anywhere, and works without the office: hand a `VerifyDesk` a way to find texts.

    headers   security headers, language and form of an answer
    desk      text or code -> verdict -> page or JSON
"""

from verifier.web.desk import Answer, Site, VerifyDesk, answer_document
from verifier.web.headers import HEADERS, harden, wanted_form, wanted_language

__all__ = [
    "HEADERS",
    "Answer",
    "Site",
    "VerifyDesk",
    "answer_document",
    "harden",
    "wanted_form",
    "wanted_language",
]
