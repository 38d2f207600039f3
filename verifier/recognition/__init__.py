"""Recognition (互认): does a certificate count there, and under which clause?

    case      what is shown, and where and for what it is to count
    judging   the ladder of rules M01 to M25, first match wins; `agreements` and `claimed` help it
    reply     an answer, and the one rule over all
    telling   an answer as JSON and in words
    request   what another office asks, and the digest that binds the answer to it
    answer    the signed answer that the asker keeps

Pure but for `answer`, which is handed a signer. It never decides for the receiving authority.
"""

from verifier.recognition.case import Answer, Employer, Purpose, Receiving, TitleHeld, title_of
from verifier.recognition.judging import recognise
from verifier.recognition.reply import Reply

__all__ = [
    "Answer",
    "Employer",
    "Purpose",
    "Receiving",
    "Reply",
    "TitleHeld",
    "recognise",
    "title_of",
]
