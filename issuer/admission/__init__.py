"""Whether a committee's batch may be taken: opened, held against its authority and the rules.

Pure: it is handed bytes, a trust list and a rule book, and gives back an `AdmittedBatch` or every
problem at once. It stores nothing, asks nobody and reads no clock. The desk of a committee and
the office run the same rules, so a list that passes the desk passes the office.

    problems       one finding, and the refusal that carries them all
    opening        bytes -> header, signers, rows: form, signatures, Merkle root
    header_case    what a header is held against
    header_rules   the batch and its committee, one function a rule
    meeting_rules  the meeting: its day, its plan, its votes
    row_rules      one person's result, one function a rule
    character_rules  the characters that are printed: meant, and drawn
    evidence_rules which facts a row may carry, and what a recognition rests on
    fact_rules     the form of a fact: numbers, days in their order
    row_book       the book's rules about rows, looked up once a batch
    applying       what a row says in the words that those rules ask in
    book_rules     the book's rules about one row, one function a kind
    counted        quotas, posts, crossed reviews: with what other lists hold
    whole          rules that need all rows at once: duplicates
    admitting      the order of it all

Follows 职称评审管理暂行规定 (人力资源和社会保障部令第40号) and the rule catalogue.
"""

from issuer.admission.admitting import AdmittedBatch, admit, case_of, check_batch
from issuer.admission.header_case import HeaderCase
from issuer.admission.header_rules import check_header
from issuer.admission.opening import OpenedBatch, open_batch, split_batch
from issuer.admission.problems import (
    BatchRejected,
    Problem,
    Rejected,
    Severity,
    in_order,
    of_breach,
)
from issuer.admission.row_rules import check_rows

__all__ = [
    "AdmittedBatch",
    "BatchRejected",
    "HeaderCase",
    "OpenedBatch",
    "Problem",
    "Rejected",
    "Severity",
    "admit",
    "case_of",
    "check_batch",
    "check_header",
    "check_rows",
    "in_order",
    "of_breach",
    "open_batch",
    "split_batch",
]
