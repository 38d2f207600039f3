"""The ten checks of `verifier.verify`, one small function each.

    case       what the checks work on, and what they found
    presented  1 read, 2 key, 3 signature, 4 document
    evidence   5 dates, 6 log, 7 batch
    standing   8 rules, 9 status, 10 scope

A check looks at one thing, writes down what it found, and never stops the next one. No check
fetches anything, reads a clock, or raises for disbelief.
"""

from __future__ import annotations

from verifier.checks.case import Case
from verifier.checks.evidence import batch, dates, log
from verifier.checks.presented import document, key, read, signature
from verifier.checks.standing import rules, scope, status

__all__ = [
    "Case",
    "batch",
    "dates",
    "document",
    "key",
    "log",
    "read",
    "rules",
    "scope",
    "signature",
    "status",
]
