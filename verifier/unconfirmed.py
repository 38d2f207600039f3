"""What is left of a verdict while the house that speaks it cannot see.

A certificate that is presented whole proves itself, so its signature can be checked when the
office's own records, or the lists it publishes, cannot be read. Whether it still stands cannot:
a decision of this very hour may lie where we do not get. So nothing is called valid then; what
was signed may be shown, in grey, with the reason. What speaks against a certificate is signed
too, and stays said. Pure: who cannot see says so.

Follows the promise that what could not be checked is neither green nor red.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from verifier.verdict import STATUS, Finding, Outcome, Verdict, decide

RECORDS: Final = "status.records-unreachable"
"""The office's own records cannot be asked; the published lists can be read."""
LISTS: Final = "status.lists-unreadable"
"""The published lists cannot be read; those that were read last served for the signature."""


def unconfirmed(verdict: Verdict, reason: str) -> Verdict:
    """The verdict of somebody who could not see everything: SERVICE_PROBLEM, or graver.

    Args:
        reason: RECORDS or LISTS.
    """
    if any(each.code == reason for each in verdict.findings):
        return verdict
    findings = (*verdict.findings, Finding(STATUS, reason, Outcome.UNKNOWN))
    return replace(verdict, code=decide(findings), findings=findings)
