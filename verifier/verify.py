"""What "valid" means, on one screen.

Somebody shows a certificate. Before it is called valid, ten questions are asked, always all ten,
always in this order, and every answer is kept:

     1  read        Is this text a certificate at all, within our limits?
     2  key         Is its authority on the trust list, and is this one of its signing keys?
     3  signature   Did that key sign exactly these bytes?
     4  document    Is it well-formed, was every claim shown to us signed, does it point home?
     5  dates       Is it not from the future, and did the key speak when it was signed?
     6  log         Is this very copy in the public log, under a signed head?
     7  batch       Did enough people of a committee that had the right sign its row?
     8  rules       Does the title fit its series, level, scope and clause?
     9  status      Has it been revoked, cancelled, suspended or replaced, by a fresh list?
    10  scope       Where does it count, and until when?

A question that has nothing to look at is SKIPPED, and says so. One that could not be answered,
and matters, is UNKNOWN: the verdict is then grey and never green. The gravest finding gives the
verdict (`verifier.verdict.PRECEDENCE`).

There is no clock here, no socket and no database: the same text, bundle and moment give the same
verdict to everybody, today and in ten years. To know more about a question, open its function
in `verifier.checks`.
"""

from __future__ import annotations

from datetime import datetime

from verifier import checks
from verifier.bundle import Bundle
from verifier.verdict import Verdict


def verify(text: str, bundle: Bundle, at: datetime) -> Verdict:
    """Judge a presented text.

    Args:
        text: An SD-JWT VC (a log proof may follow after an empty line), or the content of a QR
            code. Anybody may have written it.
        bundle: What we believe, opened for the same moment.
        at: The moment that is asked about, aware UTC.

    Raises:
        Malformed: The text is neither a certificate nor a link to one. Disbelief never raises.
    """
    case = checks.Case(text, bundle, at)
    checks.read(case)  # ......  1  is it a certificate?
    checks.key(case)  # .......  2  whose key?
    checks.signature(case)  # .  3  did it sign this?
    checks.document(case)  # ..  4  what does it say?
    checks.dates(case)  # .....  5  when was it signed?
    checks.log(case)  # .......  6  is it in the log?
    checks.batch(case)  # .....  7  which committee stands behind it?
    checks.rules(case)  # .....  8  does it keep the rules?
    checks.status(case)  # ....  9  does it still stand?
    checks.scope(case)  # ..... 10  where, and until when, does it count?
    return case.verdict()
