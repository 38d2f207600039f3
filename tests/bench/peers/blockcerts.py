"""`cert-issuer`: Blockcerts v3, a Merkle proof for each certificate of a batch, without a chain.

The product's own path for its web service: check the document, canonicalise it as JSON-LD, put
it into the tree, and give each its proof. The anchor is its own mock of a chain.
"""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import cert_issuer.config
from cert_core import Chain
from cert_issuer.certificate_handlers import CertificateBatchWebHandler, CertificateWebV3Handler
from cert_issuer.issuer import Issuer
from cert_issuer.merkle_tree_generator import MerkleTreeGenerator
from cert_issuer.models import MockTransactionHandler
from line import Facts, serve

CONFIG = SimpleNamespace(
    verification_method="https://zc.weihai.example#key-1",
    issuance_timezone="UTC",
    multiple_proofs="chained",
    context_urls=None,
    context_file_paths=None,
)
# Set once, as its own main program does; otherwise it would parse our command line each time.
cert_issuer.config.CONFIG = CONFIG
logging.disable(logging.WARNING)


def issue(facts: list[Facts]) -> list[dict[str, Any]]:
    batch = CertificateBatchWebHandler(
        secret_manager=None,
        certificate_handler=CertificateWebV3Handler(CONFIG),
        merkle_tree=MerkleTreeGenerator(),
        config=CONFIG,
    )
    batch.set_certificates_in_batch([_document(each, n) for n, each in enumerate(facts)])
    Issuer(batch, MockTransactionHandler()).issue(Chain.mockchain)
    assert all(each["proof"]["proofValue"] for each in batch.proof)
    return batch.proof


def _document(facts: Facts, serial: int) -> dict[str, Any]:
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            {"@vocab": "https://zc.weihai.example/vocabulary#"},
            "https://w3id.org/blockcerts/v3.2",
        ],
        "type": ["VerifiableCredential", "BlockcertsCredential"],
        "id": f"urn:uuid:00000000-0000-4000-8000-{serial:012}",
        "issuer": facts["plain"]["iss"],
        "validFrom": "2025-06-27T02:00:00Z",
        "credentialSubject": {**facts["plain"], **facts["selective"]},
    }


serve(issue)
